/** `heddle/edge` on workerd, where WebAssembly is compiled before the program runs: the import gives a WebAssembly.Module. */
import module from "../predict.wasm";
import { EdgeModel } from "./model.js";

export * from "./names.js";

/** Imported only when they are wanted: a host that does not compile them loses nothing but them. */
const relaxed = async () => (await import("../predict-relaxed.wasm")).default;

/** The model of a file. Throws FormatError for anything else. */
export async function loadModel(bytes: Uint8Array): Promise<EdgeModel> {
  return EdgeModel.load(bytes, module, relaxed);
}
