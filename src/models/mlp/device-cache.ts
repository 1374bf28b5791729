/** Weights of fitted networks, kept in the engine's memory between predictions and freed with the estimator. */
import type { Engine } from "../../engine/engine.js";
import { Workspace } from "../../kernels/tensor.js";
import { type ForwardBuffers, forwardBuffers, type Network } from "./network.js";
import type { MlpState } from "./predict.js";

export interface DeviceModel {
  readonly engine: Engine;
  readonly network: Network;
  /** For small predictions in this thread. */
  readonly buffers: ForwardBuffers;
  readonly workspace: Workspace;
}

const models = new WeakMap<MlpState, DeviceModel>();
/** Not every edge host has it; there the memory lives as long as the engine. */
const registry =
  typeof FinalizationRegistry === "function"
    ? new FinalizationRegistry<Workspace>((workspace) => workspace.release())
    : undefined;

/** The state's weights in the memory of `engine`, copied at the first call. Buffers hold `bufferRows` rows. */
export function deviceModel(engine: Engine, state: MlpState, bufferRows: number): DeviceModel {
  const known = models.get(state);
  if (known?.engine === engine) return known;
  known?.workspace.release();
  if (known) registry?.unregister(state);
  const workspace = new Workspace(engine);
  const layers = state.coefs.map((W, index) => ({
    W: workspace.put("f32", W.data, W.rows, W.cols),
    b: workspace.put("f32", state.intercepts[index]),
  }));
  const units = [state.coefs[0].rows, ...state.coefs.map((W) => W.cols)];
  const buffers = forwardBuffers(workspace, units, bufferRows);
  const model = { engine, network: { layers, activation: state.activation }, buffers, workspace };
  models.set(state, model);
  registry?.register(state, workspace, state);
  return model;
}
