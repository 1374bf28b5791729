/** The pass of logistic regression in f32 against an f64 reference, on shapes around the block of 64 rows and the tile of 2 × 5 × 16. */
import { describe, expect, test } from "@jest/globals";
import { Random } from "../../src/core/random.js";
import { logisticGradient, logisticScratch, panelIndex, panelShape } from "../../src/kernels/logistic.js";
import {
  logisticGradientF32,
  logisticScratchF32,
  panelsToRows,
  rowLength,
  rowsToPanels,
} from "../../src/kernels/logistic-f32.js";
import { view, type Workspace, withWorkspace } from "../../src/kernels/tensor.js";
import { gradientOf, lossOf, type ReferenceRows } from "../reference/logistic.js";
import { bothTiles, guarded } from "../support/engine.js";
import { randomBytes, randomFloats } from "../support/random-data.js";
import { worstDifference } from "./support/reference.js";

const engines = bothTiles();
const [{ engine }] = engines;
const ROWS = [1, 63, 64, 65, 200];
const SHAPES = [1, 7, 15, 16, 17, 40].flatMap((features) =>
  [2, 3, 5, 6, 10, 13].map((classes) => [features, classes] as const),
);
/** A share of the sum of what is added: sums of some 200 terms in f32, whose scores are off by 41 roundings. */
const NEAR = 2e-6;

function problem(rows: number, features: number, classes: number) {
  const random = new Random(rows * 1000 + features * 10 + classes);
  const floats = randomFloats(rows + features, rows, features);
  const outputs = classes === 2 ? 1 : classes;
  const reference: ReferenceRows = {
    X: Array.from({ length: rows }, (_, i) => Array.from(floats.data.subarray(i * features, (i + 1) * features))),
    codes: Array.from({ length: rows }, () => random.below(classes)),
    weights: Array.from({ length: rows }, () => 0.5 + random.float()),
  };
  const W = Array.from({ length: outputs }, () =>
    Array.from({ length: features + 1 }, () => Math.fround(2 * random.float() - 1)),
  );
  return { floats, reference, W, shape: panelShape(features, outputs) };
}

/** Loss and gradient (outputs × (features + 1)); the pass must leave what is beside its result alone, and padding at 0. */
function pass(workspace: Workspace, { shape, floats, reference, W }: ReturnType<typeof problem>, start = 0) {
  const { engine } = workspace;
  const cols = rowLength(shape);
  const G = guarded(workspace, "f32", shape.outputs, cols);
  view(engine, G.tensor).fill(start);
  const rows = {
    X: workspace.putMatrix(floats),
    codes: workspace.put("i32", reference.codes),
    weights: workspace.put("f64", reference.weights),
  };
  const padded = W.flatMap((w) => [...w, ...new Array<number>(cols - w.length).fill(0)]);
  const input = workspace.put("f32", padded, shape.outputs, cols);
  const loss = logisticGradientF32(engine, shape, rows, input, G.tensor, logisticScratchF32(workspace, shape));
  G.expectIntact();
  const all = Array.from(view(engine, G.tensor));
  expect(all.filter((value, i) => i % cols > shape.features && value !== start)).toEqual([]);
  return { loss, gradient: all.filter((_, i) => i % cols <= shape.features) };
}

describe.each(SHAPES)("%i features, %i classes", (features, classes) => {
  test.each(ROWS)("%i rows: loss and gradient are near the reference", (rows) => {
    const of = problem(rows, features, classes);
    const { loss, gradient } = withWorkspace(engine, (workspace) => pass(workspace, of));
    expect(Math.abs(loss / lossOf(of.W, of.reference) - 1)).toBeLessThan(NEAR);
    const worst = worstDifference(gradient, gradientOf(of.W, of.reference).flat());
    expect(worst).toBeLessThan(NEAR * Math.max(1, rows / 10));
  });

  test.each([1, 70])("%i rows: the tiles for 256-bit code give the bits of the others", (rows) => {
    const of = problem(rows, features, classes);
    const [narrow, wide] = engines.map((one) => withWorkspace(one.engine, (workspace) => pass(workspace, of)));
    expect(wide).toEqual(narrow);
  });
});

