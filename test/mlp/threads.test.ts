/** Any number of threads gives the same bits; a fit can be cancelled, and survives the death of a thread without hanging. */
import { createHash } from "node:crypto";
import { afterAll, describe, expect, test } from "@jest/globals";
import { Piscina } from "piscina";
import { close, init, MLPClassifier, workerFilename } from "../../src/index.js";
import { rankCount } from "../../src/models/mlp/plan.js";
import { clouds } from "./problems.js";

afterAll(close);

const quiet = { onWarning: () => {} };
const FEATURES = 203;
const HIDDEN = [101, 83];
const CLASSES = 10;
const BATCH = 510;
const WEIGHTS = FEATURES * HIDDEN[0] + HIDDEN[0] * HIDDEN[1] + HIDDEN[1] * CLASSES;
const { X, y } = clouds(1201, FEATURES, CLASSES, 1, 2);
const validationData = clouds(700, FEATURES, CLASSES, 2, 2);

const VARIANTS = [
  { activation: "relu", solver: "sgd", dropout: 0.3, momentum: 0 },
  { activation: "tanh", solver: "adam", dropout: 0 },
  { activation: "logistic", solver: "sgd", dropout: 0.5, earlyStopping: true, monitor: "validationLoss" },
  { solver: "adam", learningRate: "oneCycle", inputDropout: 0.2, labelSmoothing: 0.1, weightDecay: 0.01, dropout: 0.3 },
  { solver: "adam", batchNorm: true, dropout: 0.3, learningRateInit: 0.01 },
  { activation: "tanh", solver: "sgd", batchNorm: true, weightAveraging: 0.9, earlyStopping: true },
  { solver: "adam", augmentation: { imageShape: [7, 29], horizontalFlip: true, maxShift: 2 }, inputDropout: 0.1 },
] as const;

async function fitWith(threads: number, variant: (typeof VARIANTS)[number]) {
  await init({ threads });
  const model = new MLPClassifier({
    ...variant,
    hiddenLayerSizes: HIDDEN,
    batchSize: BATCH,
    maxIter: 3,
    randomState: 5,
  });
  await model.fit(X, y, { ...quiet, validationData });
  const { data } = await model.predictProba(X);
  const history = model.history_!.map((record) => ({ ...record, seconds: 0 }));
  const bits = [...model.coefs_!.map((W) => W.data), ...model.intercepts_!, data].map(digest);
  return { bits, history, values: new Set(model.coefs_![0].data).size };
}

/** A short name of the bits: a failure then shows which tensor differs instead of a hundred thousand numbers. */
function digest(values: Float32Array): string {
  return createHash("sha256").update(values).digest("hex");
}

describe("threads", () => {
  test("the network of these tests is large enough for seven threads, a small one keeps to one", () => {
    expect(rankCount(7, BATCH, WEIGHTS)).toBe(7);
    expect(rankCount(2, BATCH, WEIGHTS)).toBe(2);
    expect(rankCount(7, 32, 200)).toBe(1);
  });

  test.each(VARIANTS)(
    "weights, history and probabilities have the same bits with 0, 1, 2 and 7 threads: %o",
    async (variant) => {
      const alone = await fitWith(0, variant);
      expect(alone.values).toBeGreaterThan(1000);
      for (const threads of [1, 2, 7]) expect(await fitWith(threads, variant)).toEqual(alone);
    },
  );
});

describe("cancelling", () => {
  test.each([0, 1, 2])(
    "with %i threads: AbortError, an unfitted estimator, and a pool that works on",
    async (threads) => {
      await init({ threads });
      const controller = new AbortController();
      const model = new MLPClassifier({
        hiddenLayerSizes: HIDDEN,
        batchSize: BATCH,
        maxIter: 100000,
        tol: 0,
        randomState: 0,
      });
      const fit = model.fit(X, y, {
        ...quiet,
        signal: controller.signal,
        onEpoch: ({ epoch }) => {
          if (epoch === 2) controller.abort();
        },
      });
      await expect(fit).rejects.toMatchObject({ name: "AbortError", code: "ERR_ABORTED" });
      expect(model.coefs_).toBeUndefined();
      expect(model.classes_).toBeUndefined();
      model.setParams({ maxIter: 1 });
      await model.fit(X, y, quiet);
      expect(model.nIter_).toBe(1);
    },
  );

  test("a signal that has fired already starts nothing", async () => {
    await init({ threads: 0 });
    const fit = new MLPClassifier().fit(X, y, { signal: AbortSignal.abort() });
    await expect(fit).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("failing together", () => {
  test("a diverging fit on two threads ends with its own error, and the pool works on", async () => {
    await init({ threads: 2 });
    const wild = { hiddenLayerSizes: HIDDEN, batchSize: BATCH, solver: "sgd", learningRateInit: 1e25 } as const;
    await expect(new MLPClassifier(wild).fit(X, y, quiet)).rejects.toThrow(/learningRateInit/);
    const model = new MLPClassifier({ hiddenLayerSizes: HIDDEN, batchSize: BATCH, maxIter: 1 });
    expect((await model.fit(X, y, quiet)).nIter_).toBe(1);
  });

  test("when a thread dies, the others are freed and the fit fails with a WorkerError", async () => {
    const pool = new Piscina({ filename: workerFilename, minThreads: 2, maxThreads: 2, concurrentTasksPerWorker: 1 });
    await init({ pool });
    const model = new MLPClassifier({ hiddenLayerSizes: HIDDEN, batchSize: BATCH, maxIter: 100000, tol: 0 });
    let killed: Promise<number> | undefined;
    const fit = model.fit(X, y, {
      ...quiet,
      onEpoch: () => {
        killed ??= pool.threads[1].terminate();
      },
    });
    await expect(fit).rejects.toMatchObject({ code: "ERR_WORKER" });
    await killed;
    expect(model.coefs_).toBeUndefined();
    await close();
    await pool.destroy();
  });
});
