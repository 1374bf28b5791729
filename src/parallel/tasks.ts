/** The task table: everything a worker can be asked to do. A new task is one line here. */
import type { Task } from "../engine/executor.js";
import { groupColumnsTask, groupSumsTask } from "../models/neighbors/screen.js";
import { searchTask } from "../models/neighbors/search.js";

/** Payload and result types are each task's own; the executor's caller knows them, the table does not. */
type AnyTask = Task<never, unknown>;

const TASKS: readonly AnyTask[] = [groupColumnsTask, groupSumsTask, searchTask];

const byName = new Map(TASKS.map((task) => [task.name, task]));

/**
 * Adds tasks to this thread's table. For a worker file of one's own, which calls this and then exports Heddle's worker as its default.
 */
export function registerTasks(...tasks: readonly AnyTask[]): void {
  for (const task of tasks) byName.set(task.name, task);
}

export function findTask(name: string): AnyTask | undefined {
  return byName.get(name);
}
