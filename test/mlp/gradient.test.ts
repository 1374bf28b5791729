/** Gradients: the f64 reference against central differences, then one step of the classifier against the reference. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Random } from "../../src/core/random.js";
import { close, init, MLPClassifier, matrix } from "../../src/index.js";
import { dropout } from "../../src/kernels/nn.js";
import { view } from "../../src/kernels/tensor.js";
import { dropoutMask } from "../../src/models/mlp/mask.js";
import { inWorkspace, testEngine } from "../kernels/support/guarded.js";
import {
  gradientOf,
  lossOf,
  type ReferenceActivation,
  type ReferenceNetwork,
  type ReferenceProblem,
} from "../reference/mlp.js";

const engine = testEngine();

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const ACTIVATIONS: ReferenceActivation[] = ["relu", "logistic", "tanh", "identity"];
/** Units of hidden layers and classes: none, one, two, widths around the vector's and the tile's. */
const NETWORKS = [
  { hidden: [], classes: 3 },
  { hidden: [5], classes: 2 },
  { hidden: [4], classes: 10 },
  { hidden: [17, 9], classes: 3 },
  { hidden: [3, 8, 5], classes: 2 },
];
const DROPOUT = [0, 0.4];
const CASES = ACTIVATIONS.flatMap((activation) =>
  NETWORKS.flatMap((network) => DROPOUT.map((dropout) => ({ activation, ...network, dropout }))),
);
const SEED = 11;
const FEATURES = 6;
const ROWS = 23;
const ALPHA = 0.7;

function uniform(random: Random, rows: number, cols: number): number[][] {
  const value = () => Math.fround(2 * random.float() - 1);
  return Array.from({ length: rows }, () => Array.from({ length: cols }, value));
}

/** The masks of the first step of a fit, as multipliers of ones. */
function firstMasks(hidden: number[], rate: number): number[][][] {
  return hidden.map((units, layer) =>
    inWorkspace(engine, (workspace) => {
      const ones = workspace.put("f32", new Float32Array(ROWS * units).fill(1), ROWS, units);
      dropout(engine, ones, ones, dropoutMask(SEED, layer, 0, rate));
      const mask = view(engine, ones);
      return Array.from({ length: ROWS }, (_, i) => Array.from(mask.subarray(i * units, (i + 1) * units)));
    }),
  );
}

function makeCase({ activation, hidden, classes, dropout: rate }: (typeof CASES)[number]) {
  const random = new Random(3 + hidden.length);
  const units = [FEATURES, ...hidden, classes === 2 ? 1 : classes];
  const network: ReferenceNetwork = {
    coefs: units.slice(1).map((cols, i) => uniform(random, units[i], cols)),
    intercepts: units.slice(1).map((cols) => uniform(random, 1, cols)[0]),
  };
  const y = Array.from({ length: ROWS }, (_, i) => i % classes);
  const X = uniform(random, ROWS, FEATURES);
  const problem: ReferenceProblem = { X, y, activation, alpha: ALPHA, masks: rate > 0 ? firstMasks(hidden, rate) : [] };
  return { network, problem };
}

describe("gradient", () => {
  test.each(CASES)("reference: $activation $hidden → $classes, dropout $dropout, equals central differences", (one) => {
    const { network, problem } = makeCase(one);
    const gradient = gradientOf(network, problem);
    const step = 1e-5;
    const slopeAt = (row: number[], j: number) => {
      const kept = row[j];
      row[j] = kept + step;
      const up = lossOf(network, problem);
      row[j] = kept - step;
      const down = lossOf(network, problem);
      row[j] = kept;
      return (up - down) / (2 * step);
    };
    const rows = [...network.coefs.flat(), ...network.intercepts];
    const expected = [...gradient.coefs.flat(), ...gradient.intercepts];
    rows.forEach((row, i) => {
      for (let j = 0; j < row.length; j++) expect(slopeAt(row, j)).toBeCloseTo(expected[i][j], 7);
    });
  });

  test.each(CASES)(
    "classifier: $activation $hidden → $classes, dropout $dropout, steps against the reference's gradient",
    async (one) => {
      const { network, problem } = makeCase(one);
      const rate = 0.5;
      const model = new MLPClassifier({
        hiddenLayerSizes: one.hidden,
        activation: one.activation,
        solver: "sgd",
        momentum: 0,
        learningRateInit: rate,
        alpha: ALPHA,
        batchSize: ROWS,
        maxIter: 1,
        shuffle: false,
        warmStart: true,
        dropout: one.dropout,
        randomState: SEED,
      });
      model.coefs_ = network.coefs.map((rows) => matrix(rows));
      model.intercepts_ = network.intercepts.map((row) => Float32Array.from(row));
      await model.fit(problem.X, problem.y, { onWarning: () => {} });
      const gradient = gradientOf(network, problem);
      expect(model.loss_).toBeCloseTo(lossOf(network, problem), 6);
      const check = (before: number[], after: Float32Array, slope: number[]) => {
        before.forEach((value, i) => {
          expect(Math.abs((value - after[i]) / rate - slope[i])).toBeLessThan(2e-6);
        });
      };
      network.coefs.forEach((W, i) => {
        check(W.flat(), model.coefs_![i].data, gradient.coefs[i].flat());
      });
      network.intercepts.forEach((b, i) => {
        check(b, model.intercepts_![i], gradient.intercepts[i]);
      });
    },
  );
});
