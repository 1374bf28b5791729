/** The estimator: stopping, options, threads, cancelling and errors. */
import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { type Matrix, matrix } from "../../src/core/matrix.js";
import { Random } from "../../src/core/random.js";
import { ConvergenceWarning, close, init, LogisticRegression } from "../../src/index.js";
import { gradientOf, type ReferenceCoefficients } from "../reference/logistic.js";
import { randomBytes, randomFloats } from "../support/random-data.js";

afterAll(close);
afterEach(() => init({ threads: 0 }));

/** Rows around one centre a class, overlapping. */
function clouds(rows: number, cols: number, classes: number, seed = 1): { X: Matrix<Float32Array>; y: number[] } {
  const X = randomFloats(seed, rows, cols);
  const centres = randomFloats(seed + 1, classes, cols, -0.5, 0.5);
  const random = new Random(seed + 2);
  const y = Array.from({ length: rows }, () => random.below(classes));
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) X.data[i * cols + j] += centres.data[y[i] * cols + j];
  }
  return { X, y };
}

function coefficients({ coef_, intercept_ }: LogisticRegression): ReferenceCoefficients {
  const { data, rows, cols } = coef_!;
  return Array.from({ length: rows }, (_, k) => [...data.subarray(k * cols, (k + 1) * cols), intercept_![k]]);
}

/** Largest |gradient| of objective / (C · samples), computed by the reference. */
function gradientMax(model: LogisticRegression, X: Matrix, y: number[], C: number): number {
  const W = coefficients(model);
  const rows = Array.from({ length: X.rows }, (_, i) => Array.from(X.data.subarray(i * X.cols, (i + 1) * X.cols)));
  const gradient = gradientOf(W, { X: rows, codes: y, weights: y.map(() => 1) });
  const entries = gradient.flatMap((g, k) => g.map((value, j) => C * value + (j < X.cols ? W[k][j] : 0)));
  return Math.max(...entries.map(Math.abs)) / (C * X.rows);
}

function state({ coef_, intercept_, nIter_, converged_ }: LogisticRegression) {
  return { coef: coef_?.data.slice(), intercept: intercept_?.slice(), nIter_, converged_ };
}

describe("stopping", () => {
  const { X, y } = clouds(300, 12, 4);

  test.each([1e-2, 1e-4, 1e-8])("the gradient of the mean objective is below tol = %p", async (tol) => {
    for (const C of [0.01, 1, 100]) {
      const model = await new LogisticRegression({ C, tol, maxIter: 1000 }).fit(X, y);
      expect(model.converged_).toBe(true);
      expect(gradientMax(model, X, y, C)).toBeLessThanOrEqual(tol * (1 + 1e-6));
    }
  });

  test("a tighter tol takes more iterations", async () => {
    const counts = [];
    for (const tol of [1e-2, 1e-5, 1e-9]) counts.push((await new LogisticRegression({ tol }).fit(X, y)).nIter_!);
    expect(counts[0]).toBeLessThan(counts[1]);
    expect(counts[1]).toBeLessThan(counts[2]);
  });

  test("at maxIter a warning names iterations, gradient and tol", async () => {
    const warnings: Error[] = [];
    const model = new LogisticRegression({ maxIter: 2, tol: 1e-6, C: 10 });
    await model.fit(X, y, { onWarning: (warning) => warnings.push(warning) });
    expect(model).toMatchObject({ nIter_: 2, converged_: false });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toBeInstanceOf(ConvergenceWarning);
    const reached = gradientMax(model, X, y, 10).toExponential(1);
    expect(warnings[0].message).toBe(
      `LogisticRegression.fit: maxIter (2) was reached after 2 iterations; the gradient is ${reached}, tol 0.000001`,
    );
  });

  test("a tol below rounding ends with a warning that says so", async () => {
    const warnings: Error[] = [];
    const model = new LogisticRegression({ maxIter: 100000, tol: 1e-300 });
    await model.fit(X, y, { onWarning: (warning) => warnings.push(warning) });
    expect(model.converged_).toBe(false);
    expect(model.nIter_).toBeLessThan(100000);
    expect(warnings[0].message).toMatch(/rounding leaves nothing to gain after \d+ iterations/);
    expect(gradientMax(model, X, y, 1)).toBeLessThan(1e-9);
  });

  test("progress counts iterations and the objective falls", async () => {
    const values: number[] = [];
    const model = new LogisticRegression();
    await model.fit(X, y, {
      onProgress({ done, total, unit, value }) {
        expect({ done, total, unit }).toEqual({ done: values.length + 1, total: 100, unit: "iterations" });
        values.push(value!);
      },
    });
    expect(values).toHaveLength(model.nIter_!);
    expect(values).toEqual([...values].sort((a, b) => b - a));
  });
});

