/** Probes of logistic regression, of its preconditioner, and of stochastic gradient descent. */
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
import { logisticGradientF32, logisticScratchF32, rowLength } from "../logistic-f32.js";
import { type SgdLoss, SgdMachine, type SgdPenalty, SgdSamples, type SgdSettings } from "../sgd.js";
import type { Tensor, Workspace } from "../tensor.js";
import type { Draw, Outcome, Probe } from "./probe.js";

/** More than one block of 64 rows, ragged groups of four features, a pair of panels of four classes and one more, two tiles of five classes. */
const [ROWS, FEATURES, CLASSES] = [75, 37, 10];
/** Side of the factored matrix: tiles of 4 and a few more. */
const SIDE = 28;

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
      passes(workspace, draw, ({ shape, rows, W, scratch }) => [
        logisticScores(workspace.engine, shape, rows.X, W, scoreTensor(workspace, ROWS, shape), scratch),
      ]),
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
    name: "logistic_gradient_f32",
    run: (workspace, draw) =>
      passes(workspace, draw, ({ shape, rows }) => {
        const size = [shape.outputs, rowLength(shape)] as const;
        const [W, G] = [draw.floats(...size), workspace.zeros("f32", ...size)];
        return [logisticGradientF32(workspace.engine, shape, rows, W, G, logisticScratchF32(workspace, shape)), G];
      }),
  },
  {
    name: "weighted_rows",
    run: (workspace, draw) =>
      passes(workspace, draw, ({ rows }) => {
        const out = workspace.alloc("f32", ROWS, FEATURES + 1);
        weightedRows(workspace.engine, rows, 1, out);
        return [out];
      }),
  },
];

/** A matrix whose large diagonal makes it positive definite. */
function definite(draw: Draw): Float64Array {
  const values = draw.numbers(SIDE * SIDE, -1, 1);
  for (let i = 0; i < SIDE; i++) values[i * SIDE + i] += SIDE;
  return values;
}

/** The factor of a matrix, and what `solve` makes of it. */
function factorProbe(
  name: string,
  solve: (workspace: Workspace, draw: Draw, L: Tensor<"f64">, scratch: Tensor<"u8">) => Outcome,
): Probe {
  return {
    name,
    run(workspace, draw) {
      const L = workspace.put("f64", definite(draw), SIDE, SIDE);
      const scratch = choleskyScratch(workspace, SIDE);
      cholesky(workspace.engine, L, scratch);
      return [L, ...solve(workspace, draw, L, scratch)];
    },
  };
}

function triangleProbe(name: string, transposed: boolean): Probe {
  return factorProbe(name, ({ engine }, draw, L, scratch) => {
    const V = draw.doubles(3 * SIDE * 4);
    choleskySolve(engine, L, V, scratch, transposed);
    return [V];
  });
}

const choleskyProbes: readonly Probe[] = [
  factorProbe("cholesky_f64", () => []),
  triangleProbe("cholesky_forward", false),
  triangleProbe("cholesky_backward", true),
];

const VARIANTS: readonly (readonly [SgdLoss, SgdPenalty, Partial<SgdSettings>])[] = [
  ["hinge", "l2", {}],
  ["log_loss", "l2", { average: 5 }],
  ["log_loss", "l1", {}],
  ["squared_hinge", "elasticnet", { schedule: "invscaling", powerT: 0.4 }],
  ["perceptron", "none", { schedule: "constant", average: 1 }],
  ["modified_huber", "l2", { schedule: "adaptive" }],
];

/** Machines that learn together: more than are multiplied at a time. */
const GROUP = 5;

function machines(workspace: Workspace, draw: Draw, variant: (typeof VARIANTS)[number]): SgdMachine[] {
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
  return Array.from({ length: GROUP }, (_, positive) => {
    const start = { coef: draw.numbers(FEATURES, -0.1, 0.1), intercept: 0.25 };
    return new SgdMachine(workspace, positive, settings, start);
  });
}

const sgdProbe: Probe = {
  name: "sgd_epoch",
  run: (workspace, draw) =>
    VARIANTS.flatMap((variant) =>
      draw.features(ROWS, FEATURES).flatMap((X) => {
        const group = machines(workspace, draw, variant);
        const samples = new SgdSamples(workspace, X, draw.codes(ROWS, GROUP), GROUP);
        const order = workspace.put("u32", draw.permutation(ROWS));
        samples.learn(group, order);
        samples.countHits(group, order);
        return group.flatMap((one) => {
          const [now, mean] = [one.current(), one.averaged()];
          return [one.sumLoss, one.hits, now.coef, now.intercept, mean.coef, mean.intercept, one.eta];
        });
      }),
    ),
};

export const linearProbes: readonly Probe[] = [...logisticProbes, ...choleskyProbes, sgdProbe];
