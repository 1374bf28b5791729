/** `heddle/edge` on edge runtimes that compile `.wasm?module` before the program runs, as Vercel does. */
import module from "../predict.wasm?module";
import { EdgeModel } from "./model.js";

export * from "./names.js";

/** The model of a file. Throws FormatError for anything else. */
export async function loadModel(bytes: Uint8Array): Promise<EdgeModel> {
  return EdgeModel.load(bytes, module);
}
