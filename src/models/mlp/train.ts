/** The caller's side of a fit: puts data and weights into the shared memory, hands out the task, takes the weights back. */
import type { FitOptions, TrainingSet } from "../../core/estimator.js";
import type { Matrix } from "../../core/matrix.js";
import { Random } from "../../core/random.js";
import type { Runtime } from "../../engine/runtime.js";
import { barrierAbandon } from "../../kernels/barrier.js";
import { type Panels, unpackPanels } from "../../kernels/panels.js";
import { type FeatureTensor, view, type Workspace, withWorkspace } from "../../kernels/tensor.js";
import { stratifiedHoldout } from "../holdout.js";
import type { EpochRecord } from "./history.js";
import type { Weights } from "./init.js";
import type { MonitorState } from "./monitor.js";
import type { Activation } from "./network.js";
import type { MLPParams } from "./options.js";
import { createPlan, type RowSet, type TrainPlan } from "./plan.js";
import { mlpTrainTask, type TrainReport, type TrainSummary } from "./train-task.js";

const HOLDOUT_STREAM = 2;

export interface TrainRequest {
  readonly data: TrainingSet;
  readonly validation?: { readonly X: Matrix; readonly codes: Int32Array };
  readonly params: MLPParams;
  readonly activation: Activation;
  readonly seed: number;
  /** Where to start. */
  readonly weights: Weights;
  readonly monitor: MonitorState;
}

export interface TrainOutcome extends TrainSummary {
  readonly weights: Weights;
}

export interface TrainHooks extends FitOptions {
  readonly onEpoch?: (record: EpochRecord) => void;
}

export function trainNetwork(runtime: Runtime, request: TrainRequest, hooks: TrainHooks): Promise<TrainOutcome> {
  const { engine, executor } = runtime;
  return withWorkspace(engine, async (workspace) => {
    const { params, activation, seed, weights, monitor } = request;
    const sets = rowSets(workspace, request);
    const { concurrency } = executor;
    const plan = createPlan(workspace, { params, activation, seed, weights, monitor, concurrency, ...sets });
    const parts = Array.from({ length: plan.barrier.size }, (_, rank) => ({ plan, rank }));
    const [summary] = await executor.map(mlpTrainTask, parts, {
      signal: hooks.signal,
      onReport: (value) => forwardReport(value as TrainReport, params, hooks),
      together: { abandon: () => barrierAbandon(engine, plan.barrier) },
    });
    return { ...summary, weights: readWeights(workspace, plan) };
  });
}

/** Training and validation rows: of two matrices if the caller gave one for validation, else held out of the one. */
function rowSets(workspace: Workspace, { data, validation, params, seed }: TrainRequest) {
  const X = workspace.putMatrix(data.X);
  const codes = workspace.put("i32", data.codes);
  const set = (features: FeatureTensor, labels: typeof codes, rows: Int32Array): RowSet => ({
    X: features,
    codes: labels,
    index: workspace.put("i32", rows),
  });
  const all = (rows: number) => Int32Array.from({ length: rows }, (_, i) => i);
  if (validation) {
    const held = set(workspace.putMatrix(validation.X), workspace.put("i32", validation.codes), all(validation.X.rows));
    return { train: set(X, codes, all(data.X.rows)), validation: held };
  }
  if (!params.earlyStopping) return { train: set(X, codes, all(data.X.rows)) };
  const random = new Random(seed, HOLDOUT_STREAM);
  const split = stratifiedHoldout(data.codes, data.classes.length, params.validationFraction, random);
  return { train: set(X, codes, split.train), validation: set(X, codes, split.validation) };
}

function forwardReport(report: TrainReport, { maxIter }: MLPParams, hooks: TrainHooks): void {
  const progress = (done: number, value: number) => hooks.onProgress?.({ done, total: maxIter, unit: "epochs", value });
  if (report.kind === "epoch") {
    hooks.onEpoch?.(report.record);
    progress(report.done, report.record.loss);
  } else progress(report.done, report.loss);
}

/** The weights of the best epoch if they were kept, else of the last, as they are to be predicted with. */
function readWeights(workspace: Workspace, plan: TrainPlan): Weights {
  const { engine } = workspace;
  const layers = plan.layers.map((layer) => layer.best ?? layer.shown);
  const rowMajor = (W: Panels) => {
    const rows = workspace.alloc("f32", W.rows, W.cols);
    unpackPanels(engine, W, rows);
    return view(engine, rows).slice();
  };
  return {
    coefs: layers.map(({ W }) => ({ data: rowMajor(W), rows: W.rows, cols: W.cols })),
    intercepts: layers.map(({ b }) => view(engine, b).slice()),
  };
}
