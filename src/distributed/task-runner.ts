/** What a worker does with a task: checks it, brings its data into memory, runs it on the local pool and packs the outcome. */
import { FormatError, toErrorRecord } from "../core/errors.js";
import type { Executor, Task } from "../engine/executor.js";
import { type Tensor, view } from "../kernels/tensor.js";
import { findTask } from "../parallel/tasks.js";
import type { BlobCache } from "./blob-cache.js";
import { type Found, fromJson } from "./codec.js";
import { type BlobName, type Outcome, packOutcome, type TaskMessage } from "./message.js";
import type { Hold, TensorCache } from "./tensor-cache.js";

export interface TaskRunnerOptions {
  readonly executor: Executor;
  readonly blobs: BlobCache;
  readonly tensors: TensorCache;
  /** Fires when the worker ends. */
  readonly signal: AbortSignal;
}

export class TaskRunner {
  readonly #options: TaskRunnerOptions;

  constructor(options: TaskRunnerOptions) {
    this.#options = options;
  }

  /**
   * The packed outcome; a task that throws has one too. Throws FormatError for what is no task; ResourceError if its data is not to be had;
   * WorkerError if its thread dies; AbortError.
   */
  async run(message: TaskMessage, signal: AbortSignal, onReport: (value: unknown) => void): Promise<Buffer> {
    const { executor } = this.#options;
    const { task, portable } = portableTask(message.task);
    const holds = message.blobs.map((name) => this.#hold(message.session, name));
    try {
      const tensors = await Promise.all(holds.map(({ loaded }) => loaded));
      const payload = portable.check(fromJson(message.payload, this.#found(message.blobs, tensors)), executor.engine);
      const reports: unknown[] = [];
      const report = (value: unknown) => {
        reports.push(value);
        onReport(value);
      };
      return packOutcome({ reports, ...(await runOne(executor, task, payload, signal, report)) });
    } finally {
      for (const hold of holds) hold.release();
    }
  }

  #hold(session: string, name: BlobName): Hold {
    const { tensors, blobs, signal } = this.#options;
    return tensors.hold(name, () => blobs.get(session, name, signal));
  }

  #found(names: readonly BlobName[], tensors: readonly Tensor<"u8">[]): Found {
    const { engine } = this.#options.executor;
    const byHash = new Map(names.map(({ hash }, i) => [hash, tensors[i]]));
    const tensor = (hash: string, length: number) => {
      const found = byHash.get(hash);
      if (found?.rows === length) return found;
      throw new FormatError("a tensor of the task is not among its blobs");
    };
    return { tensor, bytes: (hash, length) => view(engine, tensor(hash, length)) };
  }
}

type Ended = Pick<Outcome & { ok: true }, "ok" | "result"> | Pick<Outcome & { ok: false }, "ok" | "error">;

async function runOne(
  executor: Executor,
  task: Task<unknown, unknown>,
  payload: unknown,
  signal: AbortSignal,
  onReport: (value: unknown) => void,
): Promise<Ended> {
  try {
    const [result] = await executor.map(task, [payload], { signal, onReport });
    return { ok: true, result };
  } catch (error) {
    // Not the task's own doing: somebody gave up, or a thread died.
    if (["AbortError", "WorkerError"].includes((error as Error).name)) throw error;
    return { ok: false, error: toErrorRecord(error) };
  }
}

function portableTask(name: string) {
  const task = findTask(name) as Task<unknown, unknown> | undefined;
  if (task?.portable) return { task, portable: task.portable };
  throw new FormatError(`no task that can travel is named ${JSON.stringify(name)}`);
}
