/** What fit and predict refuse: each error names the operation, what was given and the rule. */
import { describe, expect } from "@jest/globals";
import { matrix } from "../../src/core/matrix.js";
import type { Labels, MatrixLike } from "../../src/index.js";
import { clusters } from "./data.js";
import { checkEach } from "./each.js";
import { type AnyClassifier, answers, learned, type Method } from "./table.js";

const { X, y } = clusters(12, 2, 2);
const matrixOf = (rows: number, cols: number) => matrix(new Float32Array(rows * cols), [rows, cols]);

type WrongX = [what: string, X: unknown, name: string, message: string];
type WrongTraining = [what: string, X: unknown, y: unknown, name: string, message: string];

const kinds = "X must be a Matrix or an array of rows, not";
const finite = "every value must be finite";

/** Wrong with any model that was fitted with two columns, and to fit. */
const wrongX: WrongX[] = [
  ["X null", null, "ShapeError", `${kinds} null`],
  ["X undefined", undefined, "ShapeError", `${kinds} undefined`],
  ["X a number", 3, "ShapeError", `${kinds} number`],
  ["X a string", "abc", "ShapeError", `${kinds} string`],
  ["X a flat array", [1, 2], "ShapeError", "row 0 is 1; X must be an array of rows, each an array of numbers"],
  ["ragged rows", [[1, 2], [1]], "ShapeError", "row 1 has 1 values, row 0 has 2"],
  ["text in X", [[1, "2"]], "DataError", "value at [0, 1] is not a number"],
  ["an array of f64", { data: new Float64Array(4), rows: 2, cols: 2 }, "ShapeError", "data must be a Float32Array"],
  [
    "missing values",
    { data: new Float32Array(3), rows: 2, cols: 2 },
    "ShapeError",
    "3 values do not fill a 2 × 2 matrix",
  ],
  ["a missing shape", { data: new Float32Array(4) }, "ShapeError", "shape [undefined, undefined] must be"],
  ["no rows", matrixOf(0, 2), "DataError", "X has no rows"],
  [
    "NaN",
    [
      [1, 2],
      [3, Number.NaN],
    ],
    "DataError",
    `X[1, 1] is NaN; ${finite}`,
  ],
  [
    "infinity",
    [
      [1, Number.POSITIVE_INFINITY],
      [3, 4],
    ],
    "DataError",
    `X[0, 1] is Infinity; ${finite}`,
  ],
  [
    "minus infinity",
    [
      [1, 2],
      [Number.NEGATIVE_INFINITY, 4],
    ],
    "DataError",
    `X[1, 0] is -Infinity; ${finite}`,
  ],
  [
    "a number beyond f32",
    [
      [1, 2],
      [1e39, 4],
    ],
    "DataError",
    `X[1, 0] is Infinity; ${finite}`,
  ],
];

const wrongTraining: WrongTraining[] = [
  ...wrongX.map(([what, bad, name, message]): WrongTraining => {
    const rows = (bad as { rows?: number; length?: number } | null)?.rows ?? (Array.isArray(bad) ? bad.length : 2);
    return [what, bad, Array.from({ length: rows }, (_, i) => i), name, message];
  }),
  ["no columns", matrixOf(2, 0), [0, 1], "DataError", "X has no columns"],
  ["an empty array", [], [], "DataError", "X has no rows"],
  ["y of another length", X, [0, 1], "ShapeError", "X has 12 rows, y has 2 labels"],
  ["y null", X, null, "ShapeError", "y must be an array of labels, not null"],
  ["y undefined", X, undefined, "ShapeError", "y must be an array of labels, not undefined"],
  ["NaN in y", [[1], [2]], [0, Number.NaN], "DataError", "y[1] is NaN; labels must be finite numbers or strings"],
  ["undefined in y", [[1], [2]], [0, undefined], "DataError", "y[1] is undefined; labels must be"],
  ["y of two kinds", [[1], [2]], [0, "1"], "DataError", "y mixes numbers and strings"],
];

function call(estimator: AnyClassifier, method: Method, rows: unknown, labels: unknown = []): Promise<unknown> {
  return method === "score"
    ? estimator.score(rows as MatrixLike, labels as Labels)
    : estimator[method](rows as MatrixLike);
}

/** A rejection with this error, whose message starts with the operation. */
function refusal(operation: string, name: string, message: string) {
  const quoted = message.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return { name, message: expect.stringMatching(new RegExp(`^${operation}: ${quoted}`)) };
}

describe("fit", () => {
  for (const [what, badX, badY, error, message] of wrongTraining) {
    checkEach(`refuses ${what} in fit`, async ({ name, make }) => {
      const estimator = make();
      await expect(estimator.fit(badX as MatrixLike, badY as Labels)).rejects.toMatchObject(
        refusal(`${name}.fit`, error, message),
      );
      expect(learned(estimator)).toEqual({});
    });
  }

  checkEach("refuses a single class", async ({ name, make }) => {
    await expect(make().fit([[1], [2]], ["only", "only"])).rejects.toMatchObject(
      refusal(`${name}.fit`, "DataError", 'y has only one class ("only"); at least 2 are needed'),
    );
  });

  checkEach("keeps what it has learned when a later fit is refused", async (subject) => {
    const estimator = subject.make();
    await estimator.fit(X, y);
    const before = [learned(estimator), await answers(estimator, subject, X)];
    await expect(estimator.fit(X, [0])).rejects.toThrow("12 rows");
    await expect(estimator.fit([[Number.NaN]], [0])).rejects.toThrow("NaN");
    const params = estimator.getParams();
    await expect(estimator.setParams(badParam(estimator)).fit(X, y)).rejects.toThrow("must be");
    estimator.setParams(params);
    expect([learned(estimator), await answers(estimator, subject, X)]).toEqual(before);
  });
});

function badParam(estimator: AnyClassifier): object {
  return { [Object.keys(estimator.getParams()).at(-1)!]: { odd: true } };
}

describe("predicting", () => {
  checkEach("does not predict before fit", async ({ name, make, methods }) => {
    for (const method of methods) {
      await expect(call(make(), method, X, y)).rejects.toMatchObject(
        refusal(`${name}.${method}`, "NotFittedError", `this ${name} is not fitted yet; call fit`),
      );
    }
  });

  checkEach("refuses another number of columns", async ({ name, methods, ...subject }) => {
    const estimator = await subject.fitted(X, y);
    for (const method of methods) {
      for (const cols of [1, 3]) {
        await expect(call(estimator, method, matrixOf(12, cols), y)).rejects.toMatchObject(
          refusal(`${name}.${method}`, "ShapeError", `X has ${cols} columns, the model was fitted with 2`),
        );
      }
    }
  });

  for (const [what, badX, error, message] of wrongX) {
    checkEach(`refuses ${what} when it predicts`, async ({ name, methods, ...subject }) => {
      const estimator = await subject.fitted(X, y);
      for (const method of methods) {
        await expect(call(estimator, method, badX)).rejects.toMatchObject(refusal(`${name}.${method}`, error, message));
      }
    });
  }

  checkEach("refuses y of another length in score", async ({ name, ...subject }) => {
    const estimator = await subject.fitted(X, y);
    await expect(estimator.score(X, [0, 1])).rejects.toMatchObject(
      refusal(`${name}.score`, "ShapeError", "X has 12 rows, y has 2 labels"),
    );
  });
});
