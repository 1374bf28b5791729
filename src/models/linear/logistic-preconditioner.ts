/**
 * Preconditioners for the objective of logistic regression, the same for all classes, so that coefficients that start with a sum of
 * zero over the classes keep it.
 */
import { cholesky, choleskyScratch, choleskySolve } from "../../kernels/cholesky.js";
import { type PanelShape, panelIndex } from "../../kernels/logistic.js";
import { type Tensor, view, type Workspace } from "../../kernels/tensor.js";
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

/** The Cholesky factor of the whole matrix; `gram` is features + 1 squared, its lower triangle is read. */
export function gramPreconditioner(workspace: Workspace, curvature: Curvature, gram: Tensor<"f32">): Preconditioner {
  const { engine } = workspace;
  const { shape, penalty } = curvature;
  const { features, cols } = shape;
  const L = workspace.zeros("f64", cols, cols);
  const v = workspace.alloc("f64", shape.length);
  const scratch = choleskyScratch(workspace, cols);
  const scale = scaleOf(curvature);
  const products = view(engine, gram);
  const matrix = view(engine, L);
  for (let i = 0; i <= features; i++) {
    for (let j = 0; j <= i; j++) matrix[i * cols + j] = scale * products[i * (features + 1) + j];
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
  };
  return { forward: (values) => solve(values, false), backward: (values) => solve(values, true) };
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
