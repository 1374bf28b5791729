/** Obtains the compiled kernels on Node. */
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { EngineError } from "../core/errors.js";
import { hasRelaxedSimd, probeFeatures, requireFeatures } from "./features.js";

/** First major version of V8 whose revectoriser pays: Node 24's. */
const TURBO_V8 = 13;
/**
 * From this major version of V8 on (seen with Node 26) the process ends when a call is compiled without Liftoff's feedback, unless calls
 * may not be inlined. Earlier ones need no such limit, and without it a few kernels are 5 to 8 % faster.
 */
const NO_INLINING_V8 = 14;

const v8Version = () => Number.parseInt(process.versions.v8, 10);

export function turboAvailable(): boolean {
  return v8Version() >= TURBO_V8 && process.arch === "x64";
}

/** V8's own cache of compiled code goes by the bytes: an empty custom section keeps the two kinds of code apart. */
const TURBO_SECTION = Uint8Array.of(0, 6, 5, ...new TextEncoder().encode("turbo"));

/**
 * Compiles the kernels. With `turbo`, V8 joins pairs of 128-bit operations into 256-bit ones. Its optimising compiler alone does that, so
 * it then compiles every function at once, without the baseline tier: code that was checked once is the code that runs. The flags are those
 * of the process, and set only as long as the compilation takes. Measured on two cores: 0.1 s instead of 1 ms, and no warm-up.
 */
export function loadModule(turbo: boolean): WebAssembly.Module {
  requireFeatures(probeFeatures());
  return compileFile("../heddle.wasm", turbo ? compileTurbo : compilePlain);
}

/** Compiles the kernels on relaxed SIMD, in 128-bit code, or gives undefined where V8 has no such instructions (Node 20). */
export function loadRelaxed(): WebAssembly.Module | undefined {
  return hasRelaxedSimd() ? compileFile("../heddle-relaxed.wasm", compilePlain) : undefined;
}

const compilePlain = (bytes: BufferSource) => new WebAssembly.Module(bytes);

function compileFile(
  name: string,
  compile: (bytes: Uint8Array<ArrayBuffer>) => WebAssembly.Module,
): WebAssembly.Module {
  const url = new URL(name, import.meta.url);
  try {
    return compile(readFileSync(url));
  } catch (cause) {
    throw new EngineError(`cannot load the kernels from ${url.pathname}: ${(cause as Error).message}`, { cause });
  }
}

/** Compiles `bytes` with 256-bit operations. */
function compileTurbo(bytes: Uint8Array): WebAssembly.Module {
  const marked = new Uint8Array([...bytes, ...TURBO_SECTION]);
  const mayInline = v8Version() < NO_INLINING_V8;
  setFlagsFromString("--experimental-wasm-revectorize");
  setFlagsFromString("--no-liftoff");
  if (!mayInline) setFlagsFromString("--no-wasm-inlining");
  setFlagsFromString("--no-wasm-lazy-compilation");
  try {
    return new WebAssembly.Module(marked);
  } finally {
    if (!mayInline) setFlagsFromString("--wasm-inlining");
    setFlagsFromString("--wasm-lazy-compilation");
    setFlagsFromString("--liftoff");
    setFlagsFromString("--no-experimental-wasm-revectorize");
  }
}
