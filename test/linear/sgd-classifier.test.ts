/** What SGDClassifier does besides following scikit-learn's path: shuffling, weights, early stopping, warm starts, threads and refusals. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { matrix, scaled, takeRows, toFloat32 } from "../../src/core/matrix.js";
import { Random } from "../../src/core/random.js";
import { AbortError, close, init, type Progress, SGDClassifier, type SGDParams } from "../../src/index.js";
import { referenceSgd } from "../reference/sgd.js";
import { randomFloats } from "../support/random-data.js";
import { loadSample } from "../support/sample.js";

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const ROWS = 90;
const COLS = 19;
const X = randomFloats(1, ROWS, COLS);
const rows = Array.from({ length: ROWS }, (_, i) => [...X.data.subarray(i * COLS, (i + 1) * COLS)]);
/** Not quite separable. */
const y = rows.map((row, i) => (row[0] + row[5] - row[11] + (i % 7 === 0 ? 0.8 : 0) > 0 ? "yes" : "no"));
const signs = y.map((label) => (label === "yes" ? 1 : -1));
const silent = { onWarning: () => {} };

const LOSSES = ["hinge", "log_loss", "squared_hinge", "perceptron", "modified_huber"] as const;
const PENALTIES = ["l2", "l1", "elasticnet", null] as const;
const SCHEDULES = ["optimal", "constant", "invscaling", "adaptive"] as const;
const combinations = LOSSES.flatMap((loss) =>
  PENALTIES.flatMap((penalty) => SCHEDULES.map((learningRate) => ({ loss, penalty, learningRate }))),
);

async function checkAgainstReference(changes: Partial<SGDParams>, weights: readonly [number, number] = [1, 1]) {
  const params = { alpha: 0.01, eta0: 0.05, powerT: 0.3, maxIter: 40, shuffle: false, ...changes };
  const sgd = await new SGDClassifier(params).fit(X, y, silent);
  const [negativeWeight, positiveWeight] = weights;
  const wanted = referenceSgd(rows, signs, { ...sgd.getParams(), negativeWeight, positiveWeight });
  expect(sgd.nIter_).toBe(wanted.epochs);
  const size = Math.max(...wanted.coef.map(Math.abs), Math.abs(wanted.intercept));
  // With the optimal rate, which starts high, squared losses leap to 10¹¹ first and come back by cancellation.
  wanted.coef.forEach((value, j) => {
    expect(Math.abs(sgd.coef_!.data[j] - value)).toBeLessThan(1e-8 * size);
  });
  expect(Math.abs(sgd.intercept_![0] - wanted.intercept)).toBeLessThan(1e-8 * size);
}

describe("without shuffling", () => {
  test.each(combinations)("$loss, $penalty, $learningRate: the weights and epochs of the reference", (changes) =>
    checkAgainstReference(changes),
  );

  test("penalties that decay the weights to nothing leave the reference's weights", () =>
    checkAgainstReference({ alpha: 30, learningRate: "constant", eta0: 0.5, loss: "squared_hinge" }));

  test("balanced classes weigh by their rows", async () => {
    const positive = signs.filter((sign) => sign > 0).length;
    const balanced = [ROWS / (2 * (ROWS - positive)), ROWS / (2 * positive)] as const;
    expect(balanced[0]).not.toBeCloseTo(balanced[1], 2);
    await checkAgainstReference({ classWeight: "balanced", loss: "log_loss" }, balanced);
  });

  test("a class weighs what it is given by name, others 1", () =>
    checkAgainstReference({ classWeight: { yes: 3 } }, [1, 3]));

  test("with three classes, only the machine's own class is weighed, as in scikit-learn", async () => {
    const three = y.map((label, i) => (i % 3 === 0 ? "other" : label));
    const params = { shuffle: false, classWeight: { other: 2 }, maxIter: 4, tol: null } as const;
    const sgd = await new SGDClassifier(params).fit(X, three);
    for (const [m, label] of ["no", "other", "yes"].entries()) {
      const targets = three.map((one) => (one === label ? 1 : -1));
      const options = { ...sgd.getParams(), positiveWeight: label === "other" ? 2 : 1 };
      const wanted = referenceSgd(rows, targets, options);
      expect(sgd.intercept_![m]).toBeCloseTo(wanted.intercept, 9);
    }
  });

  test("a warm start goes on from the last weights", async () => {
    const params = { shuffle: false, learningRate: "constant", eta0: 0.01, tol: null } as const;
    const whole = await new SGDClassifier({ ...params, maxIter: 6 }).fit(X, y);
    const parts = await new SGDClassifier({ ...params, maxIter: 3, warmStart: true }).fit(X, y);
    const half = parts.coef_!.data.slice();
    await parts.fit(X, y);
    parts.coef_!.data.forEach((value, j) => {
      expect(value).toBeCloseTo(whole.coef_!.data[j], 10);
      expect(value).not.toBe(half[j]);
    });
    await expect(parts.fit(takeRows(X, [0, 1, 2]), ["yes", "no", "why"])).rejects.toThrow(
      "coef_ is 1 × 19, not 3 × 19",
    );
    await expect(parts.fit(X, signs)).rejects.toThrow("y has other classes");
  });
});

