/** Weights of fitted networks, kept in the engine's memory between predictions and freed with the estimator. */
import type { Engine } from "../../engine/engine.js";
import { filledWorkspace, type Workspace } from "../../kernels/tensor.js";

/** A network as `P` in the memory of `engine`, with buffers for small predictions in this thread. */
export interface DeviceModel<P> {
  readonly placed: P;
  readonly engine: Engine;
  readonly workspace: Workspace;
  /** Predictions under way; the memory stays as long as there are any. */
  users: number;
}

/** Networks kept at most, so that the hundreds that a search fits and drops do not fill the memory before they are collected. */
const KEPT = 4;

type AnyModel = DeviceModel<unknown>;

const models = new WeakMap<object, AnyModel>();
/** Those whose memory is not freed, the one used longest ago first. */
const kept = new Set<AnyModel>();
/** Not every host has it; there the memory lives until others need the place. */
const registry = typeof FinalizationRegistry === "function" ? new FinalizationRegistry<AnyModel>(drop) : undefined;

/** The state's weights in the memory of `engine`, where `place` puts them at the first call; every state has one way to be placed. */
export function deviceModel<S extends object, P>(
  engine: Engine,
  state: S,
  place: (workspace: Workspace, state: S) => P,
): DeviceModel<P> {
  const known = models.get(state) as DeviceModel<P> | undefined;
  if (known && kept.has(known) && known.engine === engine) {
    kept.delete(known);
    kept.add(known);
    return known;
  }
  if (known) {
    if (known.users === 0) drop(known);
    registry?.unregister(state);
  }
  const { workspace, filled: placed } = filledWorkspace(engine, (empty) => place(empty, state));
  const model = { engine, placed, workspace, users: 0 };
  models.set(state, model);
  kept.add(model);
  registry?.register(state, model, state);
  const idle = [...kept].filter(({ users }) => users === 0);
  for (const oldest of idle.slice(0, Math.max(0, kept.size - KEPT))) if (oldest !== model) drop(oldest);
  return model;
}

function drop(model: AnyModel): void {
  if (kept.delete(model)) model.workspace.release();
}
