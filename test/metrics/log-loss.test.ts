/** Log loss agrees with scikit-learn 1.2.1 and with sums worked by hand. */
import { describe, expect, test } from "@jest/globals";
import { DataError, HeddleError, ParameterError, ShapeError } from "../../src/core/errors.js";
import { matrix } from "../../src/core/matrix.js";
import { type LogLossOptions, logLoss } from "../../src/metrics/index.js";
import { loadMetrics } from "../support/fixtures.js";
import { expectClose } from "./close.js";

describe("logLoss", () => {
  test("equals log_loss to 1e-12, and refuses what it refuses", () => {
    const cases = loadMetrics().logLoss;
    expect(cases.filter(({ raises }) => raises).length).toBeGreaterThan(2);
    for (const { yTrue, yProba, options, value, raises } of cases) {
      if (raises) expect(() => logLoss(yTrue, yProba, options)).toThrow(HeddleError);
      else expectClose(logLoss(yTrue, yProba, options), value);
    }
  });

  test("is the mean of −ln p of the true classes", () => {
    const loss = logLoss(
      ["b", "a"],
      [
        [0.25, 0.75],
        [0.5, 0.5],
      ],
    );
    expectClose(loss, -(Math.log(0.75) + Math.log(0.5)) / 2);
  });

  test("clips f32 probabilities at 2⁻²³, rows of numbers at 2⁻⁵²", () => {
    const rows = [
      [0, 1],
      [0, 1],
    ];
    const clipped = (eps: number) => -(Math.log(eps) + Math.log(1 - eps)) / 2;
    expectClose(logLoss([0, 1], matrix(rows)), clipped(2 ** -23));
    expectClose(logLoss([0, 1], rows), clipped(2 ** -52));
  });

  test("takes bytes as whole probabilities", () => {
    expectClose(logLoss([0, 1], matrix(Uint8Array.of(1, 0, 0, 1), [2, 2]), { eps: 0 }), 0);
  });

  test("gives infinity, not NaN, when eps is 0 and a true class has probability 0", () => {
    expect(
      logLoss(
        [0, 1],
        [
          [0, 1],
          [0, 1],
        ],
        { eps: 0 },
      ),
    ).toBe(Infinity);
  });

  test.each([
    ["another number of rows", ShapeError, [0, 1], [[0.5, 0.5]], {}],
    ["ragged rows", ShapeError, [0, 1], [[0.5, 0.5], [1]], {}],
    [
      "three columns for two classes",
      ShapeError,
      [0, 1],
      [
        [0.5, 0.2, 0.3],
        [0.2, 0.5, 0.3],
      ],
      {},
    ],
    ["nothing at all", DataError, [], [], {}],
    [
      "NaN",
      DataError,
      [0, 1],
      [
        [0.5, 0.5],
        [Number.NaN, 1],
      ],
      {},
    ],
    [
      "a label outside labels",
      DataError,
      [0, 2],
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      { labels: [0, 1] },
    ],
    [
      "a single class",
      DataError,
      [0, 0],
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      {},
    ],
    ["a single class in labels", DataError, [0, 0], [[0.5], [0.5]], { labels: [0] }],
    [
      "eps above a half",
      ParameterError,
      [0, 1],
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      { eps: 0.6 },
    ],
    [
      "weights of another length",
      ShapeError,
      [0, 1],
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      { sampleWeight: [1] },
    ],
    [
      "weights of 0 only",
      ParameterError,
      [0, 1],
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      { sampleWeight: [0, 0] },
    ],
    [
      "an unknown option",
      ParameterError,
      [0, 1],
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      { epsilon: 0 },
    ],
  ] as const)("refuses %s", (_, type, yTrue, yProba, options) => {
    expect(() => logLoss(yTrue, yProba, options as LogLossOptions)).toThrow(type);
  });
});