describe("features that are 0", () => {
  /** Whole blocks of eight are 0, or but one of them, or the last three. */
  const sparse = rows.map((row, i) =>
    row.map((value, j) => (((j >> 3) + i) % 3 === 0 || (i + j) % 9 === 0 ? value : 0)),
  );
  sparse[4].fill(0);
  const params = { shuffle: false, alpha: 0.01, maxIter: 10, tol: null, penalty: "elasticnet" } as const;

  test("leave the reference's weights", async () => {
    const sgd = await new SGDClassifier(params).fit(matrix(sparse), y);
    const stored = sparse.map((row) => row.map(Math.fround));
    const wanted = referenceSgd(stored, signs, sgd.getParams());
    wanted.coef.forEach((value, j) => {
      expect(sgd.coef_!.data[j]).toBeCloseTo(value, 9);
    });
    expect(sgd.intercept_![0]).toBeCloseTo(wanted.intercept, 9);
  });

  test.each([7, 8, 9, 16, 17])(
    "as bytes and as floats of %d columns teach the same bits, averages and held-out rows too",
    async (cols) => {
      const bytes = Uint8Array.from({ length: ROWS * cols }, (_, at) => {
        const [i, j] = [Math.floor(at / cols), at % cols];
        return ((j >> 3) + i) % 2 === 0 ? (at * 37) % 256 : 0;
      });
      const features = scaled(matrix(bytes, [ROWS, cols]), 1 / 255);
      const options = { randomState: 2, average: 20, earlyStopping: true, maxIter: 8 } as const;
      const learn = async (data: typeof features | ReturnType<typeof toFloat32>) => {
        const sgd = await new SGDClassifier(options).fit(
          data,
          rows.map((_, i) => i % 5),
          silent,
        );
        return [sgd.coef_, sgd.intercept_, sgd.nIter_];
      };
      expect(await learn(features)).toEqual(await learn(toFloat32(features)));
    },
  );
});

