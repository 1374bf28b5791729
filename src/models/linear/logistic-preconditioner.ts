/**
 * Preconditioners for the objective of logistic regression. None prefers a class, so that coefficients that start with a sum of zero
 * over the classes keep it.
 */
import { cholesky, choleskyScratch, choleskySolve } from "../../kernels/cholesky.js";
import { PANEL_WIDTH, type PanelShape, panelIndex } from "../../kernels/logistic.js";
import { type Tensor, view, type Workspace } from "../../kernels/tensor.js";
import { classFactor, solveClasses } from "./class-factor.js";
import type { Preconditioner } from "./lbfgs.js";

/** What a penalised curvature matrix is made of: C · curvature · Xᵀ · weight · X + penalty · I. */
export interface Curvature {
  readonly shape: PanelShape;
  readonly C: number;
  readonly penalty: 0 | 1;
}

/** Added to the diagonal, as a share of it: above the rounding of sums in f32. */
const RIDGE = 1e-6;

/** p (1 − p) where the classes are equally likely: at coefficients of zero the matrix is the Hessian of each class. */
function scaleOf({ shape, C }: Curvature): number {
  return shape.outputs === 1 ? C / 4 : C / shape.outputs;
}

/**
 * (C · gram + penalty / c · I) ⊗ A by their factors; `gram` is features + 1 squared, its lower triangle is read. A is c · I with
 * c = p (1 − p) at first; later the matrix of the confused classes (logistic-curvature.ts), whose trace is 1 = c · outputs.
 */
export function gramPreconditioner(
  workspace: Workspace,
  curvature: Curvature,
  gram: Tensor<"f32">,
  confusion?: Float64Array,
): Preconditioner {
  const { engine } = workspace;
  const { shape, C, penalty } = curvature;
  const { features, cols, outputs } = shape;
  const L = workspace.zeros("f64", cols, cols);
  const v = workspace.alloc("f64", shape.length);
  const scratch = choleskyScratch(workspace, cols);
  const share = confusion ? 1 / outputs : scaleOf(curvature) / C;
  const S = confusion && classFactor(confusion, outputs);
  const products = view(engine, gram);
  const matrix = view(engine, L);
  for (let i = 0; i <= features; i++) {
    for (let j = 0; j <= i; j++) matrix[i * cols + j] = C * share * products[i * (features + 1) + j];
  }
  for (let i = 0; i < cols; i++) {
    const diagonal = matrix[i * cols + i] * (1 + RIDGE) + (i < features ? penalty : 0);
    matrix[i * cols + i] = diagonal > 0 ? diagonal : 1;
  }
  cholesky(engine, L, scratch);
  const solve = (values: Float64Array, transposed: boolean) => {
    view(engine, v).set(values);
    choleskySolve(engine, L, v, scratch, transposed);
    values.set(view(engine, v));
    if (S) mixClasses(shape, S, share, values, transposed);
  };
  return { forward: (values) => solve(values, false), backward: (values) => solve(values, true) };
}

/** The class side of a solve, feature by feature: with the factor of A / share. */
function mixClasses(shape: PanelShape, S: Float64Array, share: number, values: Float64Array, transposed: boolean) {
  const { outputs, features } = shape;
  const places = Int32Array.from({ length: outputs }, (_, output) => panelIndex(shape, output, 0));
  const root = Math.sqrt(share);
  const row = new Float64Array(outputs);
  for (let feature = 0; feature <= features; feature++) {
    const from = feature * PANEL_WIDTH;
    for (let k = 0; k < outputs; k++) row[k] = root * values[places[k] + from];
    solveClasses(S, row, transposed);
    for (let k = 0; k < outputs; k++) values[places[k] + from] = row[k];
  }
}

/** The diagonal of the matrix alone; `squares` holds Σ weight · X² a feature, and for the intercept. */
export function diagonalPreconditioner(curvature: Curvature, squares: Float64Array): Preconditioner {
  const { shape, penalty } = curvature;
  const scale = scaleOf(curvature);
  const roots = new Float64Array(shape.length).fill(1);
  squares.forEach((square, feature) => {
    const diagonal = scale * square + (feature < shape.features ? penalty : 0);
    for (let output = 0; output < shape.outputs; output++) {
      roots[panelIndex(shape, output, feature)] = diagonal > 0 ? Math.sqrt(diagonal) : 1;
    }
  });
  const divide = (values: Float64Array) => {
    for (let i = 0; i < values.length; i++) values[i] /= roots[i];
  };
  return { forward: divide, backward: divide };
}
