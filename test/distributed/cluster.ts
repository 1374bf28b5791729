/** A Redis, workers and an executor for one test. */
import { join } from "node:path";
import type { RedisExecutor, RedisExecutorOptions } from "../../src/distributed/index.js";
import { redisExecutor } from "../../src/distributed/index.js";
import { withTemporaryFolder } from "../support/temporary.js";
import { RedisServer, type RedisSettings } from "./redis-server.js";
import { WorkerProcess, type WorkerSettings } from "./worker-process.js";

export interface Cluster {
  readonly folder: string;
  readonly redis: RedisServer;
  readonly executor: RedisExecutor;
  readonly workers: WorkerProcess[];
  /** One more worker. */
  addWorker(settings?: Partial<WorkerSettings>): Promise<WorkerProcess>;
}

export interface ClusterSettings {
  readonly workers?: number;
  readonly redis?: Partial<RedisSettings>;
  readonly executor?: Partial<RedisExecutorOptions>;
  readonly worker?: Partial<WorkerSettings>;
}

/** Everything ends with `body`, whatever happens. Every worker has a cache of its own. */
export async function withCluster(settings: ClusterSettings, body: (cluster: Cluster) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const redis = await RedisServer.start({ dir: folder, ...settings.redis });
    const workers: WorkerProcess[] = [];
    const addWorker = async (own: Partial<WorkerSettings> = {}) => {
      const cacheDir = join(folder, `cache-${workers.length}`);
      const worker = WorkerProcess.spawn({ url: redis.url, cacheDir, ...settings.worker, ...own });
      workers.push(worker);
      await worker.says(/threads for/);
      return worker;
    };
    let executor: RedisExecutor | undefined;
    try {
      await Promise.all(Array.from({ length: settings.workers ?? 3 }, () => addWorker()));
      executor = await redisExecutor({ url: redis.url, ...settings.executor });
      await body({ folder, redis, executor, workers, addWorker });
    } finally {
      await executor?.close();
      for (const worker of workers) await worker.stop();
      await redis.stop("SIGKILL");
    }
  });
}

/** What is in Redis beside the bookkeeping of BullMQ's queue, whose size does not grow, and those who are present. */
export async function leftovers(redis: RedisServer): Promise<string[]> {
  const keys = await redis.look((client) => client.keys("*"));
  const queue = /^heddle:tasks-[^:]+:(?:meta|events|id|marker|stalled-check|stalled|completed|failed)$/;
  return keys.filter((key) => !queue.test(key) && !/^heddle:present/.test(key));
}
