/** The pass of logistic regression against an f64 reference, on shapes around the block of 64 rows and the panel of 4 columns. */
import { describe, expect, test } from "@jest/globals";
import { Random } from "../../src/core/random.js";
import type { Engine } from "../../src/engine/engine.js";
import {
  logisticGradient,
  logisticScores,
  logisticScratch,
  type PanelShape,
  panelIndex,
  panelShape,
  scoreTensor,
  weightedRows,
} from "../../src/kernels/logistic.js";
import { rowsOf, type Tensor, view, type Workspace, withWorkspace } from "../../src/kernels/tensor.js";
import {
  gradientOf,
  lossOf,
  moved,
  probabilitiesOf,
  type ReferenceCoefficients,
  type ReferenceRows,
} from "../reference/logistic.js";
import { bothTiles, guarded } from "../support/engine.js";
import { randomBytes, randomFloats } from "../support/random-data.js";
import { worstDifference } from "./support/reference.js";

const engines = bothTiles();
const [{ engine }] = engines;
const ROWS = [1, 63, 64, 65, 200];
const SHAPES = [1, 3, 4, 5, 17].flatMap((features) => [2, 3, 4, 5, 9].map((classes) => [features, classes] as const));
/** Of f64 sums of 200 terms in another order. */
const SAME = 1e-12;

function problem(rows: number, features: number, classes: number) {
  const random = new Random(rows * 1000 + features * 10 + classes);
  const floats = randomFloats(rows + features, rows, features);
  const outputs = classes === 2 ? 1 : classes;
  const uniform = () => 2 * random.float() - 1;
  const coefficients = () => Array.from({ length: outputs }, () => Array.from({ length: features + 1 }, uniform));
  const reference: ReferenceRows = {
    X: Array.from({ length: rows }, (_, i) => Array.from(floats.data.subarray(i * features, (i + 1) * features))),
    codes: Array.from({ length: rows }, () => random.below(classes)),
    weights: Array.from({ length: rows }, () => 0.5 + random.float()),
  };
  return { floats, reference, W: coefficients(), V: coefficients(), shape: panelShape(features, outputs) };
}

function pack(shape: PanelShape, W: ReferenceCoefficients): Float64Array {
  const packed = new Float64Array(shape.length);
  W.forEach((w, output) => {
    w.forEach((value, j) => {
      packed[panelIndex(shape, output, j)] = value;
    });
  });
  return packed;
}

/** Loss and gradient; the pass must leave what is beside its result alone. */
function pass(workspace: Workspace, { shape, floats, reference, W }: ReturnType<typeof problem>, start = 0) {
  const { engine } = workspace;
  const G = guarded(workspace, "f64", shape.length);
  view(engine, G.tensor).fill(start);
  const rows = {
    X: workspace.putMatrix(floats),
    codes: workspace.put("i32", reference.codes),
    weights: workspace.put("f64", reference.weights),
  };
  const input = workspace.put("f64", pack(shape, W));
  const loss = logisticGradient(engine, shape, rows, input, G.tensor, logisticScratch(workspace, shape));
  G.expectIntact();
  return { loss, gradient: read(engine, G.tensor) };
}

function read(from: Engine, tensor: Tensor<"f64">): number[] {
  return Array.from(view(from, tensor));
}

describe.each(SHAPES)("%i features, %i classes", (features, classes) => {
  test.each(ROWS)("%i rows: loss and gradient equal the reference", (rows) => {
    const of = problem(rows, features, classes);
    const { loss, gradient } = withWorkspace(engine, (workspace) => pass(workspace, of));
    expect(Math.abs(loss / lossOf(of.W, of.reference) - 1)).toBeLessThan(SAME);
    expect(worstDifference(gradient, pack(of.shape, gradientOf(of.W, of.reference)))).toBeLessThan(SAME);
  });
});

