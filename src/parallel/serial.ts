/** Runs tasks in the calling thread, one after the other, letting the event loop turn between them. */
import { AbortError, throwIfAborted, WorkerError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import type { Executor, MapOptions, Task } from "../engine/executor.js";

/** A macrotask's pause, so that timers and I/O get their turn. */
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

export class SerialExecutor implements Executor {
  readonly concurrency = 1;
  readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  async map<P, R>(task: Task<P, R>, payloads: readonly P[], options: MapOptions<P, R> = {}): Promise<R[]> {
    const { signal, onReport, onResult, together } = options;
    if (together && payloads.length > 1) {
      throw new WorkerError(`${task.name}: ${payloads.length} tasks must run together, there is one thread`);
    }
    const results: R[] = [];
    for (let index = 0; index < payloads.length; index++) {
      throwIfAborted(signal, task.name);
      const context = {
        engine: this.engine,
        report: (value: unknown) => onReport?.(value, index),
        cancelled: () => signal?.aborted ?? false,
      };
      const result = await task.run(payloads[index], context);
      if (signal?.aborted) throw new AbortError(task.name, { cause: signal.reason });
      results.push(result);
      onResult?.(result, index);
      await pause();
    }
    return results;
  }
}
