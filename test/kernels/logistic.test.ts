/** The passes of logistic regression against an f64 reference, on shapes around the block of 64 rows and the panel of 4 columns. */
import { describe, expect, test } from "@jest/globals";
import { Random } from "../../src/core/random.js";
import type { Engine } from "../../src/engine/engine.js";
import {
  logisticGradient,
  logisticHessian,
  logisticScores,
  logisticScratch,
  type PanelShape,
  panelIndex,
  panelShape,
  scoreTensor,
} from "../../src/kernels/logistic.js";
import { type Tensor, view, type Workspace, withWorkspace } from "../../src/kernels/tensor.js";
import {
  gradientOf,
  hessianProductOf,
  lossOf,
  moved,
  probabilitiesOf,
  type ReferenceCoefficients,
  type ReferenceRows,
} from "../reference/logistic.js";
import { bothTiles, guarded } from "../support/engine.js";
import { randomBytes, randomFloats } from "../support/random-data.js";
import { worstDifference } from "./support/reference.js";

const [{ engine }] = bothTiles();
const ROWS = [1, 63, 64, 65, 200];
const SHAPES = [1, 3, 4, 5, 17].flatMap((features) => [2, 3, 4, 5, 9].map((classes) => [features, classes] as const));
/** Of f64 sums of 200 terms in another order. */
const SAME = 1e-12;
/** Of central differences. */
const NEAR = 1e-8;

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

/** Runs the gradient and then the Hessian pass; each must leave what is beside its result alone. */
function passes(workspace: Workspace, of: ReturnType<typeof problem>) {
  const { shape, floats, reference } = of;
  const P = guarded(workspace, "f64", scoreTensor(workspace, floats.rows, shape).rows, shape.panels * 4);
  const G = guarded(workspace, "f64", shape.length);
  const HV = guarded(workspace, "f64", shape.length);
  for (const { tensor } of [G, HV]) view(engine, tensor).fill(0);
  const rows = {
    X: workspace.putMatrix(floats),
    codes: workspace.put("i32", reference.codes),
    weights: workspace.put("f64", reference.weights),
    P: P.tensor,
  };
  const scratch = logisticScratch(workspace, shape);
  const loss = logisticGradient(engine, shape, rows, workspace.put("f64", pack(shape, of.W)), G.tensor, scratch);
  logisticHessian(engine, shape, rows, workspace.put("f64", pack(shape, of.V)), HV.tensor, scratch);
  for (const each of [P, G, HV]) each.expectIntact();
  return { loss, gradient: read(engine, G.tensor), product: read(engine, HV.tensor) };
}

function read(from: Engine, tensor: Tensor<"f64">): number[] {
  return Array.from(view(from, tensor));
}

describe.each(SHAPES)("%i features, %i classes", (features, classes) => {
  test.each(ROWS)("%i rows: loss and gradient equal the reference, the Hessian its differences", (rows) => {
    const of = problem(rows, features, classes);
    const { loss, gradient, product } = withWorkspace(engine, (workspace) => passes(workspace, of));
    expect(Math.abs(loss / lossOf(of.W, of.reference) - 1)).toBeLessThan(SAME);
    expect(worstDifference(gradient, pack(of.shape, gradientOf(of.W, of.reference)))).toBeLessThan(SAME);
    const expected = pack(of.shape, hessianProductOf(of.W, of.V, of.reference));
    expect(worstDifference(product, expected)).toBeLessThan(NEAR);
  });
});

test.each([2, 3])("the reference's gradient is the slope of its loss, %i classes", (classes) => {
  const { W, V, reference } = problem(20, 3, classes);
  const slope = (lossOf(moved(W, V, 1e-5), reference) - lossOf(moved(W, V, -1e-5), reference)) / 2e-5;
  const gradient = gradientOf(W, reference).flat();
  expect(gradient.reduce((sum, g, i) => sum + g * V.flat()[i], 0)).toBeCloseTo(slope, 7);
});

test("the passes add to what is there", () => {
  withWorkspace(engine, (workspace) => {
    const { shape, floats, reference, W, V } = problem(70, 5, 3);
    const rows = {
      X: workspace.putMatrix(floats),
      codes: workspace.put("i32", reference.codes),
      weights: workspace.put("f64", reference.weights),
      P: scoreTensor(workspace, 70, shape),
    };
    const scratch = logisticScratch(workspace, shape);
    const [input, direction] = [workspace.put("f64", pack(shape, W)), workspace.put("f64", pack(shape, V))];
    for (const pass of [
      (G: Tensor<"f64">) => void logisticGradient(engine, shape, rows, input, G, scratch),
      (G: Tensor<"f64">) => logisticHessian(engine, shape, rows, direction, G, scratch),
    ]) {
      const [once, onTop] = [workspace.zeros("f64", shape.length), workspace.zeros("f64", shape.length)];
      view(engine, onTop).fill(1024);
      pass(once);
      pass(onTop);
      const sums = read(engine, once).map((value) => value + 1024);
      expect(worstDifference(read(engine, onTop), sums)).toBeLessThan(1e-15);
    }
  });
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
    withWorkspace(engine, (workspace) => passes(workspace, { ...of, floats: X as typeof of.floats })),
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
    const P = scoreTensor(workspace, 1, shape);
    const rows = {
      X: { ...workspace.put("f32", [0]), scale: 1 },
      codes: workspace.put("i32", [code]),
      weights: workspace.put("f64", [1]),
      P,
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

describe("shapes that do not fit", () => {
  test("are named", () => {
    withWorkspace(engine, (workspace) => {
      const shape = panelShape(5, 3);
      const rows = {
        X: workspace.putMatrix(randomFloats(1, 10, 4)),
        codes: workspace.zeros("i32", 10),
        weights: workspace.zeros("f64", 10),
        P: scoreTensor(workspace, 10, shape),
      };
      const [W, G] = [workspace.zeros("f64", shape.length), workspace.zeros("f64", shape.length)];
      const scratch = logisticScratch(workspace, shape);
      const run = (changes: object, G2 = G) => logisticGradient(engine, shape, { ...rows, ...changes }, W, G2, scratch);
      expect(() => run({})).toThrow("logistic: X has 4 columns, the model 5");
      const X = workspace.putMatrix(randomFloats(1, 10, 5));
      expect(() => run({ X, P: workspace.zeros("f64", 10, 4) })).toThrow(
        /10 × 4 scores do not fit 10 rows of 1 panels/,
      );
      expect(() => run({ X }, workspace.zeros("f64", 31))).toThrow(/31 coefficients, 32 are needed/);
    });
  });
});
