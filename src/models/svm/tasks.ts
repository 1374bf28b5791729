/** One machine per pair of classes, as a task. */
import { defineTask, type TaskContext } from "../../engine/executor.js";
import { padded } from "../../kernels/svm-products.js";
import { type FeatureTensor, view, type Workspace, withWorkspace } from "../../kernels/tensor.js";
import { type PairPayload, type PairResult, type PairSide, pairPortable } from "./pair-payload.js";
import { GramSource, ProductSource, type RowSource } from "./row-source.js";
import { solveSmo } from "./smo.js";
import { StoredRowsSource } from "./stored-rows.js";

/** For copies of rows with the columns in play only, made from rows that are kept at full length: at most this, or this share. */
const COPY_BYTES = 64 * 2 ** 20;
const COPY_SHARE = 1 / 8;
/**
 * Rows are kept at full length where at least this share of them fits; about that many rows of a hard pair are ever asked for. With less
 * room, rows of the columns in play only are the better use of it.
 */
const STORED_SHARE = 0.25;

/** Trains the machine of one pair. */
export const svcPair = defineTask("svc.pair", trainPair, pairPortable);

function trainPair(payload: PairPayload, { engine, cancelled }: TaskContext): PairResult {
  return withWorkspace(engine, (workspace) => {
    const { X, kernel, sides } = payload;
    const variables = layOutVariables(sides);
    const { length } = variables.places;
    const order = view(engine, payload.order);
    const { source, cacheBytes } = openRows(workspace, payload, order, variables.places);
    const solution = solveSmo(workspace, { ...payload, ...variables, cacheBytes }, source, cancelled);
    const { beta, intercept, iterations, converged } = solution;
    const [first, second] = sides;
    const from = length - padded(second.count);
    return {
      beta: [beta.slice(0, first.count), beta.slice(from, from + second.count)],
      intercept,
      iterations,
      converged,
      weights: kernel.name === "linear" ? sumRows(view(engine, X), X, order, variables.places, beta) : null,
    };
  });
}

/** Where the rows of a pair come from, and the bytes left for rows of the columns in play. */
function openRows(
  workspace: Workspace,
  { gram, kernel, X, cacheBytes }: PairPayload,
  order: Int32Array,
  places: Int32Array,
): { source: RowSource; cacheBytes: number } {
  const { length } = places;
  if (gram) return { source: new GramSource(workspace, gram, length), cacheBytes: COPY_BYTES };
  const products = new ProductSource(workspace, kernel, X, order, length);
  const copyBytes = Math.min(COPY_BYTES, COPY_SHARE * cacheBytes);
  const storedBytes = cacheBytes - copyBytes;
  if (storedBytes < STORED_SHARE * 4 * length * length) return { source: products, cacheBytes };
  return { source: new StoredRowsSource(workspace, products, places, storedBytes), cacheBytes: copyBytes };
}

/** The variables of a pair: the places of both classes, each padded to whole panels, with their targets and bounds. */
function layOutVariables(sides: readonly [PairSide, PairSide]) {
  const lengths = sides.map(({ count }) => padded(count));
  const total = lengths[0] + lengths[1];
  const places = new Int32Array(total).fill(-1);
  const y = new Int8Array(total);
  const lowest = new Float64Array(total);
  const highest = new Float64Array(total);
  sides.forEach(({ start, count, C }, side) => {
    const first = side * lengths[0];
    for (let t = 0; t < count; t++) places[first + t] = start + t;
    y.fill(side === 0 ? 1 : -1, first, first + count);
    if (side === 0) highest.fill(C, first, first + count);
    else lowest.fill(-C, first, first + count);
  });
  return { places, y, lowest, highest };
}

/** Σ β·x over the variables in order, in f64; a byte counts as byte · scale. */
function sumRows(
  values: ArrayLike<number>,
  { cols, scale }: FeatureTensor,
  order: Int32Array,
  places: Int32Array,
  beta: Float64Array,
): Float64Array {
  const weights = new Float64Array(cols);
  for (let t = 0; t < places.length; t++) {
    if (beta[t] === 0) continue;
    const at = order[places[t]] * cols;
    const factor = beta[t] * scale;
    for (let f = 0; f < cols; f++) weights[f] += factor * values[at + f];
  }
  return weights;
}
