/**
 * Blocking constants of the loops around the microkernels.
 *
 * KC is part of the numeric contract: products are summed over blocks of KC in rising order, and changing it changes the last bits.
 * KC × 16 floats of B (16 KB) and KC × 5 of A stay in a 32 KB L1; MC × KC floats of A (140 KB) in a 512 KB L2; 128 rows,
 * a usual batch, are one block, for which B comes from memory once.
 */
export const KC: i32 = 256;
/** A multiple of the rows of every tile. */
export const MC: i32 = 140;
export const NC: i32 = 1024;

/**
 * Columns of the two tiles. Sixteen is for 256-bit code, in which it fills half of the registers; in 128-bit code it spills.
 * GFLOP/s of the microkernel alone on a core whose 128-bit peak is 58.7: 5×8 plain 48.6 (Node 20: 42.8), 4×8 45.3 (36.8), 3×12 48.0 (41.4),
 * 4×16 37.2 (33.8); in 256-bit code 4×16 88, 6×16 53, 5×8 70.
 */
export const NR_PLAIN: i32 = 8;
export const NR_TURBO: i32 = 16;
export const MR_MAX: i32 = 5;

/** Rows of the tile that is `nr` columns wide. */
// @ts-ignore: decorator
@inline
export function tile_rows(nr: i32): i32 {
  return nr == NR_TURBO ? 4 : 5;
}
