/** Options that change the inputs, the targets or the decay: single steps against an f64 reference whose gradient is measured. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Random } from "../../src/core/random.js";
import { close, init, MLPClassifier, type MLPParams, matrix } from "../../src/index.js";
import { dropout } from "../../src/kernels/nn.js";
import { view } from "../../src/kernels/tensor.js";
import { dropoutMask } from "../../src/models/mlp/mask.js";
import { inWorkspace, testEngine } from "../kernels/support/guarded.js";
import { type BatchNetwork, type BatchProblem, batchLoss, slopesOf } from "../reference/mlp-batch.js";
import { clouds } from "./problems.js";

const engine = testEngine();

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const quiet = { onWarning: () => {} };
const [ROWS, FEATURES, SEED, RATE] = [23, 6, 11, 0.5];

function uniform(random: Random, rows: number, cols: number): number[][] {
  const value = () => Math.fround(2 * random.float() - 1);
  return Array.from({ length: rows }, () => Array.from({ length: cols }, value));
}

function networkOf(units: number[], random: Random): BatchNetwork {
  return {
    coefs: units.slice(1).map((cols, i) => uniform(random, units[i], cols)),
    intercepts: units.slice(1).map((cols) => uniform(random, 1, cols)[0]),
  };
}

/** What the inputs of step 0 are multiplied by. */
function firstInputMask(rate: number): number[][] {
  return inWorkspace(engine, (workspace) => {
    const ones = workspace.put("f32", new Float32Array(ROWS * FEATURES).fill(1), ROWS, FEATURES);
    dropout(engine, ones, ones, dropoutMask(SEED, -1, 0, rate));
    const mask = view(engine, ones);
    return Array.from({ length: ROWS }, (_, i) => Array.from(mask.subarray(i * FEATURES, (i + 1) * FEATURES)));
  });
}

/** The classifier after one step of gradient descent from `network` with all rows of `problem`. */
async function stepped(network: BatchNetwork, problem: BatchProblem, options: Partial<MLPParams>) {
  const model = new MLPClassifier({
    hiddenLayerSizes: network.intercepts.slice(0, -1).map(({ length }) => length),
    activation: problem.activation,
    solver: "sgd",
    momentum: 0,
    learningRateInit: RATE,
    alpha: problem.alpha,
    batchSize: ROWS,
    maxIter: 1,
    shuffle: false,
    warmStart: true,
    randomState: SEED,
    ...options,
  });
  model.coefs_ = network.coefs.map((rows) => matrix(rows));
  model.intercepts_ = network.intercepts.map((row) => Float32Array.from(row));
  return model.fit(problem.X, problem.y, quiet);
}

function expectClose(given: ArrayLike<number>, expected: readonly number[]): void {
  expect(given.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(given[i] - value)).toBeLessThan(2e-6);
  });
}

describe("a step", () => {
  const cases = [[5], [17, 9]].flatMap((hidden) =>
    [2, 3].flatMap((classes) =>
      [
        { labelSmoothing: 0.2 },
        { inputDropout: 0.4 },
        { weightDecay: 0.3 },
        { labelSmoothing: 0.1, inputDropout: 0.3, weightDecay: 0.1 },
      ].map((options) => ({ hidden, classes, options })),
    ),
  );

  test.each(cases)("$hidden → $classes with $options follows the reference's gradient", async (one) => {
    const { hidden, classes, options } = one;
    const random = new Random(5 + hidden.length);
    const network = networkOf([FEATURES, ...hidden, classes === 2 ? 1 : classes], random);
    const { labelSmoothing, inputDropout, weightDecay = 0 } = options;
    const problem: BatchProblem = {
      X: uniform(random, ROWS, FEATURES),
      y: Array.from({ length: ROWS }, (_, i) => i % classes),
      activation: "tanh",
      alpha: 0.7,
      labelSmoothing,
      inputMask: inputDropout ? firstInputMask(inputDropout) : undefined,
    };
    const model = await stepped(network, problem, options);
    const slopes = slopesOf(network, problem);
    expect(model.loss_).toBeCloseTo(batchLoss(network, problem), 6);
    network.coefs.forEach((W, index) => {
      const slope = slopes.coefs[index].flat();
      const expected = W.flat().map((w, i) => w - RATE * (slope[i] + weightDecay * w));
      expectClose(model.coefs_![index].data, expected);
    });
    network.intercepts.forEach((b, index) => {
      expectClose(
        model.intercepts_![index],
        b.map((value, i) => value - RATE * slopes.intercepts[index][i]),
      );
    });
  });

  test("weightDecay with Adam shrinks the weights beside Adam's own step, and no bias", async () => {
    const { X, y } = clouds(60, 4, 3, 6);
    const train = (weightDecay: number) =>
      new MLPClassifier({ hiddenLayerSizes: [5], weightDecay, maxIter: 1, batchSize: 60, randomState: 2 }).fit(
        X,
        y,
        quiet,
      );
    const start = new MLPClassifier({ hiddenLayerSizes: [5], maxIter: 1, learningRateInit: 1e-30, randomState: 2 });
    await start.fit(X, y, quiet);
    const [plain, decayed] = [await train(0), await train(10)];
    start.coefs_!.forEach(({ data }, index) => {
      const expected = Array.from(data, (w, i) => plain.coefs_![index].data[i] - 0.001 * 10 * w);
      expectClose(decayed.coefs_![index].data, expected);
    });
    expect(decayed.intercepts_).toEqual(plain.intercepts_);
    expect(decayed.loss_).toBe(plain.loss_);
  });
});

