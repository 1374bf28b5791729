/**
 * Trust-region Newton with preconditioned conjugate gradients, for smooth convex functions of many variables.
 *
 * Each iteration solves H s = −g roughly (‖r‖ ≤ 0.1 ‖g‖ in the preconditioner's norm) inside a trust region, with one
 * Hessian-vector product a step of conjugate gradients, and takes the step if the function falls about as predicted.
 * Reference: Lin, Weng & Keerthi, Trust region Newton method for logistic regression, JMLR 9 (2008); the preconditioner
 * (1 − a) I + a diag(H), a = 0.01, is Hsia, Chiang & Lin, ACML 2018.
 */

/** A twice differentiable function; `hessian` and `diagonal` refer to the point of the last `value`. */
export interface SmoothFunction {
  /** f(x); its gradient goes to `gradient`. */
  value(x: Float64Array, gradient: Float64Array): number;
  /** H·v to `out`. */
  hessian(v: Float64Array, out: Float64Array): void;
  /** diag(H) to `out`. */
  diagonal(out: Float64Array): void;
}

export interface NewtonOptions {
  /** Stop when no component of the gradient is larger. */
  readonly tol: number;
  readonly maxIter: number;
  /** Called after every iteration; may throw to give up. */
  onIteration(iteration: number, value: number, gradientMax: number): void;
}

export interface NewtonResult {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** Largest |gradient| at x. */
  readonly gradientMax: number;
  readonly converged: boolean;
}

/** Accept a step from this share of the predicted fall on, and change the region's radius at these shares. */
const ETA0 = 1e-4;
const ETA1 = 0.25;
const ETA2 = 0.75;
const CG_TOLERANCE = 0.1;
const PRECONDITIONER_WEIGHT = 0.01;
/** A predicted fall below this share of |f| drowns in the rounding of f: a step is then judged by its gradient. */
const ROUNDING = 1e-11;

export function minimise(f: SmoothFunction, start: Float64Array, options: NewtonOptions): NewtonResult {
  const n = start.length;
  let x = start.slice();
  let gradient = new Float64Array(n);
  let nextGradient = new Float64Array(n);
  const preconditioner = new Float64Array(n);
  let value = f.value(x, gradient);
  let gradientMax = maxAbs(gradient);
  let radius = 0;
  let iterations = 0;
  let stale = true;
  while (gradientMax > options.tol && iterations < options.maxIter) {
    if (stale) setPreconditioner(f, preconditioner);
    const step = trustRegionStep(f, gradient, preconditioner, iterations === 0 ? undefined : radius);
    const candidate = x.map((xi, i) => xi + step.s[i]);
    const nextValue = f.value(candidate, nextGradient);
    const fall = value - nextValue;
    const slope = dot(gradient, step.s);
    const predicted = -0.5 * (slope - dot(step.s, step.residual));
    radius = nextRadius(
      iterations === 0 ? Math.min(step.initialRadius, step.norm) : radius,
      step,
      fall,
      predicted,
      -fall,
      slope,
    );
    iterations++;
    const invisible = predicted <= ROUNDING * Math.abs(value);
    const nextMax = maxAbs(nextGradient);
    const accepted = invisible ? nextMax < gradientMax : fall > ETA0 * predicted;
    if (accepted) {
      x = candidate;
      value = nextValue;
      [gradient, nextGradient] = [nextGradient, gradient];
      gradientMax = nextMax;
    } else if (invisible) break;
    // A refused step leaves the function at another point; go back before the Hessian is asked for again.
    else value = f.value(x, gradient);
    stale = accepted;
    options.onIteration(iterations, value, gradientMax);
  }
  return { x, value, iterations, gradientMax, converged: gradientMax <= options.tol };
}

interface Step {
  readonly s: Float64Array;
  /** −g − H s. */
  readonly residual: Float64Array;
  /** ‖s‖ in the preconditioner's norm. */
  readonly norm: number;
  readonly onBoundary: boolean;
  /** ‖g‖ in the inverse preconditioner's norm: the first radius. */
  readonly initialRadius: number;
}

/** Steihaug's conjugate gradients: stops at the tolerance or where the path leaves the region. */
function trustRegionStep(f: SmoothFunction, gradient: Float64Array, M: Float64Array, radius: number | undefined): Step {
  const n = gradient.length;
  const s = new Float64Array(n);
  const r = gradient.map((g) => -g);
  const z = r.map((ri, i) => ri / M[i]);
  const d = z.slice();
  const Hd = new Float64Array(n);
  let zr = dot(z, r);
  const initialRadius = Math.sqrt(zr);
  const limit = radius ?? initialRadius;
  const target = CG_TOLERANCE * initialRadius;
  let onBoundary = false;
  for (let i = 0; i < n && Math.sqrt(zr) > target && !onBoundary; i++) {
    f.hessian(d, Hd);
    let alpha = zr / dot(d, Hd);
    axpy(alpha, d, s);
    if (normM(s, M) > limit) {
      axpy(-alpha, d, s);
      alpha = toBoundary(s, d, M, limit);
      axpy(alpha, d, s);
      onBoundary = true;
    }
    axpy(-alpha, Hd, r);
    for (let j = 0; j < n; j++) z[j] = r[j] / M[j];
    const next = dot(z, r);
    const beta = next / zr;
    zr = next;
    for (let j = 0; j < n; j++) d[j] = z[j] + beta * d[j];
  }
  return { s, residual: r, norm: normM(s, M), onBoundary, initialRadius };
}

/** The α ≥ 0 at which ‖s + α d‖ = limit. */
function toBoundary(s: Float64Array, d: Float64Array, M: Float64Array, limit: number): number {
  let sd = 0;
  let dd = 0;
  let ss = 0;
  for (let i = 0; i < s.length; i++) {
    sd += s[i] * M[i] * d[i];
    dd += d[i] * M[i] * d[i];
    ss += s[i] * M[i] * s[i];
  }
  const gap = limit * limit - ss;
  const root = Math.sqrt(sd * sd + dd * gap);
  return sd >= 0 ? gap / (sd + root) : (root - sd) / dd;
}

/** The radius rules of the reference. */
function nextRadius(radius: number, step: Step, fall: number, predicted: number, rise: number, slope: number): number {
  const { norm } = step;
  const alpha = rise - slope <= 0 ? 4 : Math.max(0.25, -0.5 * (slope / (rise - slope)));
  if (fall < ETA0 * predicted) return Math.min(alpha * norm, 0.5 * radius);
  if (fall < ETA1 * predicted) return Math.max(0.25 * radius, Math.min(alpha * norm, 0.5 * radius));
  if (fall < ETA2 * predicted) return Math.max(0.25 * radius, Math.min(alpha * norm, 4 * radius));
  return step.onBoundary ? 4 * radius : Math.max(radius, Math.min(alpha * norm, 4 * radius));
}

function setPreconditioner(f: SmoothFunction, M: Float64Array): void {
  f.diagonal(M);
  for (let i = 0; i < M.length; i++) M[i] = 1 - PRECONDITIONER_WEIGHT + PRECONDITIONER_WEIGHT * M[i];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function axpy(alpha: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i] += alpha * x[i];
}

function normM(s: Float64Array, M: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < s.length; i++) sum += s[i] * M[i] * s[i];
  return Math.sqrt(sum);
}

function maxAbs(values: Float64Array): number {
  let top = 0;
  for (const value of values) top = Math.max(top, Math.abs(value));
  return top;
}