test.each([2, 3])("the reference's gradient is the slope of its loss, %i classes", (classes) => {
  const { W, V, reference } = problem(20, 3, classes);
  const slope = (lossOf(moved(W, V, 1e-5), reference) - lossOf(moved(W, V, -1e-5), reference)) / 2e-5;
  const gradient = gradientOf(W, reference).flat();
  expect(gradient.reduce((sum, g, i) => sum + g * V.flat()[i], 0)).toBeCloseTo(slope, 7);
});

test.each([2, 3, 4, 5, 8, 9, 12, 13, 17])("%i classes: the wide tile gives the bits of the narrow one", (classes) => {
  for (const features of [1, 4, 18]) {
    for (const rows of [1, 70]) {
      const of = problem(rows, features, classes);
      const [narrow, wide] = engines.map((one) => withWorkspace(one.engine, (workspace) => pass(workspace, of)));
      expect(wide).toEqual(narrow);
      expect(worstDifference(wide.gradient, pack(of.shape, gradientOf(of.W, of.reference)))).toBeLessThan(SAME);
    }
  }
});

test("the gradient is added to what is there", () => {
  const of = problem(70, 5, 3);
  const [once, onTop] = [0, 1024].map((start) => withWorkspace(engine, (workspace) => pass(workspace, of, start)));
  expect(
    worstDifference(
      onTop.gradient,
      once.gradient.map((value) => value + 1024),
    ),
  ).toBeLessThan(1e-15);
});

test.each([0.1, 1 / 255, 1])("bytes with scale %p give the bits of the floats they stand for", (scale) => {
  const of = problem(130, 17, 5);
  const bytes = { ...randomBytes(9, 130, 17), scale };
  const floats = {
    ...bytes,
    data: Float32Array.from(bytes.data, (b) => Math.fround(b * Math.fround(scale))),
    scale: 1,
  };
  const answers = [bytes, floats].map((X) =>
    withWorkspace(engine, (workspace) => pass(workspace, { ...of, floats: X as typeof of.floats })),
  );
  expect(answers[0]).toEqual(answers[1]);
});

test.each(ROWS)("scores of %i rows equal the reference", (rows) => {
  for (const classes of [2, 5, 9]) {
    const { shape, floats, reference, W } = problem(rows, 5, classes);
    const scores = withWorkspace(engine, (workspace) =>
      logisticScores(
        engine,
        shape,
        workspace.putMatrix(floats),
        workspace.put("f64", pack(shape, W)),
        scoreTensor(workspace, rows, shape),
        logisticScratch(workspace, shape),
      ),
    );
    const expected = reference.X.flatMap((x) => W.map((w) => x.reduce((sum, v, j) => sum + v * w[j], w[x.length])));
    expect(worstDifference(scores, expected)).toBeLessThan(SAME);
  }
});

/** The loss of one row whose scores are given, and its probabilities. */
function oneRow(scores: number[], code: number) {
  const shape = panelShape(1, scores.length);
  return withWorkspace(engine, (workspace) => {
    const rows = {
      X: { ...workspace.put("f32", [0]), scale: 1 },
      codes: workspace.put("i32", [code]),
      weights: workspace.put("f64", [1]),
    };
    const W = workspace.put(
      "f64",
      pack(
        shape,
        scores.map((score) => [0, score]),
      ),
    );
    const G = workspace.zeros("f64", shape.length);
    const loss = logisticGradient(engine, shape, rows, W, G, logisticScratch(workspace, shape));
    return { loss, gradient: scores.map((_, output) => view(engine, G)[panelIndex(shape, output, 1)]) };
  });
}

