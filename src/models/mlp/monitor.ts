/** What is decided at the end of an epoch: has it improved, which rate comes next, is it time to stop. */
import type { EpochRecord } from "./history.js";
import type { MLPParams } from "./options.js";
import { inverseScaling, rateAfterStall } from "./schedule.js";

/** The stopping rule's memory; it goes on in a warm start. Plain data. */
export interface MonitorState {
  /** Epochs in all. */
  nIter: number;
  /** Training rows met in all. */
  t: number;
  /** Best value so far of what is watched (a loss, or minus an accuracy). */
  best: number;
  bestEpoch: number;
  /** Epochs in a row that did not improve by tol. */
  stalled: number;
  bestLoss: number;
}

export const NEW_MONITOR: MonitorState = {
  nIter: 0,
  t: 0,
  best: Number.POSITIVE_INFINITY,
  bestEpoch: 0,
  stalled: 0,
  bestLoss: Number.POSITIVE_INFINITY,
};

export interface Verdict {
  readonly improved: boolean;
  readonly stop: boolean;
  /** Rate of the next epoch. */
  readonly rate: number;
}

/** Same rules as scikit-learn's. Changes `state`. */
export function judgeEpoch(
  state: MonitorState,
  record: EpochRecord,
  rate: number,
  rows: number,
  params: MLPParams,
): Verdict {
  const value = watched(record, params);
  state.nIter = record.epoch;
  state.t += rows;
  state.bestLoss = Math.min(state.bestLoss, record.loss);
  state.stalled = value > state.best - params.tol ? state.stalled + 1 : 0;
  const improved = value < state.best;
  if (improved) {
    state.best = value;
    state.bestEpoch = record.epoch;
  }
  let next = rate;
  if (params.solver === "sgd" && params.learningRate === "invscaling") {
    next = inverseScaling(params.learningRateInit, state.t, params.powerT);
  }
  if (state.stalled <= params.nIterNoChange) return { improved, stop: false, rate: next };
  const lower = rateAfterStall(next, params);
  if (lower !== undefined) state.stalled = 0;
  return { improved, stop: lower === undefined, rate: lower ?? next };
}

function watched(record: EpochRecord, { earlyStopping, monitor }: MLPParams): number {
  if (!earlyStopping) return record.loss;
  return monitor === "validationLoss" ? record.validationLoss! : -record.validationAccuracy!;
}
