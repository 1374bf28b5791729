/** `heddle/edge/inline`, and `heddle/edge` where nothing forbids to compile bytes: the kernels are part of the program's text. */
import kernels from "../predict.wasm?base64";
import relaxedKernels from "../predict-relaxed.wasm?base64";
import { EdgeModel } from "./model.js";
import { once } from "./once.js";

export * from "./names.js";

const plain = once(() => WebAssembly.compile(decoded(atob(kernels))));
const relaxed = once(() => WebAssembly.compile(decoded(atob(relaxedKernels))));

/** The model of a file. Throws FormatError for anything else. */
export async function loadModel(bytes: Uint8Array): Promise<EdgeModel> {
  return EdgeModel.load(bytes, await plain(), relaxed);
}

/** A plain loop: Uint8Array.from with a function took 4 ms in a fresh process, a third of the time to a first prediction. */
function decoded(characters: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
