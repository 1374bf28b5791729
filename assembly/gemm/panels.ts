/**
 * Matrices kept in the layout that the microkernel reads, so that no product packs them again: groups of `width` columns,
 *
 *   panel 0: row 0: c0 … c(width−1) | row 1: c0 … | …        panel 1: row 0: c(width) … | …
 *
 * the last one padded with zeros. Shapes: rows × cols, panels of rows × width floats.
 */
import { gather_rows_f32, gather_rows_u8 } from "../elementwise/gather";
import { pack_k_contiguous, pack_k_strided } from "./pack";

/** A row-major matrix, `ld` elements between rows, into the rows from `dst` on of panels that have `steps` rows each. */
export function pack_panels(rows: i32, cols: i32, src: usize, ld: i32, width: i32, dst: usize, steps: i32): void {
  pack_k_strided(src, (<usize>ld) << 2, cols, rows, width, dst, (<usize>(steps * width)) << 2);
}

/** Panels into a row-major matrix. */
export function unpack_panels(rows: i32, cols: i32, src: usize, width: i32, dst: usize): void {
  const rowBytes = (<usize>cols) << 2;
  for (let first = 0; first < cols; first += width) {
    const bytes = (<usize>min(width, cols - first)) << 2;
    let to = dst + ((<usize>first) << 2);
    for (let i = 0; i < rows; i++, src += (<usize>width) << 2, to += rowBytes) memory.copy(to, src, bytes);
  }
}

/**
 * The transpose of a matrix in panels, as panels of the same width; `dst` is where its element (0, 0) goes, in panels of `steps` rows.
 *
 * Shapes: rows × cols in panels of rows × width floats at src; writes cols × rows, the last panel padded with zeros.
 * Requires: width is 8 or 16; dst begins at a whole panel and at a row that is a multiple of the width.
 */
export function turn_panels(rows: i32, cols: i32, src: usize, width: i32, dst: usize, steps: i32): void {
  const rowBytes = (<usize>width) << 2;
  for (let first = 0; first < cols; first += width) {
    pack_k_contiguous(src, rowBytes, rows, min(width, cols - first), width, dst, <usize>steps * rowBytes);
    src += <usize>rows * rowBytes;
    dst += <usize>width * rowBytes;
  }
}

/**
 * Rows src[index[i], :] twice over, for products with x and with its transpose: as panels of xᵀ (groups of `width` rows, `turned`) and as
 * panels of x (groups of `width` columns, `panels`, of which the first step written is the row `count` starts with).
 *
 * Shapes: src is any number of rows × cols, bytes (worth byte · scale) or floats; index is `count` i32; `turned` takes whole groups of
 *   rows; panels have `steps` rows each; scratch is width × cols floats. Requires: width is 4 or 5.
 */
export function gather_panels(
  count: i32, cols: i32, src: usize, bytes: i32, scale: f32, index: usize, width: i32, scratch: usize, turned: usize, panels: usize, steps: i32,
): void {
  const groupBytes = (<usize>width) << 2;
  for (let first = 0; first < count; first += width) {
    const live = min(width, count - first);
    if (bytes) gather_rows_u8(live, cols, src, index, scale, scratch);
    else gather_rows_f32(live, cols, src, index, scratch);
    index += groupBytes;
    place_rows(live, cols, scratch, width, turned, panels, steps);
    turned += <usize>cols * groupBytes;
    panels += <usize>live * groupBytes;
  }
}

/** The same of `count` rows of floats that stand one below the other at src: count × cols. */
export function place_rows(count: i32, cols: i32, src: usize, width: i32, turned: usize, panels: usize, steps: i32): void {
  const rowBytes = (<usize>cols) << 2;
  const groupBytes = (<usize>width) << 2;
  for (let first = 0; first < count; first += width) {
    const live = min(width, count - first);
    pack_k_contiguous(src, rowBytes, live, cols, width, turned, 0);
    spread(live, cols, src, rowBytes, width, panels, <usize>steps * groupBytes);
    src += <usize>live * rowBytes;
    turned += <usize>cols * groupBytes;
    panels += <usize>live * groupBytes;
  }
}

/** A few rows into every panel; all rows of a panel together, so that its cache line is visited once. */
function spread(rows: i32, cols: i32, src: usize, rowBytes: usize, width: i32, dst: usize, panelBytes: usize): void {
  const groupBytes = (<usize>width) << 2;
  for (; cols >= width; cols -= width, src += groupBytes, dst += panelBytes) {
    let from = src;
    let to = dst;
    for (let i = rows; i > 0; i--, from += rowBytes, to += groupBytes) {
      v128.store(to, v128.load(from));
      if (width == 5) store<f32>(to, load<f32>(from, 16), 16);
    }
  }
  if (cols > 0) pack_k_strided(src, rowBytes, cols, rows, width, dst, panelBytes);
}
