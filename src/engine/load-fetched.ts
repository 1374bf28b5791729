/** Obtains compiled kernels in browsers. */
import { EngineError } from "../core/errors.js";

/** Throws EngineError where they cannot be fetched. */
export async function fetchModule(url: URL): Promise<WebAssembly.Module> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`status ${response.status}`);
    // Not compileStreaming: it refuses what is served under another type.
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (cause) {
    throw new EngineError(`cannot load the kernels from ${url}: ${(cause as Error).message}`, { cause });
  }
}
