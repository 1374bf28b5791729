/** Probes of the passes and the factor of logistic regression, and of stochastic gradient descent. */
import { cholesky, choleskyScratch, choleskySolve } from "../cholesky.js";
import {
  logisticGradient,
  logisticScores,
  logisticScratch,
  type PanelShape,
  panelShape,
  type Rows,
  scoreTensor,
  weightedRows,
} from "../logistic.js";
import { type SgdLoss, SgdMachine, type SgdPenalty, type SgdSettings } from "../sgd.js";
import { type FeatureTensor, type Tensor, view, type Workspace } from "../tensor.js";
import type { Draw, Outcome, Probe } from "./probe.js";

/** More than one block of 64 rows, ragged groups of four features and of four classes. */
const [ROWS, FEATURES, CLASSES] = [75, 37, 6];

interface Pass {
  readonly shape: PanelShape;
  readonly rows: Rows;
  readonly W: Tensor<"f64">;
  readonly scratch: Tensor<"u8">;
}

/** Runs `pass` for two and for more classes, on bytes and on floats. */
function passes(workspace: Workspace, draw: Draw, pass: (given: Pass) => Outcome): Outcome {
  return [2, CLASSES].flatMap((classes) => {
    const shape = panelShape(FEATURES, classes === 2 ? 1 : classes);
    return draw.features(ROWS, FEATURES).flatMap((X) => {
      const rows = { X, codes: draw.codes(ROWS, classes), weights: draw.doubles(ROWS, 1, 0.5, 2) };
      const scratch = logisticScratch(workspace, shape);
      return [...pass({ shape, rows, W: draw.doubles(shape.length), scratch })];
    });
  });
}

const logisticProbes: readonly Probe[] = [
  {
    name: "logistic_scores",
    run: (workspace, draw) =>
      passes(workspace, draw, ({ shape, rows, W, scratch }) => {
        const Z = scoreTensor(workspace, ROWS, shape);
        return [logisticScores(workspace.engine, shape, rows.X, W, Z, scratch)];
      }),
  },
  {
    name: "logistic_gradient",
    run: (workspace, draw) =>
      passes(workspace, draw, ({ shape, rows, W, scratch }) => {
        const G = workspace.zeros("f64", shape.length);
        return [logisticGradient(workspace.engine, shape, rows, W, G, scratch), G];
      }),
  },
  {
    name: "weighted_rows",
    run: (workspace, draw) =>
      passes(workspace, draw, ({ rows }) =>
        ([0, 1] as const).map((last) => {
          const out = workspace.alloc("f32", ROWS, FEATURES + 1);
          weightedRows(workspace.engine, rows, last, out);
          return out;
        }),
      ),
  },
];

/** Several panels of columns, and a matrix of several tiles. */
const [SIDE, PANELS] = [28, 3];

/** A symmetric matrix whose diagonal outweighs the rest, so that it has a factor, and that factor. */
function factored(workspace: Workspace, draw: Draw): { readonly L: Tensor<"f64">; readonly scratch: Tensor<"u8"> } {
  const L = draw.doubles(SIDE, SIDE);
  const values = view(workspace.engine, L);
  for (let i = 0; i < SIDE; i++) values[i * SIDE + i] = SIDE + i;
  const scratch = choleskyScratch(workspace, SIDE);
  cholesky(workspace.engine, L, scratch);
  return { L, scratch };
}

function solved(name: string, transposed: boolean): Probe {
  return {
    name,
    run(workspace, draw) {
      const { L, scratch } = factored(workspace, draw);
      const V = draw.doubles(SIDE, 4 * PANELS);
      choleskySolve(workspace.engine, L, V, scratch, transposed);
      return [V];
    },
  };
}

const choleskyProbes: readonly Probe[] = [
  { name: "cholesky_f64", run: (workspace, draw) => [factored(workspace, draw).L] },
  solved("cholesky_forward", false),
  solved("cholesky_backward", true),
];

const VARIANTS: readonly (readonly [SgdLoss, SgdPenalty, Partial<SgdSettings>])[] = [
  ["hinge", "l2", {}],
  ["log_loss", "l2", { average: 5 }],
  ["log_loss", "l1", {}],
  ["squared_hinge", "elasticnet", { schedule: "invscaling", powerT: 0.4 }],
  ["perceptron", "none", { schedule: "constant", average: 1 }],
  ["modified_huber", "l2", { schedule: "adaptive" }],
];

function machine(workspace: Workspace, draw: Draw, X: FeatureTensor, variant: (typeof VARIANTS)[number]): SgdMachine {
  const [loss, penalty, changes] = variant;
  const settings: SgdSettings = {
    loss,
    penalty,
    schedule: "optimal",
    alpha: 1e-3,
    l1Ratio: 0.3,
    eta0: 0.01,
    powerT: 0.5,
    fitIntercept: true,
    average: 0,
    positiveWeight: 1.5,
    negativeWeight: 0.75,
    ...changes,
  };
  const start = { coef: draw.numbers(FEATURES, -0.1, 0.1), intercept: 0.25 };
  return new SgdMachine(workspace, X, draw.codes(ROWS, 3), 1, settings, start);
}

const sgdProbe: Probe = {
  name: "sgd_epoch",
  run: (workspace, draw) =>
    VARIANTS.flatMap((variant) =>
      draw.features(ROWS, FEATURES).flatMap((X) => {
        const one = machine(workspace, draw, X, variant);
        const order = workspace.put("u32", draw.permutation(ROWS));
        const loss = one.epoch(order);
        const hits = one.hits(order);
        const [now, mean] = [one.current(), one.averaged()];
        return [loss, hits, now.coef, now.intercept, mean.coef, mean.intercept, one.eta];
      }),
    ),
};

export const linearProbes: readonly Probe[] = [...logisticProbes, ...choleskyProbes, sgdProbe];
