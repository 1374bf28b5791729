/** The scans of the solver against loops anyone can check. */
import { expect, test } from "@jest/globals";
import { ShapeError } from "../../src/core/errors.js";
import { Random } from "../../src/core/random.js";
import { gather, SmoState } from "../../src/kernels/svm-smo.js";
import { type Tensor, view, withWorkspace } from "../../src/kernels/tensor.js";
import { bothTiles, guarded } from "../support/engine.js";
import { randomFloats } from "../support/random-data.js";

const [{ engine }] = bothTiles();
const row = (tensor: Tensor<"f32">): Tensor<"f32"> => ({ ...tensor, rows: 1, cols: tensor.rows * tensor.cols });

/** Values from few choices, so that ties are everywhere. */
function fill(state: SmoState, random: Random): void {
  for (let t = 0; t < state.n; t++) {
    state.v[t] = random.below(5) - 2;
    state.up[t] = random.below(3) ? 0 : Number.NEGATIVE_INFINITY;
    state.low[t] = random.below(3) ? 0 : Number.POSITIVE_INFINITY;
    state.diagonal[t] = 1 + random.below(2);
  }
}

function firstBest(scores: readonly number[]): number {
  const best = Math.max(...scores);
  return best === Number.NEGATIVE_INFINITY ? -1 : scores.indexOf(best);
}

test("both scans find what a loop finds, the lower index among equals, for 4 to 100 variables", () => {
  const random = new Random(1);
  let found = 0;
  for (let n = 4; n <= 100; n += 4) {
    for (let trial = 0; trial < 8; trial++) {
      withWorkspace(engine, (workspace) => {
        const state = new SmoState(workspace, n);
        fill(state, random);
        const ki = workspace.put("f32", randomFloats(n + trial, 1, n).data.map(Math.round), 1, n);
        const kj = workspace.put("f32", randomFloats(n + trial + 500, 1, n).data.map(Math.round), 1, n);
        const before = Array.from(state.v);
        const [rowI, rowJ] = [view(engine, ki), view(engine, kj)];
        const i = state.updateAndSelectUp(ki, kj, 0.5);
        expect([...state.v]).toEqual(before.map((v, t) => v - 0.5 * (rowI[t] - rowJ[t])));
        const expected = firstBest(Array.from(state.v, (v, t) => v + state.up[t]));
        expect(i).toBe(expected);
        if (i < 0) return;
        expect(state.found).toBe(state.v[i]);
        expect(state.selectUp()).toBe(i);

        const j = state.selectLow(ki, state.v[i], state.diagonal[i]);
        const gains = Array.from(state.v, (v, t) => {
          const b = state.v[i] - v;
          const a = Math.max(1e-12, state.diagonal[i] + state.diagonal[t] - 2 * rowI[t]);
          return state.low[t] === 0 && b > 0 ? (b * b) / a : Number.NEGATIVE_INFINITY;
        });
        expect(j).toBe(firstBest(gains));
        expect(state.leastLow).toBe(Math.min(...Array.from(state.v, (v, t) => v + state.low[t])));
        found++;
      });
    }
  }
  expect(found).toBeGreaterThan(150);
});

test("nothing that may move is reported as −1", () => {
  withWorkspace(engine, (workspace) => {
    const state = new SmoState(workspace, 16);
    state.v.fill(1);
    state.diagonal.fill(1);
    state.up.fill(Number.NEGATIVE_INFINITY);
    state.low.fill(Number.POSITIVE_INFINITY);
    expect(state.selectUp()).toBe(-1);
    expect(state.selectLow(row(workspace.zeros("f32", 16)), 5, 1)).toBe(-1);
    expect(state.leastLow).toBe(Number.POSITIVE_INFINITY);
  });
});

test("rows are subtracted in f64, and only from the variables in play", () => {
  withWorkspace(engine, (workspace) => {
    const state = new SmoState(workspace, 20);
    state.v.fill(1);
    state.n = 16;
    const values = randomFloats(5, 1, 20).data;
    state.subtractRow(workspace.put("f32", values, 1, 20), 1 / 3);
    expect([...state.v]).toEqual(Array.from(values, (k, t) => (t < 16 ? 1 - (1 / 3) * k : 1)));
    expect(() => state.subtractRow(workspace.put("f32", [1, 2, 3, 4], 1, 4), 1)).toThrow(ShapeError);
  });
});

test("gather picks columns, also in place", () => {
  withWorkspace(engine, (workspace) => {
    const values = randomFloats(6, 1, 24).data;
    const ids = [0, 3, 4, 9, 10, 11, 20, 23];
    const from = workspace.put("f32", values, 1, 24);
    const to = guarded(workspace, "f32", 1, 8);
    const columns = workspace.put("i32", ids);
    gather(engine, from, columns, to.tensor);
    to.expectIntact();
    expect([...view(engine, to.tensor)]).toEqual(ids.map((id) => values[id]));
    gather(engine, from, columns, from);
    expect([...view(engine, from)]).toEqual([...ids.map((id) => values[id]), ...values.subarray(8)]);
    expect(() => gather(engine, from, { ...columns, rows: 7 }, to.tensor)).toThrow(ShapeError);
  });
});
