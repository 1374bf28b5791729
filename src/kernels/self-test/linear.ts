/** Probes of the passes of logistic regression and of stochastic gradient descent. */
import {
  logisticDiagonal,
  logisticGradient,
  logisticHessian,
  logisticScores,
  logisticScratch,
  type PanelShape,
  panelShape,
  type Rows,
  scoreTensor,
} from "../logistic.js";
import { type SgdLoss, SgdMachine, type SgdPenalty, type SgdSettings } from "../sgd.js";
import type { FeatureTensor, Tensor, Workspace } from "../tensor.js";
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
      const P = scoreTensor(workspace, ROWS, shape);
      const rows = { X, codes: draw.codes(ROWS, classes), weights: draw.doubles(ROWS, 1, 0.5, 2), P };
      const scratch = logisticScratch(workspace, shape);
      return [...pass({ shape, rows, W: draw.doubles(shape.length), scratch })];
    });
  });
}

/** A gradient, and after it what another pass makes of its probabilities. */
function afterGradient(name: string, next: (workspace: Workspace, given: Pass, G: Tensor<"f64">) => void): Probe {
  return {
    name,
    run: (workspace, draw) =>
      passes(workspace, draw, (given) => {
        const { shape, rows, W, scratch } = given;
        const [first, G] = [workspace.zeros("f64", shape.length), workspace.zeros("f64", shape.length)];
        const loss = logisticGradient(workspace.engine, shape, rows, W, first, scratch);
        next(workspace, given, G);
        return [loss, first, G];
      }),
  };
}

const logisticProbes: readonly Probe[] = [
  {
    name: "logistic_scores",
    run: (workspace, draw) =>
      passes(workspace, draw, ({ shape, rows, W, scratch }) => [
        logisticScores(workspace.engine, shape, rows.X, W, rows.P, scratch),
      ]),
  },
  afterGradient("logistic_gradient", () => {}),
  afterGradient("logistic_hessian", ({ engine }, { shape, rows, W, scratch }, G) =>
    logisticHessian(engine, shape, rows, W, G, scratch),
  ),
  afterGradient("logistic_diagonal", ({ engine }, { shape, rows, scratch }, G) =>
    logisticDiagonal(engine, shape, rows, G, scratch),
  ),
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

export const linearProbes: readonly Probe[] = [...logisticProbes, sgdProbe];
