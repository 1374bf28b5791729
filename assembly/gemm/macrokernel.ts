/** All tiles of a block of C: packed panels of A against packed panels of B. */
import { NR_TURBO, tile_rows } from "./blocking";
import { ukernel_4x16 } from "./ukernel-4x16";
import { ukernel_5x8 } from "./ukernel-5x8";

/**
 * C (+)= A · B for mc × nc elements and kc products each.
 *
 * Shapes: panels of A and B lie `aPanelBytes` and `bPanelBytes` apart; rows of C `ldcBytes`, and C's groups of `nr` columns `cGroupBytes`:
 *   4·nr for a row-major C. `whole` says that every group of columns has room for nr of them, as in panels; else the last one is cut.
 * beta: 0 stores, 1 adds to C; with 0, C is never read. `tile` is scratch for one tile.
 */
export function macrokernel(
  mc: i32, nc: i32, kc: i32, a: usize, aPanelBytes: usize, b: usize, bPanelBytes: usize,
  c: usize, ldcBytes: usize, cGroupBytes: usize, whole: bool, beta: i32, tile: usize, nr: i32,
): void {
  const mr = tile_rows(nr);
  for (let jr = 0; jr < nc; jr += nr) {
    const cols = whole ? nr : min(nr, nc - jr);
    let ap = a;
    let cTile = c;
    for (let ir = 0; ir < mc; ir += mr) {
      const rows = min(mr, mc - ir);
      if (beta == 0 && rows == mr && cols == nr) {
        ukernel(kc, ap, b, cTile, ldcBytes, nr);
      } else {
        ukernel(kc, ap, b, tile, (<usize>nr) << 2, nr);
        merge_tile(rows, cols, tile, (<usize>nr) << 2, cTile, ldcBytes, beta);
      }
      ap += aPanelBytes;
      cTile += <usize>mr * ldcBytes;
    }
    b += bPanelBytes;
    c += cGroupBytes;
  }
}

/** The one place that knows which tiles exist. */
// @ts-ignore: decorator
@inline
function ukernel(kc: i32, ap: usize, bp: usize, c: usize, ldcBytes: usize, nr: i32): void {
  if (nr == NR_TURBO) ukernel_4x16(kc, ap, bp, c, ldcBytes);
  else ukernel_5x8(kc, ap, bp, c, ldcBytes);
}

/** C (+)= the live corner of a scratch tile. */
function merge_tile(rows: i32, cols: i32, tile: usize, tileRowBytes: usize, c: usize, ldcBytes: usize, beta: i32): void {
  for (; rows > 0; rows--, tile += tileRowBytes, c += ldcBytes) {
    let from = tile;
    let to = c;
    let j = cols;
    for (; j >= 4; j -= 4, from += 16, to += 16) {
      const values = v128.load(from);
      v128.store(to, beta ? f32x4.add(v128.load(to), values) : values);
    }
    for (; j > 0; j--, from += 4, to += 4) {
      const value = load<f32>(from);
      store<f32>(to, beta ? load<f32>(to) + value : value);
    }
  }
}
