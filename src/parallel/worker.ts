/** The file every pool worker runs. A user's own Piscina takes it as `filename` (exported as `workerFilename`). */
import { threadId } from "node:worker_threads";
import { toErrorRecord, WorkerError } from "../core/errors.js";
import { collectEngines, type Engine, joinEngine } from "../engine/engine.js";
import { provideRuntime } from "../engine/runtime.js";
import type { PortMessage, TaskMessage, TaskReply } from "./messages.js";
import { SerialExecutor } from "./serial.js";
import { findTask } from "./tasks.js";

interface Joined extends Pick<TaskMessage, "closed"> {
  readonly engine: Engine;
}

/** The engines this thread has joined, normally one. */
const joined = new Map<string, Joined>();

/** Tasks after which the thread looks at its events. */
const TASKS_A_LOOK = 8;
let tasksDone = 0;

/**
 * A pool that waits with Atomics never returns to its event loop between tasks, and there closed ports are let go: 3 KB each would pile up.
 */
async function letGo(): Promise<void> {
  tasksDone++;
  if (tasksDone % TASKS_A_LOOK === 0) await new Promise((resolve) => setImmediate(resolve));
}

/** Joins it with its first task, and lets go of those that were closed: an engine holds all of its memory. */
function engineFor({ seed, closed }: TaskMessage): Engine {
  const known = joined.get(seed.id);
  if (known) return known.engine;
  leaveClosed();
  const engine = joinEngine(seed);
  joined.set(seed.id, { engine, closed });
  return engine;
}

function leaveClosed(): void {
  const closed = [...joined].filter(([, other]) => Atomics.load(other.closed, 0) !== 0);
  for (const [id] of closed) joined.delete(id);
  if (closed.length > 0) collectEngines();
}

export default async function runTask(message: TaskMessage): Promise<TaskReply> {
  const { cancel, port } = message;
  const send = (value: PortMessage) => port.postMessage(value);
  try {
    const task = findTask(message.task);
    if (!task) throw new WorkerError(`worker: no task is named ${JSON.stringify(message.task)}`);
    const engine = engineFor(message);
    engine.arena.onGrow = (region) => send({ region, threadId });
    // Estimators fitted inside a task stay inside this thread.
    provideRuntime(async () => ({ engine, executor: new SerialExecutor(engine) }));
    const result = await task.run(message.payload as never, {
      engine,
      report: (value) => send({ report: value }),
      cancelled: () => Atomics.load(cancel, 0) !== 0,
    });
    return { ok: true, result };
  } catch (error) {
    return { ok: false, error: toErrorRecord(error) };
  } finally {
    send("end");
    port.close();
    await letGo();
  }
}