describe("dropout of inputs", () => {
  test("draws other inputs at every step, leaves prediction alone, and acts beside the dropout of units", async () => {
    const { X, y } = clouds(90, 12, 3, 5);
    const train = (options: Partial<MLPParams>) =>
      new MLPClassifier({
        hiddenLayerSizes: [16],
        learningRateInit: 0.02,
        maxIter: 40,
        batchSize: 30,
        randomState: 0,
        ...options,
      });
    const [plain, inputs, both] = await Promise.all(
      [{}, { inputDropout: 0.5 }, { inputDropout: 0.5, dropout: 0.5 }].map((options) =>
        train(options).fit(X, y, quiet),
      ),
    );
    expect(inputs.loss_).toBeGreaterThan(plain.loss_!);
    expect(both.loss_).toBeGreaterThan(inputs.loss_!);
    expect((await inputs.predictProba(X)).data).toEqual((await inputs.predictProba(X)).data);
    const still = await train({ inputDropout: 0.5, learningRateInit: 1e-30, shuffle: false }).fit(X, y, quiet);
    expect(new Set(still.lossCurve_).size).toBe(still.lossCurve_!.length);
  });
});

describe("learning rates by steps", () => {
  test.each(["sgd", "adam"] as const)("%s: the history has the rate that every epoch began with", async (solver) => {
    const { X, y } = clouds(50, 4, 2, 9);
    const options = { solver, hiddenLayerSizes: [4], learningRateInit: 0.1, batchSize: 20, maxIter: 4, randomState: 0 };
    const rates = async (learningRate: "cosine" | "oneCycle") => {
      const warnings: Error[] = [];
      const model = new MLPClassifier({ ...options, learningRate, nIterNoChange: Number.POSITIVE_INFINITY });
      await model.fit(X, y, { onWarning: (warning) => warnings.push(warning) });
      expect(warnings).toEqual([]);
      return model.history_!.map(({ learningRate }) => learningRate);
    };
    (await rates("cosine")).forEach((rate, epoch) => {
      expect(rate).toBeCloseTo(0.05 * (1 + Math.cos((Math.PI * 3 * epoch) / 12)), 14);
    });
    const [first, second, third] = await rates("oneCycle");
    expect(first).toBeCloseTo(0.1 / 25, 14);
    // Step 3 of 12; the peak is step 0.3 · 12 − 1 = 2.6, the last step 11.
    expect(second).toBeCloseTo(4e-7 + ((0.1 - 4e-7) / 2) * (1 + Math.cos((Math.PI * 0.4) / 8.4)), 14);
    expect(third).toBeLessThan(second);
  });

  test("the steps use the rate of the step: a fit along cosine is not one at its first rate", async () => {
    const { X, y } = clouds(50, 4, 2, 9);
    const train = (learningRate: "constant" | "cosine") =>
      new MLPClassifier({ learningRate, solver: "sgd", maxIter: 1, batchSize: 10, randomState: 0 }).fit(X, y, quiet);
    expect((await train("cosine")).coefs_).not.toEqual((await train("constant")).coefs_);
  });
});

describe("refusals", () => {
  const { X, y } = clouds(40, 4, 2, 2);

  test.each([
    [{ inputDropout: 1 }, /inputDropout is 1/],
    [{ labelSmoothing: -0.1 }, /labelSmoothing is -0.1/],
    [{ weightDecay: -1 }, /weightDecay is -1/],
    [{ learningRate: "linear" as "cosine" }, /learningRate is "linear"/],
  ])("%o is refused", async (params, message) => {
    await expect(new MLPClassifier(params).fit(X, y)).rejects.toMatchObject({
      code: "ERR_PARAMETER",
      message: expect.stringMatching(message),
    });
  });
});
