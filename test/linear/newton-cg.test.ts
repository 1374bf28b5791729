/** The trust-region Newton solver alone, on functions whose minimum is known. */
import { describe, expect, test } from "@jest/globals";
import { minimise, type NewtonResult, type SmoothFunction } from "../../src/models/linear/newton-cg.js";

const options = { tol: 1e-9, maxIter: 100, onIteration: () => {} };

/** ½ (x − c)ᵀ A (x − c), and how often its Hessian was asked for. */
function quadratic(A: number[][], c: number[]) {
  const times = (v: ArrayLike<number>) => A.map((row) => row.reduce((sum, a, j) => sum + a * v[j], 0));
  const counts = { products: 0 };
  const f: SmoothFunction = {
    value(x, gradient) {
      const d = c.map((ci, i) => x[i] - ci);
      gradient.set(times(d));
      return 0.5 * d.reduce((sum, di, i) => sum + di * gradient[i], 0);
    },
    hessian(v, out) {
      counts.products++;
      out.set(times(v));
    },
    diagonal: (out) => out.set(A.map((row, i) => row[i])),
  };
  return { f, counts };
}

function expectSolution({ x }: NewtonResult, expected: number[], error: number): void {
  expect(Math.max(...expected.map((value, i) => Math.abs(x[i] - value)))).toBeLessThan(error);
}

describe("quadratics", () => {
  test("the minimum is found, and value and gradient there are reported", () => {
    const A = [
      [4, 1, 0],
      [1, 3, -1],
      [0, -1, 2],
    ];
    const result = minimise(quadratic(A, [1, -2, 3]).f, new Float64Array(3), options);
    expect(result.converged).toBe(true);
    expect(result.gradientMax).toBeLessThanOrEqual(options.tol);
    expectSolution(result, [1, -2, 3], 1e-8);
    expect(result.value).toBeCloseTo(0, 15);
  });

  test("curvatures from 1e-4 to 1e6 along the axes are no obstacle", () => {
    const size = 21;
    const A = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) => (i === j ? 10 ** (i / 2 - 4) : 0)),
    );
    const c = A.map((_, i) => i - 10);
    const result = minimise(quadratic(A, c).f, new Float64Array(size), { ...options, maxIter: 1000 });
    expect(result.converged).toBe(true);
    expectSolution(result, c, 1e-4);
  });

  test("nothing is done at the minimum", () => {
    const { f, counts } = quadratic([[2]], [5]);
    const result = minimise(f, Float64Array.of(5), options);
    expect(result).toMatchObject({ iterations: 0, converged: true, gradientMax: 0 });
    expect(counts.products).toBe(0);
  });
});

describe("an ill-conditioned convex function", () => {
  /** Σ 10^k · log cosh(x_k − 1) + ¼ (Σ x)⁴: far from quadratic, curvatures six decades apart. */
  const scales = [1e-3, 1e-1, 1, 1e1, 1e3];
  const point = { x: new Float64Array(scales.length) };
  const f: SmoothFunction = {
    value(x, gradient) {
      point.x = x.slice();
      const total = x.reduce((sum, xi) => sum + xi, 0);
      scales.forEach((scale, i) => {
        gradient[i] = scale * Math.tanh(x[i] - 1) + total ** 3;
      });
      return scales.reduce((sum, scale, i) => sum + scale * logCosh(x[i] - 1), 0.25 * total ** 4);
    },
    hessian(v, out) {
      const total = point.x.reduce((sum, xi) => sum + xi, 0);
      const along = 3 * total ** 2 * v.reduce((sum, vi) => sum + vi, 0);
      scales.forEach((scale, i) => {
        out[i] = (scale * v[i]) / Math.cosh(point.x[i] - 1) ** 2 + along;
      });
    },
    diagonal(out) {
      const total = point.x.reduce((sum, xi) => sum + xi, 0);
      scales.forEach((scale, i) => {
        out[i] = scale / Math.cosh(point.x[i] - 1) ** 2 + 3 * total ** 2;
      });
    },
  };

  function logCosh(x: number): number {
    const a = Math.abs(x);
    return a + Math.log1p(Math.exp(-2 * a)) - Math.LN2;
  }

  test("is minimised from near and far, and never rises on the way", () => {
    for (const start of [0, 3, -20]) {
      const values: number[] = [];
      const result = minimise(f, new Float64Array(scales.length).fill(start), {
        tol: 1e-10,
        maxIter: 500,
        onIteration: (_, value) => values.push(value),
      });
      expect(result.converged).toBe(true);
      expect(values).toHaveLength(result.iterations);
      expect(values).toEqual([...values].sort((a, b) => b - a));
      const gradient = new Float64Array(scales.length);
      f.value(result.x, gradient);
      expect(Math.max(...gradient.map(Math.abs))).toBe(result.gradientMax);
    }
  });

  test("maxIter ends the search with what was reached", () => {
    const start = new Float64Array(scales.length).fill(-20);
    const result = minimise(f, start, { ...options, maxIter: 2 });
    expect(result).toMatchObject({ iterations: 2, converged: false });
    expect(result.gradientMax).toBeGreaterThan(options.tol);
    expect(result.value).toBeLessThan(f.value(start, new Float64Array(scales.length)));
  });

  test("a tolerance below rounding ends without convergence instead of going on for ever", () => {
    const start = new Float64Array(scales.length).fill(3);
    const result = minimise(f, start, { ...options, tol: 1e-300, maxIter: 10000 });
    expect(result.converged || result.iterations < 10000).toBe(true);
    expect(result.gradientMax).toBeLessThan(1e-9);
  });

  test("an error thrown from onIteration gets through", () => {
    const stop = () => {
      throw new RangeError("enough");
    };
    expect(() => minimise(f, new Float64Array(scales.length), { ...options, onIteration: stop })).toThrow("enough");
  });
});
