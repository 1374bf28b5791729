/** L-BFGS and its line search alone, on functions whose minimum is known. */
import { describe, expect, test } from "@jest/globals";
import { type LbfgsResult, minimise, type Preconditioner } from "../../src/models/linear/lbfgs.js";
import { lineSearch, type SmoothFunction } from "../../src/models/linear/line-search.js";

const options = { tol: 1e-9, maxIter: 200, onIteration: () => {} };
const none: Preconditioner = { forward: () => {}, backward: () => {} };

/** L = diag(√h). */
function diagonal(h: number[]): Preconditioner {
  const divide = (v: Float64Array) => v.set(v.map((value, i) => value / Math.sqrt(h[i])));
  return { forward: divide, backward: divide };
}

/** ½ (x − c)ᵀ A (x − c). */
function quadratic(A: number[][], c: number[]): SmoothFunction {
  return {
    value(x, gradient) {
      const d = c.map((ci, i) => x[i] - ci);
      gradient.set(A.map((row) => row.reduce((sum, a, j) => sum + a * d[j], 0)));
      return 0.5 * d.reduce((sum, di, i) => sum + di * gradient[i], 0);
    },
  };
}

function expectSolution({ x }: LbfgsResult, expected: number[], error: number): void {
  expect(Math.max(...expected.map((value, i) => Math.abs(x[i] - value)))).toBeLessThan(error);
}

describe("quadratics", () => {
  const A = [
    [4, 1, 0],
    [1, 3, -1],
    [0, -1, 2],
  ];

  test("the minimum is found, and value and gradient there are reported", () => {
    const result = minimise(quadratic(A, [1, -2, 3]), none, new Float64Array(3), options);
    expect(result.converged).toBe(true);
    expect(result.gradientMax).toBeLessThanOrEqual(options.tol);
    expectSolution(result, [1, -2, 3], 1e-8);
    expect(result.value).toBeCloseTo(0, 15);
  });

  test("with the factor of its own matrix, one step is enough", () => {
    const L = [
      [2, 0],
      [3, 1],
    ];
    const B = [
      [4, 6],
      [6, 10],
    ];
    const exact: Preconditioner = {
      forward(v) {
        v[0] /= L[0][0];
        v[1] = (v[1] - L[1][0] * v[0]) / L[1][1];
      },
      backward(v) {
        v[1] /= L[1][1];
        v[0] = (v[0] - L[1][0] * v[1]) / L[0][0];
      },
    };
    const result = minimise(quadratic(B, [5, -7]), exact, new Float64Array(2), options);
    expect(result).toMatchObject({ iterations: 1, converged: true });
    expectSolution(result, [5, -7], 1e-12);
  });

  test("curvatures from 1e-3 to 1e3 along the axes are no obstacle, and none at all to their preconditioner", () => {
    const h = Array.from({ length: 21 }, (_, i) => 10 ** ((i - 10) * 0.3));
    const c = h.map((_, i) => i - 10);
    const f = quadratic(
      h.map((hi, i) => h.map((_, j) => (i === j ? hi : 0))),
      c,
    );
    const plain = minimise(f, none, new Float64Array(21), { ...options, maxIter: 10000 });
    expect(plain.converged).toBe(true);
    expectSolution(plain, c, 1e-4);
    const better = minimise(f, diagonal(h), new Float64Array(21), options);
    expect(better).toMatchObject({ iterations: 1, converged: true });
  });

  test("nothing is done at the minimum", () => {
    const result = minimise(quadratic([[2]], [5]), none, Float64Array.of(5), options);
    expect(result).toMatchObject({ iterations: 0, converged: true, gradientMax: 0 });
  });
});

