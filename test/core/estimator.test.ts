/** The estimator contract, by a classifier that is as simple as can be: the class whose first feature is nearest in the mean. */
import { describe, expect, test } from "@jest/globals";
import { DataError, NotFittedError, ParameterError, ShapeError } from "../../src/core/errors.js";
import { argmaxRows, Classifier, checkTrainingSet, type TrainingSet, warn } from "../../src/core/estimator.js";
import { type Matrix, matrix } from "../../src/core/matrix.js";
import { nonNegative, oneOf, type Rules } from "../../src/core/params.js";

interface Params {
  readonly shift: number;
  readonly mode: "plain" | "broken";
}

class NearestMean extends Classifier<Params> {
  readonly name = "NearestMean";
  protected readonly rules: Rules<Params> = { shift: nonNegative, mode: oneOf("plain", "broken") };
  means_?: number[];
  fits = 0;

  constructor(params: Partial<Params> = {}) {
    super({ shift: 0, mode: "plain" }, params);
  }

  protected async fitModel({ X, codes, classes }: TrainingSet): Promise<void> {
    this.fits++;
    if (this.params.mode === "broken") throw new RangeError("fitting failed");
    this.means_ = classes.map((_, c) => {
      const own = Array.from(codes.keys()).filter((i) => codes[i] === c);
      return own.reduce((sum, i) => sum + X.data[i * X.cols] / own.length, 0);
    });
  }

  protected async predictCodes(X: Matrix): Promise<Int32Array> {
    const scores = Array.from({ length: X.rows }, (_, i) =>
      this.means_!.map((mean) => -Math.abs(X.data[i * X.cols] - mean)),
    );
    return argmaxRows(scores.flat(), X.rows, this.means_!.length);
  }
}

const X = [
  [0, 9],
  [1, 9],
  [10, 9],
  [11, 9],
];
const y = ["low", "low", "high", "high"];

describe("parameters", () => {
  test("the constructor stores them and checks nothing; fit checks", async () => {
    const broken = new NearestMean({ shift: -1 });
    expect(broken.getParams()).toEqual({ shift: -1, mode: "plain" });
    await expect(broken.fit(X, y)).rejects.toThrow("NearestMean: shift is -1; it must be a number of 0 or more");
    expect(broken.fits).toBe(0);
  });

  test("undefined means the default, in the constructor and in setParams", () => {
    const model = new NearestMean({ shift: undefined });
    expect(model.getParams().shift).toBe(0);
    expect(model.setParams({ shift: 2 }).setParams({ shift: undefined }).getParams().shift).toBe(2);
  });

  test("setParams returns the estimator and refuses names it does not know", () => {
    const model = new NearestMean();
    expect(model.setParams({ shift: 3 })).toBe(model);
    expect(() => model.setParams({ shfit: 3 } as never)).toThrow(ParameterError);
    expect(() => model.setParams({ shfit: 3 } as never)).toThrow("did you mean shift?");
  });

  test("getParams gives a copy that changes nothing", () => {
    const model = new NearestMean({ shift: 1 });
    (model.getParams() as { shift: number }).shift = 7;
    expect(model.getParams().shift).toBe(1);
  });

  test("clone has the parameters and nothing learned", async () => {
    const fitted = await new NearestMean({ shift: 1 }).fit(X, y);
    const copy = fitted.clone();
    expect(copy).toBeInstanceOf(NearestMean);
    expect(copy.getParams()).toEqual(fitted.getParams());
    expect(copy.classes_).toBeUndefined();
    await expect(copy.predict(X)).rejects.toThrow(NotFittedError);
  });

  test("toString shows what differs from the defaults", () => {
    expect(String(new NearestMean())).toBe("NearestMean()");
    expect(String(new NearestMean({ shift: 2, mode: "broken" }))).toBe('NearestMean(shift=2, mode="broken")');
  });
});

