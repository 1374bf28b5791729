/**
 * L-BFGS with a preconditioner, for smooth convex functions of many variables.
 *
 * With M = L·Lᵀ near the Hessian, the variables u = Lᵀx have a Hessian L⁻¹ H L⁻ᵀ near the identity; the method of Liu & Nocedal
 * (Mathematical Programming 45, 1989) works on u, the caller sees x alone.
 * Reference: Nocedal & Wright, Numerical Optimization, 2nd ed. 2006, algorithm 7.4, with H⁰ of equation 7.20.
 */
import { lineSearch, type Point, type SmoothFunction } from "./line-search.js";
import { addScaled, dot, maxAbs, moved, scaled } from "./vectors.js";

export interface Preconditioner {
  /** v ← L⁻¹ v */
  forward(v: Float64Array): void;
  /** v ← L⁻ᵀ v */
  backward(v: Float64Array): void;
}

export interface LbfgsOptions {
  /** Stop when no component of the gradient is larger. */
  readonly tol: number;
  readonly maxIter: number;
  /** Asked after every iteration that is not the last; what it gives replaces the preconditioner, and what is remembered is dropped. */
  refresh?(iteration: number, x: Float64Array): Preconditioner | undefined;
  /** Called after every iteration; may throw to give up. */
  onIteration(iteration: number, value: number, gradientMax: number): void;
}

export interface LbfgsResult {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** Largest |gradient| at x. */
  readonly gradientMax: number;
  readonly converged: boolean;
}

/** Steps that are remembered. */
const MEMORY = 10;
/** Iterations without a lower value or a smaller gradient than ever before, after which only rounding is left. */
const PATIENCE = 20;

export function minimise(
  f: SmoothFunction,
  first: Preconditioner,
  start: Float64Array,
  options: LbfgsOptions,
): LbfgsResult {
  const x = start.slice();
  const gradient = new Float64Array(x.length);
  let point: Point = { x, gradient, value: f.value(x, gradient) };
  let preconditioner = first;
  let slope = whitened(preconditioner, point);
  let history: Pair[] = [];
  let iterations = 0;
  let gradientMax = maxAbs(point.gradient);
  let best = { value: point.value, gradientMax, iteration: 0 };
  while (gradientMax > options.tol && iterations < options.maxIter) {
    const direction = descent(slope, history);
    const step = direction.slice();
    preconditioner.backward(step);
    const found = lineSearch(f, point, step);
    if (!found) {
      // What is remembered may be spoilt by rounding; if not even the gradient leads down, this is the minimum in f64.
      if (history.length === 0) break;
      history = [];
      continue;
    }
    point = found.point;
    gradientMax = maxAbs(point.gradient);
    const next = whitened(preconditioner, point);
    history = remember(history, scaled(found.alpha, direction), moved(next, -1, slope));
    slope = next;
    options.onIteration(++iterations, point.value, gradientMax);
    if (point.value < best.value || gradientMax < best.gradientMax) {
      const { value } = point;
      best = {
        value: Math.min(value, best.value),
        gradientMax: Math.min(gradientMax, best.gradientMax),
        iteration: iterations,
      };
    } else if (iterations - best.iteration >= PATIENCE) break;
    const fresh = gradientMax > options.tol ? options.refresh?.(iterations, point.x) : undefined;
    if (fresh) {
      preconditioner = fresh;
      slope = whitened(preconditioner, point);
      history = [];
    }
  }
  return { x: point.x, value: point.value, iterations, gradientMax, converged: gradientMax <= options.tol };
}

/** A step and the change of the gradient along it, in the preconditioned variables. */
interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  /** sᵀy > 0. */
  readonly sy: number;
}

function remember(history: readonly Pair[], s: Float64Array, y: Float64Array): Pair[] {
  const sy = dot(s, y);
  return sy > 0 ? [...history.slice(1 - MEMORY), { s, y, sy }] : [...history];
}

function whitened(preconditioner: Preconditioner, { gradient }: Point): Float64Array {
  const slope = gradient.slice();
  preconditioner.forward(slope);
  return slope;
}

/** −H·gradient by the two loops over the remembered pairs. */
function descent(gradient: Float64Array, history: readonly Pair[]): Float64Array {
  let q = scaled(-1, gradient);
  const last = history.at(-1);
  const alphas = history.map(() => 0);
  for (let k = history.length - 1; k >= 0; k--) {
    const { s, y, sy } = history[k];
    alphas[k] = dot(s, q) / sy;
    addScaled(q, -alphas[k], y);
  }
  if (last) q = scaled(last.sy / dot(last.y, last.y), q);
  for (const [k, { s, y, sy }] of history.entries()) addScaled(q, alphas[k] - dot(y, q) / sy, s);
  return q;
}
