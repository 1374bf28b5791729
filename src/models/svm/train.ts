/** Trains the machines of all pairs of classes over the executor. */
import type { FitOptions, TrainingSet } from "../../core/estimator.js";
import type { Matrix } from "../../core/matrix.js";
import type { Executor } from "../../engine/executor.js";
import { currentRuntime } from "../../engine/runtime.js";
import type { KernelFunction } from "../../kernels/svm-products.js";
import { withWorkspace } from "../../kernels/tensor.js";
import { gramOf } from "./gram.js";
import { type ClassLayout, classPairs, layOutClasses, placesOf } from "./layout.js";
import type { PairPayload, PairResult, PairSide, SvcShared } from "./pair-payload.js";
import { svcPair } from "./tasks.js";

const MEGABYTE = 2 ** 20;
/** Rows of a class that tell roughly where it lies. */
const SAMPLE_ROWS = 64;

export interface TrainSettings {
  readonly kernel: KernelFunction;
  /** Weight of an error, by class. */
  readonly C: readonly number[];
  readonly tol: number;
  readonly maxIter: number;
  readonly shrinking: boolean;
  /** Megabytes. */
  readonly cacheSize: number;
}

export interface SvcFitOptions extends FitOptions {
  /** Who trains the pairs. Default: the shared pool. No result depends on it. */
  readonly executor?: Executor;
}

export interface TrainedPairs {
  readonly layout: ClassLayout;
  /** In the order of classPairs. */
  readonly pairs: readonly PairResult[];
}

export async function trainPairs(
  { X, codes, classes }: TrainingSet,
  settings: TrainSettings,
  { signal, onProgress, memory, ...options }: SvcFitOptions,
): Promise<TrainedPairs> {
  const executor = options.executor ?? (await currentRuntime()).executor;
  const { engine, remote } = executor;
  const layout = layOutClasses(codes, classes.length);
  const pairs = await withWorkspace(engine, async (workspace) => {
    const shared = {
      X: workspace.putMatrix(X),
      kernel: settings.kernel,
      order: workspace.put("i32", layout.order),
    };
    const bytes = settings.cacheSize * MEGABYTE;
    // Rows of a pair are computed where it is trained: cheaper than to send them.
    const gram = remote ? null : await gramOf({ ...shared, workspace, executor, bytes, signal }, memory);
    const cacheBytes = bytes / (remote?.threads ?? executor.concurrency);
    const payloads = pairPayloads(layout, settings, { ...shared, gram, cacheBytes });
    const costs = pairCosts(X, layout);
    let done = 0;
    const onResult = () => onProgress?.({ done: ++done, total: payloads.length, unit: "pair" });
    return executor.map(svcPair, payloads, { signal, cost: (_, index) => costs[index], onResult });
  });
  return { layout, pairs };
}

function pairPayloads(
  layout: ClassLayout,
  { C, tol, maxIter, shrinking }: TrainSettings,
  shared: SvcShared & Pick<PairPayload, "gram" | "cacheBytes">,
): PairPayload[] {
  const side = (code: number): PairSide => {
    const [start, end] = placesOf(layout, code);
    return { start, count: end - start, C: C[code] };
  };
  return classPairs(layout.counts.length).map(([a, b]) => ({
    ...shared,
    sides: [side(a), side(b)],
    tol,
    maxIter,
    shrinking,
  }));
}

/** Large pairs of classes that lie close together take longest: rows² / squared distance of the sampled means. */
function pairCosts(X: Matrix, layout: ClassLayout): number[] {
  const means = layout.counts.map((_, code) => sampleMean(X, layout, code));
  return classPairs(layout.counts.length).map(([a, b]) => {
    let distance = 0;
    for (let f = 0; f < X.cols; f++) distance += (means[a][f] - means[b][f]) ** 2;
    return (layout.counts[a] + layout.counts[b]) ** 2 / (distance + Number.MIN_VALUE);
  });
}

function sampleMean({ data, cols }: Matrix, layout: ClassLayout, code: number): Float64Array {
  const [start, end] = placesOf(layout, code);
  const count = Math.min(SAMPLE_ROWS, end - start);
  const mean = new Float64Array(cols);
  for (let place = start; place < start + count; place++) {
    const at = layout.order[place] * cols;
    for (let f = 0; f < cols; f++) mean[f] += data[at + f] / count;
  }
  return mean;
}
