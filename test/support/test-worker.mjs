/** Heddle's worker with the tests' tasks. */
import { registerTasks } from "../../dist/parallel/tasks.js";
import { ALL } from "./test-tasks.mjs";

registerTasks(...ALL);

export { default } from "../../dist/parallel/worker.js";
