/** `heddle/edge/slim`: the host brings the compiled `heddle/kernels.wasm`. */
import { EdgeModel } from "./model.js";

export * from "./names.js";

/**
 * The model of a file. `relaxed` may be `heddle/kernels-relaxed.wasm`, with which quantised networks are faster and give the same bits.
 * Throws FormatError for anything else, EngineError unless `module` is `heddle/kernels.wasm`.
 */
export async function loadModel(
  bytes: Uint8Array,
  module: WebAssembly.Module,
  relaxed?: WebAssembly.Module,
): Promise<EdgeModel> {
  return EdgeModel.load(bytes, module, async () => relaxed);
}
