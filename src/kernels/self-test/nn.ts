/** Probes of the small kernels of a training step, and of the optimisers. */
import type { Engine } from "../../engine/engine.js";
import { MOVE_WORDS, moveImages } from "../images.js";
import { columnSums, convertRows, crossEntropy, dropout, gatherRows, softmax, sum } from "../nn.js";
import { adamUpdate, movingAverage, sgdMomentumUpdate, sgdUpdate } from "../optim.js";
import type { Draw, Outcome, Probe } from "./probe.js";

const [ROWS, COLS] = [21, 43];
const WEIGHTS = 333;
const STEP = { rate: 0.1, decay: 0.01, shrink: 0.002 };
const MASK = { key0: 12345, key1: 67890, rate: 0.3 };

/** Hits, gradient and losses of a cross-entropy. */
function entropies(engine: Engine, draw: Draw, cols: number): Outcome {
  return [0, 0.1].flatMap((smoothing) => {
    const logits = draw.floats(ROWS, cols, -120, 120);
    const losses = draw.doubles(ROWS);
    const codes = draw.codes(ROWS, Math.max(2, cols));
    return [crossEntropy(engine, logits, codes, 1 / ROWS, logits, losses, smoothing), logits, losses];
  });
}

/** Rows of X that some indices name, as floats. */
function gathered(name: string, bytes: boolean): Probe {
  return {
    name,
    run(workspace, draw) {
      const X = draw.features(ROWS, COLS)[bytes ? 0 : 1];
      const out = workspace.alloc("f32", 17, COLS);
      gatherRows(workspace.engine, X, draw.codes(17, ROWS), out);
      return [out];
    },
  };
}

export const nnProbes: readonly Probe[] = [
  {
    name: "softmax",
    run({ engine }, draw) {
      const outcomes = [draw.floats(ROWS, 10, -9, 9), draw.floats(ROWS, COLS, -9, 9)];
      for (const x of outcomes) softmax(engine, x, x);
      return outcomes;
    },
  },
  {
    name: "softmax_xent",
    run: ({ engine }, draw) => [...entropies(engine, draw, 10), ...entropies(engine, draw, COLS)],
  },
  { name: "logistic_xent", run: ({ engine }, draw) => entropies(engine, draw, 1) },
  { name: "sum_f64", run: ({ engine }, draw) => [sum(engine, draw.doubles(WEIGHTS))] },
  {
    name: "column_sums",
    run(workspace, draw) {
      const out = workspace.zeros("f32", COLS);
      const part = workspace.zeros("f32", COLS);
      const x = draw.floats(ROWS, COLS);
      columnSums(workspace.engine, x, out);
      columnSums(workspace.engine, x, part, [8, 31]);
      return [out, part];
    },
  },
  {
    name: "move_images",
    run(workspace, draw) {
      const [height, width] = [5, 11];
      const [x, y] = [draw.floats(ROWS, height * width), workspace.alloc("f32", ROWS, height * width)];
      const moves = workspace.put(
        "i32",
        draw.integers(ROWS * MOVE_WORDS, 7).map((n, i) => (i % MOVE_WORDS === 0 ? n % 2 : n - 3)),
        ROWS,
        MOVE_WORDS,
      );
      moveImages(workspace.engine, x, [height, width], moves, y);
      return [y];
    },
  },
  gathered("gather_rows_u8", true),
  gathered("gather_rows_f32", false),
  {
    name: "convert_bytes",
    run(workspace, draw) {
      const out = workspace.alloc("f32", ROWS, COLS);
      convertRows(workspace.engine, draw.bytes(ROWS, COLS), out);
      return [out];
    },
  },
  {
    name: "dropout",
    run({ engine }, draw) {
      const [whole, part] = [draw.floats(ROWS, COLS), draw.floats(ROWS, COLS)];
      dropout(engine, whole, whole, MASK);
      dropout(engine, part, part, MASK, [8, 31]);
      return [whole, part];
    },
  },
];

export const optimProbes: readonly Probe[] = [
  {
    name: "sgd_update",
    run({ engine }, draw) {
      const W = draw.floats(WEIGHTS);
      sgdUpdate(engine, W, draw.floats(WEIGHTS), STEP);
      return [W];
    },
  },
  {
    name: "sgd_momentum_update",
    run({ engine }, draw) {
      return [true, false].flatMap((nesterov) => {
        const [W, V] = [draw.floats(WEIGHTS), draw.floats(WEIGHTS)];
        sgdMomentumUpdate(engine, W, draw.floats(WEIGHTS), V, STEP, { momentum: 0.9, nesterov });
        return [W, V];
      });
    },
  },
  {
    name: "moving_average",
    run({ engine }, draw) {
      const average = draw.floats(WEIGHTS);
      movingAverage(engine, average, draw.floats(WEIGHTS), 0.1, 1.1);
      return [average];
    },
  },
  {
    name: "adam_update",
    run({ engine }, draw) {
      const [W, G, M, V] = [
        draw.floats(WEIGHTS),
        draw.floats(WEIGHTS),
        draw.floats(WEIGHTS),
        draw.floats(WEIGHTS, 1, 0, 1),
      ];
      adamUpdate(engine, W, G, M, V, STEP, { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
      return [W, M, V];
    },
  },
];
