/** `heddle/edge` in browsers: the kernels are a file beside this one, which bundlers find by the form of its address. */
import { fetchModule } from "../engine/load-fetched.js";
import { EdgeModel } from "./model.js";

export * from "./names.js";

let compiled: Promise<WebAssembly.Module> | undefined;

/** The model of a file. Throws FormatError for anything else, EngineError where the kernels cannot be fetched. */
export async function loadModel(bytes: Uint8Array): Promise<EdgeModel> {
  compiled ??= fetchModule(new URL("../predict.wasm", import.meta.url));
  // What failed may work the next time.
  compiled.catch(() => {
    compiled = undefined;
  });
  return EdgeModel.load(bytes, await compiled);
}
