/** Weights of fitted networks, kept in the engine's memory between predictions and freed with the estimator. */
import type { Engine } from "../../engine/engine.js";
import { Workspace } from "../../kernels/tensor.js";
import { type ForwardBuffers, forwardBuffers, type MlpState, type Network, putPanels } from "./network.js";

export interface DeviceModel {
  readonly engine: Engine;
  readonly network: Network;
  /** For small predictions in this thread. */
  readonly buffers: ForwardBuffers;
  readonly workspace: Workspace;
  /** Predictions under way; the memory stays as long as there are any. */
  users: number;
}

/** Networks kept at most, so that the hundreds that a search fits and drops do not fill the memory before they are collected. */
const KEPT = 4;

const models = new WeakMap<MlpState, DeviceModel>();
/** Those whose memory is not freed, the one used longest ago first. */
const kept = new Set<DeviceModel>();
/** Not every edge host has it; there the memory lives until others need the place. */
const registry = typeof FinalizationRegistry === "function" ? new FinalizationRegistry<DeviceModel>(drop) : undefined;

/** The state's weights in the memory of `engine`, copied at the first call. Buffers hold `bufferRows` rows. */
export function deviceModel(engine: Engine, state: MlpState, bufferRows: number): DeviceModel {
  const known = models.get(state);
  if (known && kept.has(known) && known.engine === engine) {
    kept.delete(known);
    kept.add(known);
    return known;
  }
  if (known) {
    if (known.users === 0) drop(known);
    registry?.unregister(state);
  }
  const model = place(engine, state, bufferRows);
  models.set(state, model);
  kept.add(model);
  registry?.register(state, model, state);
  const idle = [...kept].filter(({ users }) => users === 0);
  for (const oldest of idle.slice(0, Math.max(0, kept.size - KEPT))) if (oldest !== model) drop(oldest);
  return model;
}

function place(engine: Engine, state: MlpState, bufferRows: number): DeviceModel {
  const workspace = new Workspace(engine);
  const layers = state.coefs.map((W, index) => ({
    W: putPanels(workspace, W),
    rowMajor: workspace.put("f32", W.data, W.rows, W.cols),
    b: workspace.put("f32", state.intercepts[index]),
  }));
  const units = [state.coefs[0].rows, ...state.coefs.map((W) => W.cols)];
  const buffers = forwardBuffers(workspace, units, bufferRows);
  return { engine, network: { layers, activation: state.activation }, buffers, workspace, users: 0 };
}

function drop(model: DeviceModel): void {
  if (kept.delete(model)) model.workspace.release();
}
