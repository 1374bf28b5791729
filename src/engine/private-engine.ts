/** An engine on a memory of its own, which no other thread sees: for hosts that only predict. */
import { EngineError } from "../core/errors.js";
import { Arena } from "./arena.js";
import type { Engine } from "./engine.js";
import { withRelaxed } from "./relaxed.js";

const INITIAL_PAGES = 2;

/**
 * `relaxed`, where it is given, holds kernels to prefer. Throws EngineError where the kernels cannot run. The memory goes with the last
 * reference to the engine.
 */
export function createPrivateEngine(module: WebAssembly.Module, relaxed?: WebAssembly.Module): Engine {
  try {
    const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES });
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const kernels = withRelaxed(exports, relaxed, memory);
    return { id: "private", module, memory, turbo: false, arena: new Arena(memory), exports: kernels };
  } catch (cause) {
    throw new EngineError(`cannot start the kernels: ${(cause as Error).message}`, { cause });
  }
}
