/** Obtains the compiled kernels on Node. */
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { EngineError } from "../core/errors.js";
import { probeFeatures, requireFeatures } from "./features.js";

/** First major version of V8 whose revectoriser pays: Node 24's. */
const TURBO_V8 = 13;

export function turboAvailable(): boolean {
  return Number.parseInt(process.versions.v8, 10) >= TURBO_V8 && process.arch === "x64";
}

/** Compiles the kernels. With `turbo`, first asks V8 to join pairs of 128-bit operations (a flag of the whole process). */
export function loadModule(turbo: boolean): WebAssembly.Module {
  requireFeatures(probeFeatures());
  if (turbo) setFlagsFromString("--experimental-wasm-revectorize");
  const url = new URL("../heddle.wasm", import.meta.url);
  try {
    return new WebAssembly.Module(readFileSync(url));
  } catch (cause) {
    throw new EngineError(`cannot load the kernels from ${url.pathname}: ${(cause as Error).message}`, { cause });
  }
}
