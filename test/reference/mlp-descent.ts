/** Gradient descent with all rows at once, in f64 from the same first weights as a fit; normalises hidden layers where they are to be. */
import { Random } from "../../src/core/random.js";
import { glorotUniform } from "../../src/models/mlp/init.js";
import { type BatchNetwork, type BatchProblem, forwardBatch, type Moments, slopesOf } from "./mlp-batch.js";

/** Everything that is learned. */
export interface Learned {
  readonly network: BatchNetwork;
  /** Statistics of the hidden layers that prediction uses; none where nothing is normalised. */
  readonly running?: readonly Moments[];
}

export interface Start {
  /** Features, hidden units and outputs. */
  readonly units: readonly number[];
  readonly activation: BatchProblem["activation"];
  readonly seed: number;
  readonly batchNorm: boolean;
}

export function start({ units, activation, seed, batchNorm }: Start): Learned {
  const { coefs, intercepts } = glorotUniform([...units], activation, new Random(seed));
  const hidden = units.slice(1, -1);
  const filled = (value: number) => hidden.map((count) => new Array<number>(count).fill(value));
  const network = {
    coefs: coefs.map(({ data, rows, cols }) =>
      Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * cols, (i + 1) * cols))),
    ),
    intercepts: intercepts.map((b, i) => (batchNorm && i < hidden.length ? filled(0)[i] : Array.from(b))),
  };
  if (!batchNorm) return { network };
  const running = hidden.map((_, i) => ({ mean: filled(0)[i], variance: filled(1)[i] }));
  return { network: { ...network, gammas: filled(1) }, running };
}

/** Every number moved towards another one of the same place. */
export function blend<T>(a: T, b: T, f: (a: number, b: number) => number): T {
  if (typeof a === "number") return f(a, b as number) as T;
  if (a === undefined) return a;
  if (Array.isArray(a)) return a.map((item, i) => blend(item, (b as unknown[])[i], f)) as T;
  const entries = Object.entries(a as object).map(([key, value]) => [key, blend(value, (b as never)[key], f)]);
  return Object.fromEntries(entries) as T;
}

/** One step with all rows. */
export function descend({ network, running }: Learned, problem: BatchProblem, rate: number): Learned {
  const rows = problem.X.length;
  const { moments } = forwardBatch(network, problem);
  const unbiased = moments.map(({ mean, variance }) => ({
    mean,
    variance: variance.map((value) => (value * rows) / (rows - 1)),
  }));
  return {
    network: blend(network, slopesOf(network, problem), (value, slope) => value - rate * slope),
    running: running && blend(running, unbiased, (old, batch) => 0.9 * old + 0.1 * batch),
  };
}
