/** What a fit does as a whole: learning, stopping, dropout, warm starts, warnings and errors. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { close, init, MLPClassifier, matrix } from "../../src/index.js";
import { layersOf, referenceOf } from "../reference/mlp.js";
import { clouds, randomLabels } from "./problems.js";

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const quiet = { onWarning: () => {} };
const weightsOf = ({ coefs_, intercepts_ }: MLPClassifier) => [coefs_!.map(({ data }) => data), intercepts_!];

describe("learning", () => {
  test.each(["sgd", "adam"] as const)("%s learns random labels of a tiny set by heart", async (solver) => {
    const { X, y } = randomLabels(40, 12, 4, 1);
    const model = new MLPClassifier({
      hiddenLayerSizes: [64],
      solver,
      learningRateInit: solver === "sgd" ? 0.1 : 0.01,
      batchSize: 10,
      alpha: 0,
      maxIter: 400,
      nIterNoChange: Number.POSITIVE_INFINITY,
      randomState: 0,
    });
    await model.fit(X, y, quiet);
    expect(await model.score(X, y)).toBe(1);
    expect(model.loss_).toBeLessThan(0.05);
  });

  test("string labels, two classes, one hidden layer given as a number", async () => {
    const { X, y } = clouds(120, 3, 2, 5);
    const names = y.map((code) => (code ? "warp" : "Weft"));
    const model = new MLPClassifier({ hiddenLayerSizes: 8, learningRateInit: 0.02, randomState: 0 });
    await model.fit(X, names, quiet);
    expect(model.classes_).toEqual(["Weft", "warp"]);
    expect(model.outActivation_).toBe("logistic");
    expect([model.nLayers_, model.nOutputs_]).toEqual([3, 1]);
    expect(model.coefs_!.map(({ rows, cols }) => [rows, cols])).toEqual([
      [3, 8],
      [8, 1],
    ]);
    expect(await model.score(X, names)).toBeGreaterThan(0.95);
  });

  test("sigmoid is logistic", async () => {
    const { X, y } = clouds(60, 4, 3, 2);
    const train = (activation: "sigmoid" | "logistic") =>
      new MLPClassifier({ activation, hiddenLayerSizes: [6], maxIter: 5, randomState: 3 }).fit(X, y, quiet);
    expect(weightsOf(await train("sigmoid"))).toEqual(weightsOf(await train("logistic")));
  });

  test("bytes with a scale give the bits of the floats they stand for", async () => {
    const bytes = Uint8Array.from({ length: 90 * 5 }, (_, i) => (i * 89 + (i % 3) * 60) % 256);
    const scale = Math.fround(1 / 255);
    const y = Array.from({ length: 90 }, (_, i) => i % 3);
    const floats = matrix(
      Float32Array.from(bytes, (byte) => Math.fround(byte * scale)),
      [90, 5],
    );
    const train = (X: Parameters<MLPClassifier["fit"]>[0]) =>
      new MLPClassifier({ hiddenLayerSizes: [7], maxIter: 4, batchSize: 32, randomState: 0 }).fit(X, y, quiet);
    const fromBytes = await train({ data: bytes, rows: 90, cols: 5, scale });
    expect(weightsOf(fromBytes)).toEqual(weightsOf(await train(floats)));
    expect((await fromBytes.predictProba({ data: bytes, rows: 90, cols: 5, scale })).data).toEqual(
      (await fromBytes.predictProba(floats)).data,
    );
  });

  test("first weights fill Glorot's interval: 6 / (fan in + fan out), 2 for the logistic function", async () => {
    const { X, y } = clouds(60, 50, 3, 2);
    for (const [activation, factor] of [
      ["relu", 6],
      ["logistic", 2],
    ] as const) {
      const model = new MLPClassifier({ activation, hiddenLayerSizes: [150], maxIter: 1, learningRateInit: 1e-9 });
      await model.fit(X, y, quiet);
      const bound = Math.sqrt(factor / 200);
      const largest = model.coefs_![0].data.reduce((top, w) => Math.max(top, Math.abs(w)), 0);
      expect(largest).toBeLessThanOrEqual(bound * 1.00001);
      expect(largest).toBeGreaterThan(0.99 * bound);
    }
  });

  test("the same seed gives the same weights, another seed others", async () => {
    const { X, y } = clouds(100, 6, 3, 4);
    const train = (randomState: number | null) =>
      new MLPClassifier({ hiddenLayerSizes: [9], dropout: 0.2, maxIter: 3, randomState }).fit(X, y, quiet);
    const first = weightsOf(await train(7));
    expect(weightsOf(await train(7))).toEqual(first);
    expect(weightsOf(await train(8))).not.toEqual(first);
    expect(weightsOf(await train(null))).not.toEqual(weightsOf(await train(null)));
  });

  test("shuffling changes the path, not the set of rows an epoch meets", async () => {
    const { X, y } = clouds(50, 4, 2, 9);
    const still = {
      hiddenLayerSizes: [3],
      solver: "sgd",
      learningRateInit: 1e-12,
      alpha: 0,
      maxIter: 1,
      batchSize: 7,
    } as const;
    const one = await new MLPClassifier({ ...still, randomState: 1, shuffle: true }).fit(X, y, quiet);
    const other = await new MLPClassifier({ ...still, randomState: 1, shuffle: false }).fit(X, y, quiet);
    expect(one.loss_).toBeCloseTo(other.loss_!, 12);
  });
});

describe("history", () => {
  test("one record an epoch, with loss and accuracy of training and validation", async () => {
    const { X, y } = clouds(150, 4, 3, 6);
    const validation = clouds(60, 4, 3, 6);
    const seen: number[] = [];
    const progress: number[] = [];
    const model = new MLPClassifier({ hiddenLayerSizes: [10], maxIter: 6, learningRateInit: 0.01, randomState: 0 });
    await model.fit(X, y, {
      ...quiet,
      validationData: validation,
      onEpoch: ({ epoch }) => seen.push(epoch),
      onProgress: ({ done, total, unit }) => {
        expect([total, unit]).toEqual([6, "epochs"]);
        progress.push(done);
      },
    });
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
    expect(progress.filter(Number.isInteger)).toEqual(seen);
    expect(model.history_!.map(({ epoch }) => epoch)).toEqual(seen);
    expect(model.lossCurve_).toEqual(model.history_!.map(({ loss }) => loss));
    expect([model.nIter_, model.t_]).toEqual([6, 6 * 150]);
    expect(model.bestLoss_).toBe(Math.min(...model.lossCurve_!));
    const last = model.history_!.at(-1)!;
    expect(last.learningRate).toBe(0.01);
    expect(last.validationAccuracy).toBe(await model.score(validation.X, validation.y));
    const network = referenceOf(model);
    const rows = Array.from({ length: 60 }, (_, i) => Array.from(validation.X.data.subarray(i * 4, i * 4 + 4)));
    const losses = rows.map((row, i) => -Math.log(layersOf(network, row, "relu").at(-1)![validation.y[i]]));
    expect(last.validationLoss).toBeCloseTo(losses.reduce((sum, loss) => sum + loss, 0) / 60, 5);
  });

  test("training loss has the penalty as scikit-learn adds it", async () => {
    const { X, y } = clouds(60, 4, 3, 6);
    const train = (alpha: number) =>
      new MLPClassifier({ hiddenLayerSizes: [5], alpha, maxIter: 1, batchSize: 60, randomState: 2 }).fit(X, y, quiet);
    const start = new MLPClassifier({
      hiddenLayerSizes: [5],
      alpha: 0,
      maxIter: 1,
      randomState: 2,
      learningRateInit: 1e-12,
    });
    await start.fit(X, y, quiet);
    const squares = start.coefs_!.reduce((sum, { data }) => sum + data.reduce((s, w) => s + w * w, 0), 0);
    expect((await train(3)).loss_! - (await train(0)).loss_!).toBeCloseTo((0.5 * 3 * squares) / 60, 6);
  });

  test("invscaling follows learningRateInit / (t + 1)^powerT with t in rows", async () => {
    const { X, y } = clouds(40, 3, 2, 1);
    const options = { solver: "sgd", learningRate: "invscaling", learningRateInit: 0.2, maxIter: 4 } as const;
    for (const powerT of [0.5, 0.25, 1.7]) {
      const model = await new MLPClassifier({ ...options, powerT }).fit(X, y, quiet);
      model.history_!.forEach(({ learningRate }, epoch) => {
        expect(learningRate / (0.2 / (epoch ? (40 * epoch + 1) ** powerT : 1))).toBeCloseTo(1, 12);
      });
    }
  });
});

describe("stopping", () => {
  test("the training loss stops a fit after more than nIterNoChange epochs within tol", async () => {
    const { X, y } = clouds(60, 3, 2, 3);
    const model = new MLPClassifier({ hiddenLayerSizes: [4], tol: 10, nIterNoChange: 3, randomState: 0 });
    const warnings: Error[] = [];
    await model.fit(X, y, { onWarning: (warning) => warnings.push(warning) });
    expect(model.nIter_).toBe(5);
    expect(warnings).toEqual([]);
  });

  test("adaptive divides the rate by 5 until it is tiny, then stops", async () => {
    const { X, y } = clouds(60, 3, 2, 3);
    const model = new MLPClassifier({
      hiddenLayerSizes: [4],
      solver: "sgd",
      learningRate: "adaptive",
      learningRateInit: 0.1,
      tol: 10,
      nIterNoChange: 1,
      randomState: 0,
    });
    await model.fit(X, y);
    const rates = [...new Set(model.history_!.map(({ learningRate }) => learningRate))];
    rates.forEach((rate, i) => {
      expect(rate / (0.1 / 5 ** i)).toBeCloseTo(1, 12);
    });
    expect(rates.at(-1)).toBeLessThanOrEqual(1e-6);
    expect(rates.at(-2)).toBeGreaterThan(1e-6);
  });

  test.each(["validationAccuracy", "validationLoss"] as const)(
    "early stopping on %s keeps the weights of the best epoch",
    async (monitor) => {
      const { X, y } = clouds(200, 5, 4, 8, 1.2);
      const held = clouds(80, 5, 4, 8, 1.2);
      const validation = { X: held.X, y: held.y.map((code, i) => (i % 7 ? code : (code + 1) % 4)) };
      const options = { hiddenLayerSizes: [30], learningRateInit: 0.05, alpha: 0, batchSize: 20, randomState: 1 };
      const stopper = { earlyStopping: true, monitor, nIterNoChange: 5, maxIter: 100 } as const;
      const model = new MLPClassifier({ ...options, ...stopper });
      await model.fit(X, y, { ...quiet, validationData: validation });
      const history = model.history_!;
      const values = history.map((record) =>
        monitor === "validationLoss" ? record.validationLoss! : -record.validationAccuracy!,
      );
      const best = values.indexOf(Math.min(...values)) + 1;
      expect(model.bestEpoch_).toBe(best);
      expect(best).toBeLessThan(history.length);
      expect(history.length).toBeLessThan(100);
      const short = new MLPClassifier({ ...options, maxIter: best });
      await short.fit(X, y, { ...quiet, validationData: validation });
      expect(weightsOf(model)).toEqual(weightsOf(short));
      expect(model.bestValidationScore_).toBe(history[best - 1].validationAccuracy);
      expect(model.bestValidationScore_).toBe(await model.score(validation.X, validation.y));
      expect(model.validationScores_).toEqual(history.map(({ validationAccuracy }) => validationAccuracy));
      expect(model.bestLoss_).toBeNull();
    },
  );

  test("early stopping holds out a stratified tenth by itself", async () => {
    const { X, y } = clouds(200, 3, 2, 3);
    const model = new MLPClassifier({ hiddenLayerSizes: [6], earlyStopping: true, maxIter: 4, randomState: 0 });
    await model.fit(X, y, quiet);
    expect(model.t_).toBe(4 * 180);
    for (const { validationAccuracy } of model.history_!) expect((validationAccuracy! * 20) % 1).toBeCloseTo(0, 9);
  });

  test("maxIter without convergence warns, with convergence it does not", async () => {
    const { X, y } = clouds(60, 3, 2, 3);
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    await new MLPClassifier({ hiddenLayerSizes: [4], maxIter: 2, randomState: 0 }).fit(X, y, { onWarning });
    expect(warnings.map(({ name }) => name)).toEqual(["ConvergenceWarning"]);
    expect(warnings[0].message).toMatch(/2 epochs \(maxIter\)/);
  });
});

describe("dropout", () => {
  test("changes training but not prediction, and regularises", async () => {
    const { X, y } = randomLabels(120, 20, 3, 5);
    const train = (dropout: number) =>
      new MLPClassifier({
        hiddenLayerSizes: [40, 40],
        dropout,
        learningRateInit: 0.01,
        maxIter: 60,
        randomState: 0,
      }).fit(X, y, quiet);
    const [plain, dropped] = [await train(0), await train(0.5)];
    expect(dropped.loss_).toBeGreaterThan(plain.loss_!);
    expect((await dropped.predictProba(X)).data).toEqual((await dropped.predictProba(X)).data);
  });
});

describe("warm start", () => {
  test("goes on from the last weights and counts on", async () => {
    const { X, y } = clouds(80, 4, 3, 2);
    const options = { hiddenLayerSizes: [6], solver: "sgd", momentum: 0, shuffle: false, randomState: 0 } as const;
    const model = new MLPClassifier({ ...options, maxIter: 3, warmStart: true });
    await model.fit(X, y, quiet);
    await model.fit(X, y, quiet);
    const whole = await new MLPClassifier({ ...options, maxIter: 6 }).fit(X, y, quiet);
    expect(weightsOf(model)).toEqual(weightsOf(whole));
    expect(model.lossCurve_).toEqual(whole.lossCurve_);
    expect([model.nIter_, model.t_]).toEqual([6, 480]);
  });

  test("without it, a second fit starts anew", async () => {
    const { X, y } = clouds(80, 4, 3, 2);
    const model = new MLPClassifier({ hiddenLayerSizes: [6], maxIter: 3, randomState: 0 });
    const first = weightsOf(await model.fit(X, y, quiet));
    expect(weightsOf(await model.fit(X, y, quiet))).toEqual(first);
    expect(model.nIter_).toBe(3);
  });

  test("refuses other shapes and other classes", async () => {
    const { X, y } = clouds(80, 4, 3, 2);
    const model = new MLPClassifier({ hiddenLayerSizes: [6], maxIter: 1, warmStart: true });
    await model.fit(X, y, quiet);
    await expect(
      model.fit(
        X,
        y.map((code) => code + 1),
        quiet,
      ),
    ).rejects.toThrow(/other classes/);
    model.setParams({ hiddenLayerSizes: [7] });
    await expect(model.fit(X, y, quiet)).rejects.toThrow(/coefs_ are 4 × 6, 6 × 3 .* the network is 4-7-3/);
  });
});

describe("errors", () => {
  const { X, y } = clouds(40, 4, 2, 2);

  test.each([
    [{ hiddenLayerSizes: [0] }, /hiddenLayerSizes/],
    [{ alpha: -1 }, /alpha is -1/],
    [{ batchSize: 0 }, /batchSize/],
    [{ learningRateInit: 0 }, /learningRateInit/],
    [{ momentum: 1.5 }, /momentum/],
    [{ dropout: 1 }, /dropout/],
    [{ beta1: 1 }, /beta1/],
    [{ validationFraction: 1 }, /validationFraction/],
    [{ maxIter: 0.5 }, /maxIter/],
  ])("%o is refused", async (params, message) => {
    await expect(new MLPClassifier(params).fit(X, y)).rejects.toMatchObject({
      code: "ERR_PARAMETER",
      message: expect.stringMatching(message),
    });
  });

  test("a diverging fit names the learning rate and leaves the estimator unfitted", async () => {
    const model = new MLPClassifier({ solver: "sgd", activation: "identity", learningRateInit: 1e20, randomState: 0 });
    await expect(model.fit(X, y, quiet)).rejects.toMatchObject({
      code: "ERR_PARAMETER",
      message: expect.stringMatching(/no longer finite in epoch \d+; learningRateInit is 100000000000000000000/),
    });
    expect(model.coefs_).toBeUndefined();
    await expect(model.predict(X)).rejects.toMatchObject({ code: "ERR_NOT_FITTED" });
  });

  test("validation data must fit the training data", async () => {
    const model = new MLPClassifier({ maxIter: 1 });
    const wrong = clouds(10, 5, 2, 2);
    await expect(model.fit(X, y, { validationData: wrong })).rejects.toThrow(/5 columns, the training set has 4/);
    const unknown = { X, y: y.map(() => 9) };
    await expect(model.fit(X, y, { validationData: unknown })).rejects.toThrow(/not one of the 2 classes/);
    await expect(model.fit(X, y, { validationData: { X, y: [0] } })).rejects.toMatchObject({ code: "ERR_SHAPE" });
  });

  test("early stopping needs rows enough to hold some out", async () => {
    const model = new MLPClassifier({ earlyStopping: true });
    await expect(model.fit(X, [...y.slice(1), 5], quiet)).rejects.toThrow(/class with one row/);
    const few = clouds(6, 4, 2, 2);
    await expect(model.fit(few.X, few.y, quiet)).rejects.toThrow(/hold out 1 of 6 rows/);
  });
});