describe("options", () => {
  const { X, y } = clouds(200, 6, 3);
  const tight = { tol: 1e-10, maxIter: 1000 };

  test("warmStart goes on where the last fit ended; without it a fit starts anew", async () => {
    const model = await new LogisticRegression({ ...tight, warmStart: true }).fit(X, y);
    const cold = model.nIter_!;
    await model.fit(X, y);
    expect(model.nIter_).toBe(0);
    await model.setParams({ C: 1.1 }).fit(X, y);
    const near = model.nIter_!;
    await model.setParams({ warmStart: false }).fit(X, y);
    expect(near).toBeLessThan(model.nIter_!);
    expect(Math.abs(model.nIter_! - cold)).toBeLessThan(cold);
  });

  test("warmStart starts anew when features or classes are others", async () => {
    const other = clouds(100, 5, 4, 9);
    const model = await new LogisticRegression({ ...tight, warmStart: true }).fit(X, y);
    await model.fit(other.X, other.y);
    expect(state(model)).toEqual(state(await new LogisticRegression(tight).fit(other.X, other.y)));
  });

  test("balanced weights equal rows repeated until all classes are as large", async () => {
    const { X, y } = clouds(300, 6, 3);
    // 60, 30 and 20 rows: weights 110 / (3 · count), repetitions 2, 4 and 6 stand for 3.27 times as many.
    const order = [0, 1, 2].flatMap((code) =>
      y.flatMap((label, i) => (label === code ? [i] : [])).slice(0, [60, 30, 20][code]),
    );
    const rows = (indices: number[]) => matrix(indices.map((i) => Array.from(X.data.subarray(i * 6, (i + 1) * 6))));
    const repeated = order.flatMap((i) => new Array<number>([2, 4, 6][y[i]]).fill(i));
    const labels = (indices: number[]) => indices.map((i) => y[i]);
    const weighted = new LogisticRegression({ ...tight, classWeight: "balanced" });
    await weighted.fit(rows(order), labels(order));
    const plain = await new LogisticRegression({ ...tight, C: 110 / 360 }).fit(rows(repeated), labels(repeated));
    expect(repeated).toHaveLength(360);
    plain.coef_!.data.forEach((value, i) => void expect(weighted.coef_!.data[i]).toBeCloseTo(value, 7));
    plain.intercept_!.forEach((value, i) => void expect(weighted.intercept_![i]).toBeCloseTo(value, 7));
  });

  test("without a penalty only the loss counts: C changes nothing, and the gradient of the loss vanishes", async () => {
    const model = await new LogisticRegression({ ...tight, penalty: null }).fit(X, y);
    expect(model.converged_).toBe(true);
    const same = await new LogisticRegression({ ...tight, penalty: null, C: 0.001 }).fit(X, y);
    expect(state(same)).toEqual(state(model));
    expect(gradientMax(model, X, y, 1e30)).toBeLessThan(1e-9);
    const norm = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
    const penalised = await new LogisticRegression(tight).fit(X, y);
    expect(norm(model.coef_!.data)).toBeGreaterThan(norm(penalised.coef_!.data));
  });

  test("without intercepts they are 0, and the rest is the optimum of its own", async () => {
    const model = await new LogisticRegression({ ...tight, fitIntercept: false }).fit(X, y);
    expect([...model.intercept_!]).toEqual([0, 0, 0]);
    const W = coefficients(model);
    const rows = Array.from({ length: 200 }, (_, i) => Array.from(X.data.subarray(i * 6, (i + 1) * 6)));
    const gradient = gradientOf(W, { X: rows, codes: y, weights: y.map(() => 1) });
    const slopes = gradient.flatMap((g, k) => g.slice(0, 6).map((value, j) => Math.abs(value + W[k][j])));
    expect(Math.max(...slopes)).toBeLessThan(1e-10 * 200);
  });

  test("coefficients and intercepts sum to 0 over the classes", async () => {
    const W = coefficients(await new LogisticRegression({ ...tight, C: 100 }).fit(X, y));
    for (let j = 0; j <= 6; j++) expect(Math.abs(W.reduce((sum, w) => sum + w[j], 0))).toBeLessThan(1e-9);
  });

  test("two classes have one row of coefficients, and predict the second where the score is positive", async () => {
    const two = y.map((label) => (label === 2 ? "yes" : "no"));
    const model = await new LogisticRegression().fit(X, two);
    expect(model.coef_).toMatchObject({ rows: 1, cols: 6 });
    expect(model.intercept_).toHaveLength(1);
    expect(model.classes_).toEqual(["no", "yes"]);
    const { data, cols } = await model.decisionFunction(X);
    expect(cols).toBe(1);
    expect(await model.predict(X)).toEqual(Array.from(data, (score) => (score > 0 ? "yes" : "no")));
    const proba = await model.predictProba(X);
    expect(proba.cols).toBe(2);
    for (let i = 0; i < 200; i++) {
      expect(proba.data[2 * i] + proba.data[2 * i + 1]).toBeCloseTo(1, 6);
      expect(proba.data[2 * i + 1]).toBeCloseTo(1 / (1 + Math.exp(-data[i])), 6);
    }
  });

  test("more features than the Gram matrix is made for reach the optimum too", async () => {
    const wide = clouds(40, 2100, 3);
    const model = await new LogisticRegression({ tol: 1e-7, maxIter: 1000 }).fit(wide.X, wide.y);
    expect(model.converged_).toBe(true);
    expect(gradientMax(model, wide.X, wide.y, 1)).toBeLessThan(1.1e-7);
  });

  test("columns that are constant, zero or equal do no harm", async () => {
    const spoilt = matrix(
      y.map((_, i) => {
        const row = Array.from(X.data.subarray(i * 6, (i + 1) * 6));
        return [...row, row[0], 0, 1, row[0]];
      }),
    );
    for (const penalty of ["l2", null] as const) {
      const model = await new LogisticRegression({ penalty, tol: 1e-8, maxIter: 1000 }).fit(spoilt, y);
      expect(model.converged_).toBe(true);
      expect([...model.coef_!.data].every(Number.isFinite)).toBe(true);
    }
  });
});

