/**
 * A step length for a convex function that satisfies the strong Wolfe conditions.
 *
 * The slope of a convex function rises along a line: too steep a slope bounds the step from below, anything else that is wrong
 * bounds it from above, and the root of the slopes' secant is tried next.
 * Reference: Nocedal & Wright, Numerical Optimization, 2nd ed. 2006, section 3.1.
 */
import { dot, moved } from "./vectors.js";

export interface SmoothFunction {
  /** f(x); its gradient goes to `gradient`. */
  value(x: Float64Array, gradient: Float64Array): number;
  /** Changes below this share of |f| are rounding: there the slopes decide alone. Default 1e-12. */
  readonly rounding?: number;
}

export interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

/** The function has to fall by this share of what its first slope promises, and the slope to this share of the first. */
const ARMIJO = 1e-4;
const CURVATURE = 0.9;
const ROUNDING = 1e-12;
const MAX_TRIALS = 40;
const GROWTH = 4;
/** The next trial keeps this share of the bracket from its ends. */
const MARGIN = 0.1;

interface Bracket {
  low: number;
  lowSlope: number;
  high: number;
  highSlope: number;
}

/** The point at `from` + alpha · step; undefined if the step does not lead down. */
export function lineSearch(
  f: SmoothFunction,
  from: Point,
  step: Float64Array,
): { readonly alpha: number; readonly point: Point } | undefined {
  const first = dot(from.gradient, step);
  if (!(first < 0)) return undefined;
  const rounding = (f.rounding ?? ROUNDING) * Math.abs(from.value);
  const bracket: Bracket = { low: 0, lowSlope: first, high: Number.POSITIVE_INFINITY, highSlope: 0 };
  for (let trial = 0, alpha = 1; trial < MAX_TRIALS; trial++, alpha = nextTrial(bracket)) {
    const x = moved(from.x, alpha, step);
    const gradient = new Float64Array(x.length);
    const value = f.value(x, gradient);
    const slope = dot(gradient, step);
    const fell = value <= from.value + ARMIJO * alpha * first + rounding;
    if (!fell || !(slope <= -CURVATURE * first)) Object.assign(bracket, { high: alpha, highSlope: slope });
    else if (slope < CURVATURE * first) Object.assign(bracket, { low: alpha, lowSlope: slope });
    else return { alpha, point: { x, value, gradient } };
  }
  return undefined;
}

function nextTrial({ low, lowSlope, high, highSlope }: Bracket): number {
  if (high === Number.POSITIVE_INFINITY) return GROWTH * low;
  const width = high - low;
  const root = highSlope > 0 ? lowSlope / (lowSlope - highSlope) : 0.5;
  return low + width * Math.min(1 - MARGIN, Math.max(MARGIN, root));
}
