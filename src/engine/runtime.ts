/**
 * The engine and the executor that estimators use when none are handed to them.
 * Only a composition root (src/index.ts, the worker, the edge entry) calls `provideRuntime`.
 */
import { EngineError } from "../core/errors.js";
import type { Engine } from "./engine.js";
import type { Executor } from "./executor.js";

export interface Runtime {
  readonly engine: Engine;
  readonly executor: Executor;
}

let provider: (() => Promise<Runtime>) | undefined;

export function provideRuntime(next: () => Promise<Runtime>): void {
  provider = next;
}

export function currentRuntime(): Promise<Runtime> {
  if (!provider) throw new EngineError("no runtime: import heddle, or call provideRuntime first");
  return provider();
}
