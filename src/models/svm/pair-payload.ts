/** What the machine of a pair of classes is given and gives; and what a payload has to be, whoever sent it. */
import type { Portable } from "../../engine/executor.js";
import { Received } from "../../kernels/payload.js";
import { type KernelFunction, kernelNames, MAX_DEGREE } from "../../kernels/svm-products.js";
import type { FeatureTensor, Tensor } from "../../kernels/tensor.js";

/** What all pairs of a fit share, in the shared memory. */
export interface SvcShared {
  readonly X: FeatureTensor;
  readonly kernel: KernelFunction;
  /** Row of X at every place, −1 for padding. */
  readonly order: Tensor<"i32">;
}

/** One of the two classes of a pair: its places without padding, and the weight of an error on it. */
export interface PairSide {
  readonly start: number;
  readonly count: number;
  readonly C: number;
}

export interface PairPayload extends SvcShared {
  /** The class that counts +1, and the one that counts −1. */
  readonly sides: readonly [PairSide, PairSide];
  /** The kernel values of all places, or null to compute rows when needed. */
  readonly gram: Tensor<"f32"> | null;
  /** For rows of this pair, where there is no Gram matrix. */
  readonly cacheBytes: number;
  readonly tol: number;
  readonly maxIter: number;
  readonly shrinking: boolean;
}

export interface PairResult {
  /** y·α for the rows of both classes, in the order of their places. */
  readonly beta: readonly [Float64Array, Float64Array];
  readonly intercept: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Linear kernel only: Σ β·x, one per feature. */
  readonly weights: Float64Array | null;
}

/** Trained elsewhere only without the Gram matrix, which would be as large as all else together. */
export const pairPortable: Portable<PairPayload> = {
  accepts: ({ gram }) => gram === null,
  describe: ({ kernel, sides }) =>
    `SVC.fit: ${kernel.name} kernel, a pair of ${sides[0].count} and ${sides[1].count} rows`,
  check(payload, engine): PairPayload {
    const pair = new Received(payload, "pair");
    const X = pair.get("X").features();
    const order = pair.get("order").indices(engine, -1, X.rows - 1);
    const sides = pair.get("sides").list();
    if (sides.length !== 2) pair.get("sides").refuse("a list of two");
    if (pair.get("gram").value !== null) pair.get("gram").refuse("null");
    return {
      X,
      order,
      kernel: checkKernel(pair.get("kernel")),
      sides: [checkSide(sides[0], order.rows), checkSide(sides[1], order.rows)],
      gram: null,
      cacheBytes: pair.get("cacheBytes").finite(),
      tol: pair.get("tol").finite(),
      maxIter: pair.get("maxIter").integer(-1),
      shrinking: pair.get("shrinking").boolean(),
    };
  },
};

function checkKernel(kernel: Received): KernelFunction {
  return {
    name: kernel.get("name").oneOf(kernelNames),
    gamma: kernel.get("gamma").finite(),
    coef0: kernel.get("coef0").finite(),
    degree: kernel.get("degree").integer(0, MAX_DEGREE),
  };
}

function checkSide(side: Received, places: number): PairSide {
  const start = side.get("start").integer(0, places);
  return { start, count: side.get("count").integer(1, places - start), C: side.get("C").finite() };
}
