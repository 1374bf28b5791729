/** `heddle worker`: does the tasks that others put into Redis. */
import type { Command } from "commander";
import { ParameterError } from "../../core/errors.js";
import type { RedisWorker } from "../../distributed/index.js";
import { close, init } from "../../index.js";
import { addRedisOptions, parseSize, type RedisCommandOptions, redisOptions } from "../redis.js";
import { addEngineOptions, type EngineOptions, parseCount } from "../session.js";
import { WorkerLog } from "../worker-log.js";

interface WorkerCommandOptions extends EngineOptions, RedisCommandOptions {
  readonly data?: string;
  readonly cacheDir?: string;
  readonly cacheSize?: number;
  readonly memorySize?: number;
  readonly lock?: number;
  readonly quiet?: boolean;
}

export function addWorkerCommand(program: Command): void {
  const command = program
    .command("worker")
    .description("do the fits that searches and studies elsewhere put into a Redis, until Ctrl-C")
    .option("--data <place>", "where they put their data, if not in Redis: a folder, or its http(s) address")
    .option("--cache-dir <folder>", "where fetched data is kept (default: Heddle's cache folder)")
    .option("--cache-size <size>", "most of it, such as 500M (default: 4G)", parseSize)
    .option("--memory-size <size>", "most of it to keep in memory (default: 1G)", parseSize)
    .option("--lock <seconds>", "silence after which a task goes to another worker (default: 15)", parseCount)
    .option("--quiet", "say nothing but errors");
  addEngineOptions(addRedisOptions(command, "the Redis to serve")).action(work);
}

async function work(options: WorkerCommandOptions): Promise<void> {
  const { threads, turbo, quiet, data, cacheDir, cacheSize, memorySize, lock } = options;
  if (options.redis === undefined)
    throw new ParameterError("worker: --redis is missing: the URL of the Redis to serve");
  if (threads === 0) throw new ParameterError("worker: --threads is 0; a worker needs at least 1");
  if (lock === 0) throw new ParameterError("worker: --lock is 0; it must be at least 1");
  const print = quiet ? () => {} : (line: string) => console.error(line);
  const { startWorker } = await import("../../distributed/index.js");
  const log = new WorkerLog(print);
  try {
    const runtime = await init({ threads, turbo });
    const worker = await startWorker({
      ...redisOptions(options),
      data,
      cacheDir,
      cacheBytes: cacheSize,
      memoryBytes: memorySize,
      lockDuration: lock && lock * 1000,
      runtime,
      listener: log,
    });
    print(`heddle ${worker.version}: ${worker.threads} threads for ${worker.address}; Ctrl-C ends it`);
    await untilStopped(worker, print);
  } finally {
    log.close();
    await close();
  }
}

/** Ctrl-C: finish what runs; again, or a polite kill: hand it back; once more: the process ends at once. */
async function untilStopped(worker: RedisWorker, print: (line: string) => void): Promise<void> {
  const signals = ["SIGINT", "SIGTERM"] as const;
  let ended: Promise<void> | undefined;
  await new Promise<void>((resolve, reject) => {
    const stop = (signal: NodeJS.Signals) => {
      if (signal === "SIGINT" && !ended) {
        print("finishing what runs; Ctrl-C again hands it back");
        ended = worker.finish();
      } else {
        for (const name of signals) process.off(name, stop);
        print("handing back what runs");
        ended = worker.handBack();
      }
      ended.then(resolve, reject);
    };
    for (const name of signals) process.on(name, stop);
  });
}
