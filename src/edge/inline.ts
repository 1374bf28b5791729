/** `heddle/edge/inline`, and `heddle/edge` where nothing forbids to compile bytes: the kernels are part of the program's text. */
import kernels from "../predict.wasm?base64";
import { EdgeModel } from "./model.js";

export * from "./names.js";

let compiled: Promise<WebAssembly.Module> | undefined;

/** The model of a file. Throws FormatError for anything else. */
export async function loadModel(bytes: Uint8Array): Promise<EdgeModel> {
  compiled ??= WebAssembly.compile(Uint8Array.from(atob(kernels), (character) => character.charCodeAt(0)));
  return EdgeModel.load(bytes, await compiled);
}
