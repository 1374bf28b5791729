/** Weights of fitted networks, kept in the engine's memory between predictions and freed with the estimator. */
import type { Engine } from "../../engine/engine.js";
import { Workspace } from "../../kernels/tensor.js";
import { type MlpState, type PlacedNetwork, placeNetwork } from "./network.js";

/** The buffers are for small predictions in this thread. */
export interface DeviceModel extends PlacedNetwork {
  readonly engine: Engine;
  readonly workspace: Workspace;
  /** Predictions under way; the memory stays as long as there are any. */
  users: number;
}

/** Networks kept at most, so that the hundreds that a search fits and drops do not fill the memory before they are collected. */
const KEPT = 4;

const models = new WeakMap<MlpState, DeviceModel>();
/** Those whose memory is not freed, the one used longest ago first. */
const kept = new Set<DeviceModel>();
/** Not every host has it; there the memory lives until others need the place. */
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
  return { engine, ...placeNetwork(workspace, state, bufferRows), workspace, users: 0 };
}

function drop(model: DeviceModel): void {
  if (kept.delete(model)) model.workspace.release();
}
