/** The pieces of a Gram matrix that run as tasks: packing columns, dot products to keep, and blocks of kernel values. */
import { AbortError } from "../../core/errors.js";
import { defineTask } from "../../engine/executor.js";
import {
  allocSide,
  dotBlock,
  type KernelFunction,
  kernelOfDots,
  PANEL_ROWS,
  packRows,
  type Side,
  storeRows,
  storeTransposed,
} from "../../kernels/svm-products.js";
import { type FeatureTensor, rowsOf, type Tensor, view, type Workspace, withWorkspace } from "../../kernels/tensor.js";

/** Places `start` to `end`, whole panels. */
export interface PlaceRange {
  readonly start: number;
  readonly end: number;
}

export interface PackPayload extends PlaceRange {
  readonly X: FeatureTensor;
  /** Row of X at every place, −1 for padding. */
  readonly order: Tensor<"i32">;
  /** All places. */
  readonly columns: Side;
}

/** Packs a range of places as columns of the Gram matrix. */
export const svcPack = defineTask("svc.pack", ({ X, order, columns, start, end }: PackPayload, { engine }) => {
  packRows(engine, X, rowsOf(order, start, end), columns, start);
});

export interface DotsPayload extends PackPayload {
  /** A block of rows × 16 for every panel from `start` on, one after the other. */
  readonly dots: Tensor<"f64">;
}

/** The dot products of a range of places with all places from its first on. */
export const svcDots = defineTask("svc.dots", (payload: DotsPayload, { engine, cancelled }) => {
  const { columns, start, dots } = payload;
  withWorkspace(engine, (workspace) => {
    const left = packLeft(workspace, payload);
    for (let panel = start / PANEL_ROWS; panel < columns.count / PANEL_ROWS; panel++) {
      if (cancelled()) throw new AbortError("SVC.fit");
      dotBlock(engine, left, columns, panel, 1, blockOf(dots, left.count, panel - start / PANEL_ROWS));
    }
  });
});

/** Rows `start` to `end` of the Gram matrix from their own column on, and the mirror image below. */
interface GramPart extends PlaceRange {
  readonly kernel: KernelFunction;
  readonly gram: Tensor<"f32">;
}

export interface GramPayload extends PackPayload, GramPart {}

/** A part of the Gram matrix, from the features. */
export const svcGram = defineTask("svc.gram", (payload: GramPayload, { engine, cancelled }) => {
  const { columns } = payload;
  withWorkspace(engine, (workspace) => {
    const left = packLeft(workspace, payload);
    storeKernel(workspace, payload, columns.norms, cancelled, (panel, block) =>
      dotBlock(engine, left, columns, panel, 1, block),
    );
  });
});

export interface GramOfDotsPayload extends GramPart {
  /** As `svcDots` has left them. */
  readonly dots: Tensor<"f64">;
  /** The squared norms of the rows at all places. */
  readonly norms: Tensor<"f64">;
}

/** The same part, from the dot products. */
export const svcGramOfDots = defineTask("svc.gramOfDots", (payload: GramOfDotsPayload, { engine, cancelled }) => {
  const { start, end, dots, norms } = payload;
  withWorkspace(engine, (workspace) =>
    storeKernel(workspace, payload, norms, cancelled, (panel, block) => {
      view(engine, block).set(view(engine, blockOf(dots, end - start, panel - start / PANEL_ROWS)));
    }),
  );
});

function packLeft(workspace: Workspace, { X, order, columns, start, end }: PackPayload): Side {
  const left = allocSide(workspace, "left", end - start, X, columns.exact);
  packRows(workspace.engine, X, rowsOf(order, start, end), left);
  return left;
}

function blockOf(dots: Tensor<"f64">, rows: number, index: number): Tensor<"f64"> {
  return rowsOf(dots, index * rows, (index + 1) * rows);
}

/** `fill` writes the dot products of the range with a panel to a block. */
function storeKernel(
  workspace: Workspace,
  { kernel, gram, start, end }: GramPart,
  norms: Tensor<"f64">,
  cancelled: () => boolean,
  fill: (panel: number, block: Tensor<"f64">) => void,
): void {
  const { engine } = workspace;
  const rows = end - start;
  const block = workspace.alloc("f64", rows, PANEL_ROWS);
  for (let col = start; col < gram.cols; col += PANEL_ROWS) {
    if (cancelled()) throw new AbortError("SVC.fit");
    fill(col / PANEL_ROWS, block);
    kernelOfDots(engine, kernel, rowsOf(norms, start, end), rowsOf(norms, col, col + PANEL_ROWS), block);
    storeRows(engine, block, rows, 1, [0, rows], gram, start, col);
    if (col >= end) storeTransposed(engine, block, rows, gram, col, start);
  }
}
