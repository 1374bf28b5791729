/**
 * Matrices kept in the layout that the microkernel reads, so that no product packs them again: groups of `width` columns,
 *
 *   panel 0: row 0: c0 … c(width−1) | row 1: c0 … | …        panel 1: row 0: c(width) … | …
 *
 * the last one padded with zeros. Shapes: rows × cols, panels of rows × width floats.
 */
import { gather_rows_f32, gather_rows_u8 } from "../elementwise/gather";
import { store_turned } from "../lanes";
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
    if (width == 4 && live == 4 && !bytes) {
      const row = (<usize>cols) << 2;
      place_four(
        cols,
        src + <usize>load<i32>(index) * row, src + <usize>load<i32>(index, 4) * row,
        src + <usize>load<i32>(index, 8) * row, src + <usize>load<i32>(index, 12) * row,
        turned, panels, <usize>steps * groupBytes,
      );
    } else {
      if (bytes) gather_rows_u8(live, cols, src, index, scale, scratch);
      else gather_rows_f32(live, cols, src, index, scratch);
      place_rows(live, cols, scratch, width, turned, panels, steps);
    }
    index += groupBytes;
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
    if (width == 4 && live == 4) {
      place_four(cols, src, src + rowBytes, src + 2 * rowBytes, src + 3 * rowBytes, turned, panels, <usize>steps * groupBytes);
    } else {
      pack_k_contiguous(src, rowBytes, live, cols, width, turned, 0);
      spread(live, cols, src, rowBytes, width, panels, <usize>steps * groupBytes);
    }
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

/** Four rows into panels four wide, in both forms in one walk: every 4 × 4 block as it is and transposed. */
function place_four(
  cols: i32, r0: usize, r1: usize, r2: usize, r3: usize, turned: usize, panels: usize, panelBytes: usize,
): void {
  for (; cols >= 4; cols -= 4, turned += 64, panels += panelBytes) {
    const x0 = v128.load(r0);
    const x1 = v128.load(r1);
    const x2 = v128.load(r2);
    const x3 = v128.load(r3);
    v128.store(panels, x0);
    v128.store(panels, x1, 16);
    v128.store(panels, x2, 32);
    v128.store(panels, x3, 48);
    store_turned(x0, x1, x2, x3, turned, 16);
    r0 += 16;
    r1 += 16;
    r2 += 16;
    r3 += 16;
  }
  if (cols > 0) {
    place_tail(cols, r0, turned, panels);
    place_tail(cols, r1, turned + 4, panels + 16);
    place_tail(cols, r2, turned + 8, panels + 32);
    place_tail(cols, r3, turned + 12, panels + 48);
  }
}

/** The last columns of one of four rows, fewer than four; their panel is filled with zeros. */
function place_tail(cols: i32, row: usize, turned: usize, panel: usize): void {
  for (let j = 0; j < 4; j++, row += 4, turned += 16, panel += 4) {
    const value = j < cols ? load<f32>(row) : <f32>0;
    store<f32>(panel, value);
    if (j < cols) store<f32>(turned, value);
  }
}
