/**
 * `heddle/edge` on edge runtimes that compile `.wasm?module` before the program runs, as Vercel does. They compile every one that a program
 * names, on the developer's Node too, so that there is none of relaxed SIMD here: Node 20 would not start.
 */
import module from "../predict.wasm?module";
import { EdgeModel } from "./model.js";

export * from "./names.js";

/** The model of a file. Throws FormatError for anything else. */
export async function loadModel(bytes: Uint8Array): Promise<EdgeModel> {
  return EdgeModel.load(bytes, module);
}