describe("an ill-conditioned convex function", () => {
  const scales = [1e-3, 1e-1, 1, 1e1, 1e3];
  const n = scales.length;

  /** Σ scale · log cosh(x − 1) + ¼ (Σ x)⁴: far from quadratic, curvatures six decades apart. */
  const f: SmoothFunction = {
    value(x, gradient) {
      const total = x.reduce((sum, xi) => sum + xi, 0);
      scales.forEach((scale, i) => {
        gradient[i] = scale * Math.tanh(x[i] - 1) + total ** 3;
      });
      return scales.reduce((sum, scale, i) => sum + scale * logCosh(x[i] - 1), 0.25 * total ** 4);
    },
  };

  function logCosh(x: number): number {
    return Math.abs(x) < 1 ? Math.log1p(2 * Math.sinh(x / 2) ** 2) : Math.log(Math.cosh(x));
  }

  test("is minimised from near and far, and never rises on the way", () => {
    for (const start of [0, 3, -20]) {
      const values: number[] = [];
      const result = minimise(f, none, new Float64Array(n).fill(start), {
        tol: 1e-8,
        maxIter: 2000,
        onIteration: (_, value) => values.push(value),
      });
      expect(result.converged).toBe(true);
      expect(values).toHaveLength(result.iterations);
      for (let i = 1; i < values.length; i++) expect(values[i]).toBeLessThanOrEqual(values[i - 1] * (1 + 1e-12));
      const gradient = new Float64Array(n);
      expect(f.value(result.x, gradient)).toBe(result.value);
      expect(Math.max(...gradient.map(Math.abs))).toBe(result.gradientMax);
    }
  });

  test("maxIter ends the search with what was reached", () => {
    const start = new Float64Array(n).fill(-20);
    const result = minimise(f, none, start, { ...options, maxIter: 2 });
    expect(result).toMatchObject({ iterations: 2, converged: false });
    expect(result.gradientMax).toBeGreaterThan(options.tol);
    expect(result.value).toBeLessThan(f.value(start, new Float64Array(n)));
  });

  test("a tolerance below rounding ends in time", () => {
    const result = minimise(f, none, new Float64Array(n).fill(3), { ...options, tol: 1e-300, maxIter: 100000 });
    expect(result.converged || result.iterations < 100000).toBe(true);
    expect(result.gradientMax).toBeLessThan(1e-7);
  });

  test("an error thrown from onIteration gets through", () => {
    const onIteration = () => {
      throw new RangeError("enough");
    };
    expect(() => minimise(f, none, new Float64Array(n), { ...options, onIteration })).toThrow("enough");
  });
});

describe("the line search", () => {
  /** log cosh: slope tanh, flat far out. */
  const f: SmoothFunction = {
    value([x], gradient) {
      gradient[0] = Math.tanh(x);
      return Math.log(Math.cosh(x));
    },
  };
  const at = (x: number) => {
    const gradient = new Float64Array(1);
    return { x: Float64Array.of(x), value: f.value(Float64Array.of(x), gradient), gradient };
  };

  test.each([
    [0.3, -1e-6],
    [0.3, -1e-2],
    [0.3, -0.3],
    [0.3, -5],
    [8, -1e-3],
    [8, -200],
  ])("from %p with a step of %p gives a point that fell and is less steep", (start, step) => {
    const from = at(start);
    const { alpha, point } = lineSearch(f, from, Float64Array.of(step))!;
    expect(point.x[0]).toBe(start + alpha * step);
    expect(point).toEqual(at(point.x[0]));
    expect(point.value).toBeLessThan(from.value);
    expect(Math.abs(point.gradient[0])).toBeLessThanOrEqual(0.9 * Math.abs(from.gradient[0]));
  });

  test("a step that leads up, along or nowhere is refused", () => {
    for (const step of [1, 0, Number.NaN]) expect(lineSearch(f, at(0.3), Float64Array.of(step))).toBeUndefined();
  });

  test("a function without a minimum is given up on", () => {
    const line: SmoothFunction = {
      value([x], gradient) {
        gradient[0] = -1;
        return -x;
      },
    };
    const from = { x: Float64Array.of(0), value: 0, gradient: Float64Array.of(-1) };
    expect(lineSearch(line, from, Float64Array.of(1))).toBeUndefined();
  });
});

describe("a preconditioner made anew", () => {
  // Long and thin: without a preconditioner it takes many iterations.
  const h = Array.from({ length: 30 }, (_, i) => 2 ** (i / 2));
  const A = h.map((value, i) => h.map((_, j) => (i === j ? value : 0)));
  const f = quadratic(
    A,
    h.map((_, i) => i - 15),
  );

  test("is asked for after each iteration but the last, with the point reached, and ends a quadratic at once", () => {
    const asked: number[] = [];
    const start = new Float64Array(30);
    const alone = minimise(f, none, start, options);
    const helped = minimise(f, none, start, {
      ...options,
      refresh(iteration, x) {
        asked.push(iteration);
        expect(x).toHaveLength(30);
        return iteration === 4 ? diagonal(h) : undefined;
      },
    });
    expect(alone.iterations).toBeGreaterThan(10);
    expect(helped).toMatchObject({ iterations: 5, converged: true });
    expect(asked).toEqual([1, 2, 3, 4]);
    expectSolution(
      helped,
      h.map((_, i) => i - 15),
      1e-8,
    );
  });
});
