/**
 * Matrices that stay in the layout the matrix product reads: groups of `width` columns, the last one padded with zeros.
 * Products that are given panels pack nothing; the bits are the same.
 */
import { EngineError, ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { bytesOf, type FeatureTensor, type Tensor, type Workspace } from "./tensor.js";

interface PanelExports {
  pack_panels(rows: number, cols: number, src: number, ld: number, width: number, dst: number, steps: number): void;
  turn_panels(rows: number, cols: number, src: number, width: number, dst: number, steps: number): void;
  unpack_panels(rows: number, cols: number, src: number, width: number, dst: number): void;
  gather_panels(
    count: number,
    cols: number,
    src: number,
    bytes: number,
    scale: number,
    index: number,
    width: number,
    scratch: number,
    turned: number,
    panels: number,
    steps: number,
  ): void;
  place_rows(
    count: number,
    cols: number,
    src: number,
    width: number,
    turned: number,
    panels: number,
    steps: number,
  ): void;
  column_squares(rows: number, cols: number, x: number, width: number, out: number): void;
}

/** A rows × cols matrix of floats in panels: element (i, j) is the float at ⌊j / width⌋ · rows · width + i · width + j mod width. */
export interface Panels {
  readonly dtype: "panels";
  readonly ptr: number;
  readonly rows: number;
  readonly cols: number;
  readonly width: number;
}

/** Rows and columns of the microkernel's tile: A is read in groups of so many rows, B and C in groups of so many columns. */
export function tileOf({ turbo }: Engine): { readonly rows: number; readonly cols: number } {
  return turbo ? { rows: 4, cols: 16 } : { rows: 5, cols: 8 };
}

/** Columns with the padding of the last panel. */
export function paddedColumns({ cols, width }: Pick<Panels, "cols" | "width">): number {
  return Math.ceil(cols / width) * width;
}

/** Panels of undefined value. */
export function allocPanels(workspace: Workspace, rows: number, cols: number, width: number): Panels {
  return { dtype: "panels", ptr: workspace.alloc("f32", rows, paddedColumns({ cols, width })).ptr, rows, cols, width };
}

/** All floats of the panels, padding included, as one row: what an optimiser walks through. */
export function panelValues(panels: Panels): Tensor<"f32"> {
  return { dtype: "f32", ptr: panels.ptr, rows: 1, cols: panels.rows * paddedColumns(panels) };
}

/** Columns `start` to `end` (exclusive), in whole panels: the same memory. */
export function panelColumns(panels: Panels, start: number, end: number): Panels {
  const { rows, cols, width, ptr } = panels;
  if (!(0 <= start && start <= end && end <= cols && start % width === 0 && (end % width === 0 || end === cols))) {
    throw new EngineError(`panelColumns: columns ${start} to ${end} are not whole panels of ${width} of ${cols}`);
  }
  return { ...panels, ptr: ptr + bytesOf("f32") * start * rows, cols: end - start };
}

/** Some rows of some columns: of all rows whole panels, of fewer rows a single panel. */
export function panelPart(
  panels: Panels,
  [first, last]: readonly [number, number],
  cols: readonly [number, number],
): Panels {
  const columns = panelColumns(panels, ...cols);
  if (first === 0 && last === panels.rows) return columns;
  if (!(0 <= first && first <= last && last <= panels.rows && columns.cols <= panels.width)) {
    throw new EngineError(`panelPart: rows ${first} to ${last} of ${columns.cols} columns are not one piece`);
  }
  return { ...columns, ptr: columns.ptr + bytesOf("f32") * first * panels.width, rows: last - first };
}

/** Panels of other dimensions in the same memory. */
export function panelsShaped(panels: Panels, rows: number, cols: number): Panels {
  const shaped = { ...panels, rows, cols };
  if (rows * paddedColumns(shaped) > panels.rows * paddedColumns(panels)) {
    throw new EngineError(`panelsShaped: ${rows} × ${cols} does not fit into ${panels.rows} × ${panels.cols}`);
  }
  return shaped;
}

/** Rows of `to` from `first` on become those of `from`. */
export function packPanels(engine: Engine, from: Tensor<"f32">, to: Panels, first = 0): void {
  if (from.cols !== to.cols || !(0 <= first && first + from.rows <= to.rows)) {
    throw new ShapeError(
      `packPanels: ${from.rows} × ${from.cols} do not fit ${to.rows} × ${to.cols} from row ${first}`,
    );
  }
  const dst = to.ptr + bytesOf("f32") * first * to.width;
  (engine.exports as PanelExports).pack_panels(from.rows, from.cols, from.ptr, from.cols, to.width, dst, to.rows);
}

/**
 * `to` takes the transpose of `from`, whose element (0, 0) stands at (row, col) in the transpose of `to`; both begin at whole panels, so
 * that threads may share out a matrix.
 */
export function turnPanels(engine: Engine, from: Panels, to: Panels, row = 0, col = 0): void {
  const { width, rows, cols } = from;
  const whole = row % width === 0 && col % width === 0 && (rows % width === 0 || row + rows === to.cols);
  if (to.width !== width || !whole || !(row >= 0 && col >= 0 && row + rows <= to.cols && col + cols <= to.rows)) {
    throw new ShapeError(`turnPanels: ${rows} × ${cols} from (${row}, ${col}) do not fit ${to.cols} × ${to.rows}`);
  }
  const dst = to.ptr + bytesOf("f32") * (row * to.rows + col * width);
  (engine.exports as PanelExports).turn_panels(rows, cols, from.ptr, width, dst, to.rows);
}

/** `to` = `from`. */
export function unpackPanels(engine: Engine, from: Panels, to: Tensor<"f32">): void {
  requireSame("unpackPanels", from, to);
  (engine.exports as PanelExports).unpack_panels(from.rows, from.cols, from.ptr, from.width, to.ptr);
}

/** x (rows × columns of X) and its transpose, both in panels as wide as a tile is high. */
export interface BothWays {
  readonly x: Panels;
  readonly turned: Panels;
}

/** Where `gatherPanels` writes. */
export interface GatheredPanels extends BothWays {
  /** As many rows of X as a tile has. */
  readonly scratch: Tensor<"f32">;
}

/**
 * Rows `[start, end)` of x become X[indices[i], :], bytes times their scale, in both of its forms.
 * `start` is a whole number of tiles, so that threads may share out the rows; indices name rows of X.
 */
export function gatherPanels(
  engine: Engine,
  X: FeatureTensor,
  indices: Tensor<"i32">,
  { x, turned, scratch }: GatheredPanels,
  start: number,
): void {
  const { width } = x;
  const count = indices.rows * indices.cols;
  requireRoom("gatherPanels", { x, turned }, start, count, X.cols);
  if (scratch.rows * scratch.cols < width * X.cols) {
    throw new ShapeError(`gatherPanels: scratch has ${scratch.rows * scratch.cols} floats, ${width * X.cols} are due`);
  }
  const f32 = bytesOf("f32");
  (engine.exports as PanelExports).gather_panels(
    count,
    X.cols,
    X.ptr,
    Number(X.dtype === "u8"),
    X.scale,
    indices.ptr,
    width,
    scratch.ptr,
    turned.ptr + f32 * start * X.cols,
    x.ptr + f32 * start * width,
    x.rows,
  );
}

/** Rows of x from `start` on become `rows`, in both of its forms. `start` is a whole number of tiles. */
export function placeRows(engine: Engine, rows: Tensor<"f32">, { x, turned }: BothWays, start: number): void {
  requireRoom("placeRows", { x, turned }, start, rows.rows, rows.cols);
  const { width } = x;
  (engine.exports as PanelExports).place_rows(
    rows.rows,
    rows.cols,
    rows.ptr,
    width,
    turned.ptr + bytesOf("f32") * start * rows.cols,
    x.ptr + bytesOf("f32") * start * width,
    x.rows,
  );
}

function requireRoom(operation: string, { x, turned }: BothWays, start: number, count: number, cols: number): void {
  const fits = x.cols === cols && turned.rows === cols && turned.cols === x.rows && turned.width === x.width;
  if (!fits || start % x.width !== 0 || start + count > x.rows) {
    throw new ShapeError(`${operation}: ${count} rows of ${cols} from row ${start} do not fit ${x.rows} × ${x.cols}`);
  }
}

/** out[j] = Σ_i x[i, j]² in f64, rows in rising order; out has room for whole panels. */
export function columnSquares(engine: Engine, x: Panels, out: Tensor<"f64">): void {
  if (out.rows * out.cols < paddedColumns(x)) {
    throw new ShapeError(`columnSquares: ${x.cols} columns, room for ${out.rows * out.cols}`);
  }
  (engine.exports as PanelExports).column_squares(x.rows, x.cols, x.ptr, x.width, out.ptr);
}

function requireSame(operation: string, a: Tensor<"f32"> | Panels, b: Tensor<"f32"> | Panels): void {
  if (a.rows !== b.rows || a.cols !== b.cols) {
    throw new ShapeError(`${operation}: ${a.rows} × ${a.cols} is not ${b.rows} × ${b.cols}`);
  }
}
