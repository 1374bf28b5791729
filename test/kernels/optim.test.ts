/** The optimisers' updates against scikit-learn's formulas in f64. */
import { describe, expect, test } from "@jest/globals";
import { adamUpdate, movingAverage, sgdMomentumUpdate, sgdUpdate } from "../../src/kernels/optim.js";
import { Guarded, inWorkspace, testEngine } from "./support/guarded.js";
import { uniform, worstDifference } from "./support/reference.js";

const engine = testEngine();
const SIZES = [1, 3, 4, 5, 8, 9, 31];
const [RATE, DECAY, SHRINK] = [0.05, 0.01, 0.003];
const STEP = { rate: RATE, decay: DECAY, shrink: SHRINK };
const TOLERANCE = 3e-7;

/** Runs a kernel on fresh copies of weights, gradient and two state vectors; returns all of them. */
function run(n: number, update: (w: Guarded, g: Guarded, a: Guarded, b: Guarded) => void) {
  return inWorkspace(engine, (workspace) => {
    const blocks = [1, 2, 3, 4].map(
      (seed) => new Guarded(workspace, n, 1, uniform(seed * 100 + n, n, seed === 4 ? 0 : -1, 1)),
    );
    const before = blocks.map((block) => Float64Array.from(block.read()));
    update(blocks[0], blocks[1], blocks[2], blocks[3]);
    return { before, after: blocks.map((block) => block.read()) };
  });
}

describe("optimiser updates", () => {
  test.each(SIZES)("sgdUpdate of %i weights", (n) => {
    const { before, after } = run(n, (w, g) => sgdUpdate(engine, w.tensor, g.tensor, STEP));
    const [w, g] = before;
    expect(
      worstDifference(
        after[0],
        w.map((value, i) => (1 - SHRINK) * value - RATE * (g[i] + DECAY * value)),
      ),
    ).toBeLessThan(TOLERANCE);
    expect(after[1]).toEqual(Float32Array.from(g));
  });

  test.each(SIZES.flatMap((n) => [false, true].map((nesterov) => [n, nesterov] as const)))(
    "sgdMomentumUpdate of %i weights, Nesterov %s",
    (n, nesterov) => {
      const momentum = 0.9;
      const { before, after } = run(n, (w, g, v) =>
        sgdMomentumUpdate(engine, w.tensor, g.tensor, v.tensor, STEP, { momentum, nesterov }),
      );
      const [w, g, v] = before;
      const step = w.map((value, i) => RATE * (g[i] + DECAY * value));
      const velocity = v.map((value, i) => momentum * value - step[i]);
      const moved = w.map(
        (value, i) => (1 - SHRINK) * value + (nesterov ? momentum * velocity[i] - step[i] : velocity[i]),
      );
      expect(worstDifference(after[2], velocity)).toBeLessThan(TOLERANCE);
      expect(worstDifference(after[0], moved)).toBeLessThan(TOLERANCE);
      expect(after[1]).toEqual(Float32Array.from(g));
    },
  );

  test.each([false, true])("momentum 0 gives the bits of plain SGD, Nesterov %s", (nesterov) => {
    const plain = run(29, (w, g) => sgdUpdate(engine, w.tensor, g.tensor, STEP));
    const heavy = run(29, (w, g, v) =>
      sgdMomentumUpdate(engine, w.tensor, g.tensor, v.tensor, STEP, { momentum: 0, nesterov }),
    );
    expect(heavy.after[0]).toEqual(plain.after[0]);
  });

  test("without decay of either kind, weights that have no gradient keep their bits, signs of zeros included", () => {
    inWorkspace(engine, (workspace) => {
      const values = [-0, 1.5, -0, -3, 7, -0, 2, 1, -0];
      const w = new Guarded(workspace, values.length, 1, values);
      sgdUpdate(engine, w.tensor, workspace.zeros("f32", values.length), { rate: RATE });
      expect(w.read()).toEqual(Float32Array.from(values));
    });
  });

  test.each(SIZES)("movingAverage of %i values moves by its share of the gap", (n) => {
    const { before, after } = run(n, (average, value) => movingAverage(engine, average.tensor, value.tensor, 0.1, 1.5));
    const [average, value] = before;
    const moved = average.map((old, i) => old + 0.1 * (1.5 * value[i] - old));
    expect(worstDifference(after[0], moved)).toBeLessThan(TOLERANCE);
    expect(after[1]).toEqual(Float32Array.from(value));
  });

  test.each(SIZES)("adamUpdate of %i weights", (n) => {
    const options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
    const { before, after } = run(n, (w, g, m, v) =>
      adamUpdate(engine, w.tensor, g.tensor, m.tensor, v.tensor, STEP, options),
    );
    const [w, g, m, v] = before;
    const gradient = w.map((value, i) => g[i] + DECAY * value);
    const first = m.map((value, i) => 0.9 * value + (1 - 0.9) * gradient[i]);
    const second = v.map((value, i) => 0.999 * value + (1 - 0.999) * gradient[i] ** 2);
    const moved = w.map((value, i) => (1 - SHRINK) * value - (RATE * first[i]) / (Math.sqrt(second[i]) + 1e-8));
    expect(worstDifference(after[2], first)).toBeLessThan(TOLERANCE);
    expect(worstDifference(after[3], second)).toBeLessThan(TOLERANCE);
    expect(worstDifference(after[0], moved)).toBeLessThan(TOLERANCE);
  });
});