describe("shuffling", () => {
  test("another seed is another order, the same seed the same bits", async () => {
    const learn = async (randomState: number) => (await new SGDClassifier({ randomState }).fit(X, y)).coef_!.data;
    expect(await learn(4)).toEqual(await learn(4));
    expect(await learn(4)).not.toEqual(await learn(5));
  });

  test("every machine follows the reference in one sequence of orders, drawn from the seed for all of them", async () => {
    const four = rows.map((_, i) => ((i * i) % 4) + (i % 5 === 0 ? 2 : 0));
    const classes = [...new Set(four)].sort();
    expect(classes.length).toBeGreaterThan(3);
    const sgd = await new SGDClassifier({ randomState: 9, alpha: 0.01, maxIter: 30 }).fit(X, four, silent);
    const epochs = classes.map((label, m) => {
      const random = new Random(9, 0);
      const order = Uint32Array.from(rows.keys());
      const targets = four.map((one) => (one === label ? 1 : -1));
      const wanted = referenceSgd(rows, targets, { ...sgd.getParams(), nextOrder: () => random.shuffle(order) });
      expect(sgd.intercept_![m]).toBeCloseTo(wanted.intercept, 9);
      wanted.coef.forEach((value, j) => {
        expect(sgd.coef_!.data[m * COLS + j]).toBeCloseTo(value, 9);
      });
      return wanted.epochs;
    });
    // Machines stop one by one, and those that go on are not disturbed.
    expect(new Set(epochs).size).toBeGreaterThan(1);
    expect(sgd.nIter_).toBe(Math.max(...epochs));
  });

  test("the first 1000 images teach it most of the next 400", async () => {
    const { train, test: held } = loadSample();
    const sgd = await new SGDClassifier({ randomState: 0 }).fit(scaled(train.X, 1 / 255), train.y, silent);
    expect(await sgd.score(scaled(held.X, 1 / 255), held.y)).toBeGreaterThan(0.72);
  });

  test("bytes with a scale teach the same bits as the floats they stand for", async () => {
    const { train } = loadSample();
    const bytes = scaled(
      takeRows(
        train.X,
        Array.from({ length: 200 }, (_, i) => i),
      ),
      1 / 255,
    );
    const labels = train.y.subarray(0, 200);
    const learn = async (features: typeof bytes | ReturnType<typeof toFloat32>) =>
      (await new SGDClassifier({ randomState: 0, maxIter: 5 }).fit(features, labels, silent)).coef_;
    expect(await learn(bytes)).toEqual(await learn(toFloat32(bytes)));
  });
});

describe("stopping", () => {
  test("early stopping watches rows that it does not learn from, and stops before the loss would", async () => {
    const { train } = loadSample();
    const params = { randomState: 0, loss: "log_loss", alpha: 1e-5 } as const;
    const features = scaled(train.X, 1 / 255);
    const early = await new SGDClassifier({ ...params, earlyStopping: true }).fit(features, train.y, silent);
    const late = await new SGDClassifier(params).fit(features, train.y, silent);
    expect(early.nIter_!).toBeGreaterThan(5);
    expect(early.nIter_!).toBeLessThan(late.nIter_!);
    expect(early.t_).toBe(1 + 1000 * early.nIter_!);
  });

  test("early stopping refuses rows that it cannot split", async () => {
    const sgd = new SGDClassifier({ earlyStopping: true });
    await expect(sgd.fit(takeRows(X, [0, 1, 2]), [0, 1, 1])).rejects.toThrow(
      "SGDClassifier.fit: earlyStopping cannot split a class with one row",
    );
  });

  test("warns when maxIter ends the fit, not without tol", async () => {
    const heard: Error[] = [];
    const onWarning = (warning: Error) => heard.push(warning);
    await new SGDClassifier({ maxIter: 3, tol: null }).fit(X, y, { onWarning });
    expect(heard).toEqual([]);
    await new SGDClassifier({ maxIter: 3 }).fit(X, y, { onWarning });
    expect(heard.map(({ name, message }) => [name, message])).toEqual([
      ["ConvergenceWarning", expect.stringContaining("1 of 1 machines were ended by maxIter = 3")],
    ]);
  });

  test("counts the epochs of all machines, a finished one for all it could have had", async () => {
    const seen: Progress[] = [];
    await new SGDClassifier({ maxIter: 50 }).fit(
      X,
      rows.map((_, i) => i % 3),
      {
        onProgress: (progress) => seen.push(progress),
        ...silent,
      },
    );
    expect(seen[0]).toEqual({ done: 3, total: 150, unit: "epoch" });
    expect(seen.at(-1)).toEqual({ done: 150, total: 150, unit: "epoch" });
  });
});

