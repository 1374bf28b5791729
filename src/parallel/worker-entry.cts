/**
 * What a pool's threads load: a CommonJS door to the worker. Piscina opens its file with `require`, and on Node 20 a thread that is
 * terminated while it requires an ES module takes the whole process down; an `import` is given up quietly.
 */
import type { TaskMessage, TaskReply } from "./messages.js" with { "resolution-mode": "import" };

async function runTask(message: TaskMessage): Promise<TaskReply> {
  const { default: run } = await import("./worker.js");
  return run(message);
}

export = runTask;