test("the gradient is added to what is there", () => {
  const of = problem(70, 5, 3);
  const [once, onTop] = [0, 1].map((start) => withWorkspace(engine, (workspace) => pass(workspace, of, start)));
  const expected = once.gradient.map((value) => value + 1);
  expect(worstDifference(onTop.gradient, expected)).toBeLessThan(NEAR);
});

test.each([0.1, 1 / 255, 1])("bytes with scale %p give the bits of the floats they stand for", (scale) => {
  const of = problem(130, 17, 5);
  const bytes = { ...randomBytes(9, 130, 17), scale };
  const data = Float32Array.from(bytes.data, (b) => Math.fround(b * Math.fround(scale)));
  const answers = [bytes, { ...bytes, data, scale: 1 }].map((X) =>
    withWorkspace(engine, (workspace) => pass(workspace, { ...of, floats: X as typeof of.floats })),
  );
  expect(answers[0]).toEqual(answers[1]);
});

test("784 bytes and ten classes: the gradient is within 1e-6 a row of the pass in f64", () => {
  const [rows, features, outputs] = [500, 784, 10];
  const shape = panelShape(features, outputs);
  const random = new Random(3);
  withWorkspace(engine, (workspace) => {
    const data = {
      X: workspace.putMatrix({ ...randomBytes(1, rows, features), scale: 1 / 255 }),
      codes: workspace.put(
        "i32",
        Array.from({ length: rows }, () => random.below(outputs)),
      ),
      weights: workspace.put("f64", new Float64Array(rows).fill(1)),
    };
    const [W, G] = [workspace.zeros("f64", shape.length), workspace.zeros("f64", shape.length)];
    for (let k = 0; k < outputs; k++) {
      for (let j = 0; j <= features; j++) view(engine, W)[panelIndex(shape, k, j)] = Math.fround(random.float() - 0.5);
    }
    const size = [outputs, rowLength(shape)] as const;
    const [W32, G32] = [workspace.zeros("f32", ...size), workspace.zeros("f32", ...size)];
    panelsToRows(shape, view(engine, W), view(engine, W32));
    const loss = logisticGradient(engine, shape, data, W, G, logisticScratch(workspace, shape));
    const near = logisticGradientF32(engine, shape, data, W32, G32, logisticScratchF32(workspace, shape));
    expect(Math.abs(near / loss - 1)).toBeLessThan(1e-6);
    const gradient = new Float64Array(shape.length);
    rowsToPanels(shape, view(engine, G32), gradient);
    const worst = gradient.reduce((top, value, i) => Math.max(top, Math.abs(value - view(engine, G)[i])), 0);
    expect(worst).toBeLessThan(1e-6 * rows);
  });
});

test("shapes that do not fit are named", () => {
  withWorkspace(engine, (workspace) => {
    const shape = panelShape(5, 3);
    const [W, short] = [workspace.zeros("f32", 3, 16), workspace.zeros("f32", 3, 6)];
    const scratch = logisticScratchF32(workspace, shape);
    const [narrow, X] = [4, 5].map((cols) => workspace.putMatrix(randomFloats(1, 10, cols)));
    const rows = { X, codes: workspace.zeros("i32", 10), weights: workspace.zeros("f64", 10) };
    expect(() => logisticGradientF32(engine, shape, { ...rows, X: narrow }, W, W, scratch)).toThrow(
      "logistic: X has 4 columns, the model 5",
    );
    expect(() => logisticGradientF32(engine, shape, rows, W, short, scratch)).toThrow(
      "logistic: coefficients are 3 × 6, 3 × 16 are needed",
    );
  });
});