describe("threads", () => {
  test("0, 1, 2 and 7 threads give the same bits", async () => {
    const { train, test: held } = loadSample();
    const outcome = async () => {
      const sgd = new SGDClassifier({
        randomState: 3,
        loss: "log_loss",
        penalty: "elasticnet",
        average: 500,
        maxIter: 6,
      });
      await sgd.fit(scaled(train.X, 1 / 255), train.y, silent);
      const proba = await sgd.predictProba(scaled(held.X, 1 / 255));
      return [sgd.coef_, sgd.intercept_, sgd.nIter_, proba];
    };
    const alone = await outcome();
    for (const threads of [1, 2, 7]) {
      await init({ threads });
      expect(await outcome()).toEqual(alone);
    }
    await init({ threads: 0 });
  });

  test.each([0, 2])("a fit with %d threads can be cancelled between epochs", async (threads) => {
    await init({ threads });
    const controller = new AbortController();
    const running = new SGDClassifier({ tol: null, maxIter: 1_000_000 }).fit(X, y, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(running).rejects.toThrow(AbortError);
    await init({ threads: 0 });
  });
});

describe("probabilities", () => {
  const four = rows.map((_, i) => i % 4);

  test("modified Huber: clipped decisions, and equal shares where no class is likely", async () => {
    const sgd = await new SGDClassifier({ loss: "modified_huber", randomState: 0 }).fit(X, four, silent);
    const far = matrix([new Array<number>(COLS).fill(0)]);
    sgd.intercept_!.fill(-5);
    expect([...(await sgd.predictProba(far)).data]).toEqual([0.25, 0.25, 0.25, 0.25]);
    sgd.intercept_!.set([0, 1, -2, 3]);
    expect([...(await sgd.predictProba(far)).data]).toEqual([0.2, 0.4, 0, 0.4].map(Math.fround));
  });

  test("log loss: shares keep their proportions where all of them are too small for a number", async () => {
    const sgd = await new SGDClassifier({ loss: "log_loss", randomState: 0 }).fit(X, four, silent);
    sgd.intercept_!.set([-2000, -2001, -3000, -2000]);
    const { data } = await sgd.predictProba(matrix([new Array<number>(COLS).fill(0)]));
    const sum = 2 + Math.exp(-1);
    [1 / sum, Math.exp(-1) / sum, 0, 1 / sum].forEach((p, j) => {
      expect(data[j]).toBeCloseTo(p, 7);
    });
  });

  test.each(["hinge", "squared_hinge", "perceptron"] as const)("%s gives none", async (loss) => {
    const sgd = await new SGDClassifier({ loss }).fit(X, y, silent);
    await expect(sgd.predictProba(X)).rejects.toThrow(
      `SGDClassifier.predictProba: loss is "${loss}"; it must be "log_loss" or "modified_huber"`,
    );
  });
});

describe("refusals", () => {
  test.each([
    [{ alpha: 0 }, "alpha is 0; it must be above 0 with learningRate"],
    [{ learningRate: "constant" }, 'eta0 is 0; it must be above 0 with learningRate "constant"'],
    [{ loss: "huber" }, "loss is"],
    [{ penalty: "none" }, "penalty is"],
    [{ l1Ratio: 1.5 }, "l1Ratio is 1.5"],
    [{ classWeight: { maybe: 2 } }, 'classWeight has "maybe", y has no such class'],
    [{ average: -1 }, "average is -1"],
  ])("%j", async (params, message) => {
    await expect(new SGDClassifier(params as Partial<SGDParams>).fit(X, y)).rejects.toThrow(message);
  });

  test("weights that overflow are an error that says so", async () => {
    const sgd = new SGDClassifier({ loss: "squared_hinge", learningRate: "constant", eta0: 1e300, penalty: null });
    await expect(sgd.fit(X, y)).rejects.toMatchObject({
      name: "ParameterError",
      message: expect.stringMatching(/overflowed in epoch 1; scale the features or lower eta0/),
    });
  });
});
