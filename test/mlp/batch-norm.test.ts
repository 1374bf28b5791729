/** Batch normalisation and averaged weights in a whole fit, against an f64 reference that knows nothing of folding. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { close, init, MLPClassifier, type MLPParams } from "../../src/index.js";
import { type BatchProblem, batchLoss, forwardBatch } from "../reference/mlp-batch.js";
import { blend, descend, type Learned, start } from "../reference/mlp-descent.js";
import { clouds } from "./problems.js";

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const quiet = { onWarning: () => {} };
const [ROWS, FEATURES, SEED, RATE, ALPHA] = [23, 6, 11, 0.3, 0.7];
const { X, y } = clouds(ROWS, FEATURES, 3, 4, 2);
const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => Array.from(X.data.subarray(i * FEATURES, (i + 1) * FEATURES)));

type Activation = BatchProblem["activation"];

const startOf = (hidden: number[], activation: Activation) =>
  start({ units: [FEATURES, ...hidden, 3], activation, seed: SEED, batchNorm: true });

function fitted(hidden: number[], activation: Activation, options: Partial<MLPParams>) {
  return new MLPClassifier({
    hiddenLayerSizes: hidden,
    activation,
    solver: "sgd",
    momentum: 0,
    learningRateInit: RATE,
    alpha: ALPHA,
    batchSize: ROWS,
    shuffle: false,
    batchNorm: true,
    randomState: SEED,
    ...options,
  });
}

/** Largest difference between the fitted network's probabilities and the reference's, which normalises instead of folding. */
async function disagreement(model: MLPClassifier, { network, running }: Learned, problem: BatchProblem) {
  const answers = await model.predictProba(X);
  const expected = forwardBatch(network, problem, running).probabilities.flat();
  return expected.reduce((worst, p, i) => Math.max(worst, Math.abs(p - answers.data[i])), 0);
}

describe("batch normalisation", () => {
  const cases = [[[5]], [[17, 9]]].flatMap(([hidden]) =>
    (["relu", "tanh", "logistic", "identity"] as const).map((activation) => ({ hidden, activation })),
  );

  test.each(cases)("$hidden, $activation: three steps, folded, predict as the unfolded reference", async (one) => {
    const { hidden, activation } = one;
    const problem: BatchProblem = { X: rowsOf(ROWS), y, activation, alpha: ALPHA };
    let learned = startOf(hidden, activation);
    const losses: number[] = [];
    for (let step = 0; step < 3; step++) {
      losses.push(batchLoss(learned.network, problem));
      learned = descend(learned, problem, RATE);
    }
    const model = await fitted(hidden, activation, { maxIter: 3 }).fit(X, y, quiet);
    model.lossCurve_!.forEach((loss, step) => {
      expect(loss).toBeCloseTo(losses[step], 5);
    });
    expect(await disagreement(model, learned, problem)).toBeLessThan(2e-5);
    // The statistics are not those of the batch, or this test would not notice which of them are folded.
    const { probabilities } = forwardBatch(learned.network, problem);
    const other = (await model.predictProba(X)).data;
    expect(Math.max(...probabilities.flat().map((p, i) => Math.abs(p - other[i])))).toBeGreaterThan(1e-3);
  });

  test("averaged weights and statistics, folded, predict as the reference's averages", async () => {
    const decay = 0.8;
    const problem: BatchProblem = { X: rowsOf(ROWS), y, activation: "relu", alpha: ALPHA };
    let learned = startOf([7, 4], "relu");
    let average = learned;
    for (let step = 1; step <= 4; step++) {
      learned = descend(learned, problem, RATE);
      const share = (1 - decay) / (1 - decay ** step);
      average = blend(average, learned, (old, value) => old + share * (value - old));
    }
    const model = await fitted([7, 4], "relu", { maxIter: 4, weightAveraging: decay }).fit(X, y, quiet);
    expect(await disagreement(model, average, problem)).toBeLessThan(2e-5);
    expect(await disagreement(model, learned, problem)).toBeGreaterThan(1e-3);
  });

  test("validation scores what prediction gives, and early stopping keeps the network of its best epoch", async () => {
    const train = clouds(300, 5, 4, 8, 1.2);
    const held = clouds(80, 5, 4, 9, 1.2);
    const model = new MLPClassifier({
      hiddenLayerSizes: [24],
      batchNorm: true,
      weightAveraging: 0.9,
      earlyStopping: true,
      learningRateInit: 0.03,
      batchSize: 50,
      maxIter: 30,
      nIterNoChange: 5,
      randomState: 0,
    });
    await model.fit(train.X, train.y, { ...quiet, validationData: held });
    expect(await model.score(held.X, held.y)).toBe(model.bestValidationScore_);
    expect(model.bestEpoch_).toBeLessThan(model.nIter_!);
  });

  test("a last batch of one row is trained on, and leaves the statistics finite", async () => {
    const model = fitted([5], "relu", { batchSize: 11, maxIter: 60, learningRateInit: 0.1, alpha: 0 });
    await model.fit(X, y, quiet);
    expect(model.coefs_!.every(({ data }) => data.every(Number.isFinite))).toBe(true);
    expect(await model.score(X, y)).toBeGreaterThan(0.5);
  });

  test("learns what a network without it learns, and restores like any other", async () => {
    const { X, y } = clouds(200, 6, 3, 5);
    const model = new MLPClassifier({ hiddenLayerSizes: [20], batchNorm: true, learningRateInit: 0.01, maxIter: 60 });
    await model.fit(X, y, quiet);
    expect(await model.score(X, y)).toBeGreaterThan(0.97);
    const copy = new MLPClassifier().restoreState(model.learnedState());
    expect((await copy.predictProba(X)).data).toEqual((await model.predictProba(X)).data);
  });

  test.each([
    [{ batchNorm: true, warmStart: true }, /batchNorm is true and so is warmStart; .* folded into coefs_/],
    [{ batchNorm: true, batchSize: 1 }, /batchSize 1; a batch needs 2 rows/],
    [{ weightAveraging: 1 }, /weightAveraging is 1/],
  ])("%o is refused", async (params, message) => {
    await expect(new MLPClassifier(params).fit(X, y)).rejects.toMatchObject({
      code: "ERR_PARAMETER",
      message: expect.stringMatching(message),
    });
  });
});

describe("averaged weights", () => {
  test("are the moving average of the weights after every step, from a fit of each length", async () => {
    const decay = 0.7;
    const options = { batchNorm: false, alpha: 0 };
    const steps = await Promise.all(
      [1, 2, 3].map((maxIter) => fitted([5], "tanh", { ...options, maxIter }).fit(X, y, quiet)),
    );
    const model = await fitted([5], "tanh", { ...options, maxIter: 3, weightAveraging: decay }).fit(X, y, quiet);
    const weights = [decay ** 2, decay, 1].map((weight) => weight / (1 + decay + decay ** 2));
    model.coefs_!.forEach(({ data }, layer) => {
      data.forEach((value, i) => {
        const expected = steps.reduce((sum, step, t) => sum + weights[t] * step.coefs_![layer].data[i], 0);
        expect(value).toBeCloseTo(expected, 6);
      });
    });
    model.intercepts_!.forEach((b, layer) => {
      b.forEach((value, i) => {
        const expected = steps.reduce((sum, step, t) => sum + weights[t] * step.intercepts_![layer][i], 0);
        expect(value).toBeCloseTo(expected, 6);
      });
    });
    expect(model.lossCurve_).toEqual(steps[2].lossCurve_);
  });
});
