/**
 * Blocking constants of the loops around the microkernel.
 *
 * KC is part of the numeric contract: products are summed over blocks of KC in rising order, and changing it changes the last bits.
 * KC × 16 floats of B (16 KB) and KC × 4 of A stay in a 32 KB L1; MC × KC floats of A (128 KB) in a 512 KB L2.
 */
export const KC: i32 = 256;
export const MC: i32 = 128;
export const NC: i32 = 1024;
/** Rows of every tile. */
export const MR: i32 = 4;
/** Columns of the widest tile; a panel of B is never wider. */
export const NR_MAX: i32 = 16;
