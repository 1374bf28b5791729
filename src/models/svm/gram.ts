/** The Gram matrix of a fit, and what fits with other kernels can take over of it: the dot products. */
import type { FitMemory, Kept } from "../../core/fit-memory.js";
import type { Executor, Task } from "../../engine/executor.js";
import { allocSide, hasExactProducts, type KernelFunction, PANEL_ROWS, type Side } from "../../kernels/svm-products.js";
import { type FeatureTensor, type Tensor, view, Workspace } from "../../kernels/tensor.js";
import { type PlaceRange, svcDots, svcGram, svcGramOfDots, svcPack } from "./gram-tasks.js";

/** Rows of the matrix in a task: 200 KB of packed features at 784 columns stay in the second-level cache. */
const GRAM_ROWS = 128;
const PACK_ROWS = 2048;

/** The parameters by which the kernel values of the same rows differ, in the order in which they are best varied: the last the fastest. */
export const KERNEL_PARAMS = ["kernel", "degree", "coef0", "gamma"] as const;

export interface GramRequest {
  /** Holds what the fit itself needs; it is released with the fit. */
  readonly workspace: Workspace;
  readonly executor: Executor;
  readonly X: FeatureTensor;
  readonly kernel: KernelFunction;
  readonly order: Tensor<"i32">;
  /** Most that the matrix, and the dot products with it, may take. */
  readonly bytes: number;
  readonly signal: AbortSignal | undefined;
}

/** Dot products of all places, and the squared norms of their rows. */
interface Dots {
  /** Of every range of GRAM_ROWS places with the places from its first on (see svcDots). */
  readonly ranges: readonly Tensor<"f64">[];
  readonly norms: Tensor<"f64">;
}

/**
 * The kernel values of all places, or null if they take more than `bytes`. With a `memory` they stay for the next fit; and the dot products
 * too, where kernels vary and both fit: about 8 · places² bytes. They are kept in f64, as kernels read them, so the bits are the same.
 */
export async function gramOf(request: GramRequest, memory: FitMemory | undefined): Promise<Tensor<"f32"> | null> {
  const { kernel, order, bytes } = request;
  const gramBytes = 4 * order.rows * order.rows;
  if (gramBytes > bytes) return null;
  if (!memory) return computeGram(request, request.workspace);
  const keepsDots = memory.varies(...KERNEL_PARAMS) && gramBytes + dotsBytes(order.rows) <= bytes;
  const dots = keepsDots ? await memory.keep("SVC dots", "", () => lasting(request, computeDots)) : undefined;
  return memory.keep("SVC gram", kernelKey(kernel), () =>
    lasting(request, (from, target) => (dots ? gramOfDots(from, target, dots) : computeGram(from, target))),
  );
}

/** Only the numbers that the kernel reads. */
function kernelKey({ name, gamma, coef0, degree }: KernelFunction): string {
  const numbers = { linear: [], rbf: [gamma], sigmoid: [gamma, coef0], poly: [gamma, coef0, degree] }[name];
  return [name, ...numbers].join(" ");
}

/** What `compute` leaves in a workspace of its own. */
async function lasting<T>(
  request: GramRequest,
  compute: (request: GramRequest, target: Workspace) => Promise<T>,
): Promise<Kept<T>> {
  const target = new Workspace(request.workspace.engine);
  const release = () => target.release();
  try {
    return { value: await compute(request, target), release };
  } catch (error) {
    release();
    throw error;
  }
}

/** The matrix itself stands in `target`. */
async function computeGram(request: GramRequest, target: Workspace): Promise<Tensor<"f32">> {
  const { X, order, kernel } = request;
  const gram = target.alloc("f32", order.rows, order.rows);
  const columns = await packColumns(request);
  await overRanges(request, svcGram, (range) => ({ X, order, kernel, columns, gram, ...range }));
  return gram;
}

async function gramOfDots(request: GramRequest, target: Workspace, { ranges, norms }: Dots): Promise<Tensor<"f32">> {
  const { order, kernel } = request;
  const gram = target.alloc("f32", order.rows, order.rows);
  await overRanges(request, svcGramOfDots, (range, index) => ({ kernel, gram, norms, dots: ranges[index], ...range }));
  return gram;
}

async function computeDots(request: GramRequest, target: Workspace): Promise<Dots> {
  const { X, order } = request;
  const ranges = rangesOf(order.rows, GRAM_ROWS).map((range) =>
    target.alloc("f64", dotsRows(range, order.rows), PANEL_ROWS),
  );
  const columns = await packColumns(request);
  await overRanges(request, svcDots, (range, index) => ({ X, order, columns, dots: ranges[index], ...range }));
  return { ranges, norms: target.put("f64", view(request.workspace.engine, columns.norms)) };
}

/** All places as columns, in the fit's workspace. */
async function packColumns({ workspace, executor, X, order, signal }: GramRequest): Promise<Side> {
  const columns = allocSide(workspace, "right", order.rows, X, hasExactProducts(X));
  const packs = rangesOf(order.rows, PACK_ROWS).map((range) => ({ X, order, columns, ...range }));
  await executor.map(svcPack, packs, { signal });
  return columns;
}

/** Runs a task for every range of rows; the first meet the most columns. */
async function overRanges<P extends PlaceRange>(
  { executor, order, signal }: GramRequest,
  task: Task<P, void>,
  payloadOf: (range: PlaceRange, index: number) => P,
): Promise<void> {
  const payloads = rangesOf(order.rows, GRAM_ROWS).map(payloadOf);
  await executor.map(task, payloads, { signal, cost: ({ start }) => order.rows - start });
}

function rangesOf(count: number, step: number): PlaceRange[] {
  return Array.from({ length: Math.ceil(count / step) }, (_, block) => ({
    start: block * step,
    end: Math.min(count, (block + 1) * step),
  }));
}

/** Rows of sixteen that the dot products of a range take. */
function dotsRows({ start, end }: PlaceRange, places: number): number {
  return ((end - start) * (places - start)) / PANEL_ROWS;
}

function dotsBytes(places: number): number {
  const rows = rangesOf(places, GRAM_ROWS).reduce((sum, range) => sum + dotsRows(range, places), 0);
  return 8 * PANEL_ROWS * rows;
}
