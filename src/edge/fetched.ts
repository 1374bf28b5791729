/** `heddle/edge` in browsers: the kernels are files beside this one, which bundlers find by the form of their addresses. */
import { fetchModule } from "../engine/load-fetched.js";
import { EdgeModel } from "./model.js";
import { once } from "./once.js";

export * from "./names.js";

const plain = once(() => fetchModule(new URL("../predict.wasm", import.meta.url)));
const relaxed = once(() => fetchModule(new URL("../predict-relaxed.wasm", import.meta.url)));

/** The model of a file. Throws FormatError for anything else, EngineError where the kernels cannot be fetched. */
export async function loadModel(bytes: Uint8Array): Promise<EdgeModel> {
  return EdgeModel.load(bytes, await plain(), relaxed);
}