describe("exp and log inside the loss", () => {
  const ULP = 2 ** -52;

  test("log is within 2 ulp of Math.log at the whole numbers from 3 to 400", () => {
    for (let terms = 3; terms <= 400; terms++) {
      const { loss } = oneRow(new Array(terms).fill(0), 0);
      expect(Math.abs(loss / Math.log(terms) - 1)).toBeLessThan(2 * ULP);
    }
  });

  test("the loss of one score is off by less than 1e-15 of 1, or 4 ulp", () => {
    const random = new Random(3);
    for (let i = 0; i < 2000; i++) {
      const score = 40 * (random.float() - 0.5);
      for (const code of [0, 1]) {
        const signed = code ? -score : score;
        const expected = Math.max(0, signed) + Math.log1p(Math.exp(-Math.abs(score)));
        expect(Math.abs(oneRow([score], code).loss - expected)).toBeLessThan(Math.max(1e-15, 4 * ULP * expected));
      }
    }
  });

  test("scores beyond the range of exp give finite losses and probabilities of 0 and 1", () => {
    expect(oneRow([1000, 0, -1000], 0)).toEqual({ loss: 0, gradient: [0, 0, 0] });
    expect(oneRow([1000, 0, -1000], 2)).toEqual({ loss: 2000, gradient: [1, 0, -1] });
    expect(oneRow([1e6], 0)).toEqual({ loss: 1e6, gradient: [1] });
    expect(oneRow([-1e6], 1)).toEqual({ loss: 1e6, gradient: [-1] });
    expect(oneRow([1e6], 1)).toEqual({ loss: 0, gradient: [0] });
  });

  test("the same shift of all scores changes nothing", () => {
    expect(oneRow([65, 66, 67.5], 1)).toEqual(oneRow([1, 2, 3.5], 1));
    const [p] = probabilitiesOf([[0, 2]], [0]);
    expect(oneRow([2], 0).gradient[0]).toBeCloseTo(p, 15);
  });
});

describe("weighted rows", () => {
  test.each([1, 3, 4, 5, 17])(
    "of %i features are √weight times the row and the last column, bytes or floats; those of weight 0 are left out",
    (cols) => {
      const bytes = { ...randomBytes(5, 7, cols), scale: 1 / 255 };
      const floats = { ...bytes, data: Float32Array.from(bytes.data, (b) => b * Math.fround(1 / 255)), scale: 1 };
      const weights = [1, 4, 0.25, 2, 0, 1, 0];
      for (const last of [0, 1] as const) {
        for (const X of [bytes, floats]) {
          const values = withWorkspace(engine, (workspace) => {
            const rows = {
              X: workspace.putMatrix(X),
              codes: workspace.zeros("i32", 7),
              weights: workspace.put("f64", weights),
            };
            const out = guarded(workspace, "f32", 7, cols + 1);
            expect(weightedRows(engine, rows, last, out.tensor)).toBe(5);
            out.expectIntact();
            return Array.from(view(engine, rowsOf(out.tensor, 0, 5)));
          });
          const expected = weights.flatMap((weight, i) => {
            if (weight === 0) return [];
            const root = Math.fround(Math.sqrt(weight));
            return [...floats.data.subarray(i * cols, (i + 1) * cols), last].map((value) => Math.fround(value * root));
          });
          expect(values).toEqual(expected);
        }
      }
    },
  );
});

test("shapes that do not fit are named", () => {
  withWorkspace(engine, (workspace) => {
    const shape = panelShape(5, 3);
    const [W, G] = [workspace.zeros("f64", shape.length), workspace.zeros("f64", shape.length)];
    const scratch = logisticScratch(workspace, shape);
    const [narrow, X] = [4, 5].map((cols) => workspace.putMatrix(randomFloats(1, 10, cols)));
    const rows = { X, codes: workspace.zeros("i32", 10), weights: workspace.zeros("f64", 10) };
    expect(() => logisticGradient(engine, shape, { ...rows, X: narrow }, W, G, scratch)).toThrow(
      "logistic: X has 4 columns, the model 5",
    );
    const short = workspace.zeros("f64", 31);
    expect(() => logisticGradient(engine, shape, rows, W, short, scratch)).toThrow("31 coefficients, 32 are needed");
    expect(() => logisticScores(engine, shape, X, W, workspace.zeros("f64", 10, 4), scratch)).toThrow(
      "10 × 4 scores do not fit 10 rows of 1 panels",
    );
    expect(() => weightedRows(engine, rows, 1, workspace.zeros("f32", 10, 5))).toThrow(
      "weightedRows: 10 × 5 and a column do not fill 10 × 5",
    );
  });
});