describe("bytes", () => {
  test("with a scale give the bits of the floats they stand for, in fit and in every answer", async () => {
    const bytes = { ...randomBytes(4, 500, 30), scale: 1 / 255 };
    const floats = matrix(
      Float32Array.from(bytes.data, (b) => b * Math.fround(1 / 255)),
      [500, 30],
    );
    const y = Array.from(
      { length: 500 },
      (_, i) => (bytes.data[i * 30] > 100 ? 1 : 0) + (bytes.data[i * 30 + 1] > 100 ? 1 : 0),
    );
    const [a, b] = [await new LogisticRegression().fit(bytes, y), await new LogisticRegression().fit(floats, y)];
    expect(state(a)).toEqual(state(b));
    expect(await a.predictProba(bytes)).toEqual(await b.predictProba(floats));
    expect(await a.score(bytes, y)).toBeGreaterThan(0.8);
  });
});

describe("threads", () => {
  // Large enough to be shared: rows · features · classes is above a million, and there are more runs than threads.
  const { X, y } = clouds(1500, 150, 5);
  const rows = randomFloats(8, 2500, 150);

  test("coefficients and answers have the same bits with 0, 1, 2 and 7", async () => {
    const outcomes = [];
    for (const threads of [0, 1, 2, 7]) {
      await init({ threads });
      const model = await new LogisticRegression({ tol: 1e-8, classWeight: "balanced" }).fit(X, y);
      // Long enough for the preconditioner to be made anew.
      expect(model.nIter_).toBeGreaterThan(20);
      outcomes.push({ ...state(model), proba: await model.predictProba(rows), labels: await model.predict(rows) });
    }
    expect(new Set(outcomes[0].coef).size).toBeGreaterThan(700);
    for (const outcome of outcomes.slice(1)) expect(outcome).toEqual(outcomes[0]);
  });

  test.each([0, 1, 2])(
    "a fit cancelled with %i threads leaves the estimator as it was, and the pool works on",
    async (threads) => {
      await init({ threads });
      const model = await new LogisticRegression({ C: 0.1 }).fit(X, y);
      const before = state(model);
      const controller = new AbortController();
      const fit = model.setParams({ tol: 1e-300, maxIter: 1000000, C: 1e6 }).fit(X, y, {
        signal: controller.signal,
        onProgress: ({ done }) => done === 3 && controller.abort(),
      });
      await expect(fit).rejects.toMatchObject({ name: "AbortError", code: "ERR_ABORTED" });
      expect(state(model)).toEqual(before);
      await model.setParams({ tol: 1e-4, maxIter: 100, C: 0.1 }).fit(X, y);
      expect(state(model)).toEqual(before);
    },
  );
});

describe("errors", () => {
  const X = [[0], [1], [2]];

  test.each([
    [{ C: 0 }, /C/],
    [{ C: -1 }, /C/],
    [{ C: Number.NaN }, /C/],
    [{ tol: 0 }, /tol/],
    [{ maxIter: 0 }, /maxIter/],
    [{ maxIter: 1.5 }, /maxIter/],
    [{ penalty: "l1" as unknown as "l2" }, /penalty/],
    [{ classWeight: "none" as unknown as "balanced" }, /classWeight/],
  ])("%p is refused by name before any work", async (params, name) => {
    const fit = new LogisticRegression(params).fit(X, [0, 1, 0]);
    await expect(fit).rejects.toMatchObject({ name: "ParameterError", message: expect.stringMatching(name) });
  });

  test("one class, unequal lengths and rows of another width are refused", async () => {
    await expect(new LogisticRegression().fit(X, [1, 1, 1])).rejects.toMatchObject({ name: "DataError" });
    await expect(new LogisticRegression().fit(X, [1, 0])).rejects.toMatchObject({ name: "ShapeError" });
    await expect(new LogisticRegression().predictProba(X)).rejects.toMatchObject({ name: "NotFittedError" });
    const model = await new LogisticRegression().fit(X, [0, 1, 1]);
    await expect(model.decisionFunction([[1, 2]])).rejects.toMatchObject({ name: "ShapeError" });
  });
});