describe("fit", () => {
  test("returns the estimator and sets classes_, sorted, and nFeaturesIn_", async () => {
    const model = new NearestMean();
    expect(await model.fit(X, y)).toBe(model);
    expect(model.classes_).toEqual(["high", "low"]);
    expect(model.nFeaturesIn_).toBe(2);
  });

  test("a fit that fails leaves the estimator as it was", async () => {
    const model = await new NearestMean().fit(X, y);
    await expect(model.setParams({ mode: "broken" }).fit([[1], [2]], [0, 1])).rejects.toThrow("fitting failed");
    expect(model.nFeaturesIn_).toBe(2);
    expect(await model.predict([[0, 0]])).toEqual(["low"]);
  });

  test.each<[string, unknown, unknown, new (message: string) => Error, string]>([
    ["labels of another number", X, ["a"], ShapeError, "NearestMean.fit: X has 4 rows, y has 1 labels"],
    ["no rows", [], [], DataError, "X has no rows"],
    ["no columns", [[], []], [0, 1], DataError, "X has no columns"],
    ["NaN", [[Number.NaN], [1]], [0, 1], DataError, "X[0, 0] is NaN"],
    ["one class", [[1], [2]], ["a", "a"], DataError, 'y has only one class ("a"); at least 2 are needed'],
    ["labels that are neither", [[1], [2]], [0, null], DataError, "y[1] is null"],
    ["no matrix", null, [0, 1], ShapeError, "X must be a Matrix or an array of rows, not null"],
    ["no labels", X, undefined, ShapeError, "y must be an array of labels, not undefined"],
  ])("%s is refused before any work", async (_, rows, labels, type, message) => {
    const model = new NearestMean();
    await expect(model.fit(rows as never, labels as never)).rejects.toThrow(type);
    await expect(model.fit(rows as never, labels as never)).rejects.toThrow(message);
    expect(model.fits).toBe(0);
  });
});

describe("predict and score", () => {
  test("predict gives labels, score the share of those that are right", async () => {
    const model = await new NearestMean().fit(X, y);
    expect(
      await model.predict(
        matrix([
          [2, 0],
          [8, 0],
        ]),
      ),
    ).toEqual(["low", "high"]);
    expect(
      await model.score(
        [
          [2, 0],
          [8, 0],
          [9, 0],
        ],
        ["low", "low", "high"],
      ),
    ).toBe(2 / 3);
    const numbers = await new NearestMean().fit(X, Uint8Array.of(7, 7, 3, 3));
    expect(await numbers.score(X, Float64Array.of(7, 7, 3, 7))).toBe(0.75);
  });

  test("a label the model never saw counts as wrong", async () => {
    const model = await new NearestMean().fit(X, y);
    expect(
      await model.score(
        [
          [0, 0],
          [0, 0],
        ],
        ["low", "unheard of"],
      ),
    ).toBe(0.5);
  });

  test.each<[string, unknown, new (message: string) => Error, string]>([
    ["another number of columns", [[1]], ShapeError, "X has 1 columns, the model was fitted with 2"],
    ["no rows", matrix(new Float32Array(0), [0, 2]), DataError, "X has no rows"],
    ["infinity", [[1, Number.POSITIVE_INFINITY]], DataError, "X[0, 1] is Infinity"],
  ])("%s is refused", async (_, rows, type, message) => {
    const model = await new NearestMean().fit(X, y);
    await expect(model.predict(rows as never)).rejects.toThrow(type);
    await expect(model.predict(rows as never)).rejects.toThrow(`NearestMean.predict: ${message}`);
    await expect(model.score(rows as never, ["low"])).rejects.toThrow(`NearestMean.score: ${message}`);
  });

  test("before fit they are a NotFittedError that says what to do", async () => {
    await expect(new NearestMean().predict(X)).rejects.toThrow(NotFittedError);
    await expect(new NearestMean().score(X, y)).rejects.toThrow("this NearestMean is not fitted yet; call fit first");
  });
});

test("argmaxRows takes the lower index of equals", () => {
  expect([...argmaxRows([1, 3, 3, 0, 0, 0, -2, -1, -1], 3, 3)]).toEqual([1, 0, 1]);
});

test("checkTrainingSet takes one class where one is enough", () => {
  expect(checkTrainingSet([[1]], ["a"], "split", 1).classes).toEqual(["a"]);
});

test("warnings go to the sink that was given", () => {
  const heard: Error[] = [];
  warn(new Error("slow"), { onWarning: (warning) => heard.push(warning) });
  expect(heard.map(({ message }) => message)).toEqual(["slow"]);
});
