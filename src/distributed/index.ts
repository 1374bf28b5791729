/** `heddle/distributed`: fits on the machines that serve one Redis, and the worker that serves it. */
export type { RedisOptions } from "./connection.js";
export { type RedisExecutor, type RedisExecutorOptions, redisExecutor } from "./redis-executor.js";
export { DistributedWarning } from "./warnings.js";
export { type RedisWorker, startWorker, type TaskEnd, type WorkerListener, type WorkerOptions } from "./worker.js";
