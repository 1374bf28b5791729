/** A worker: takes tasks from Redis, as many at a time as its pool has threads, until it is told to stop. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { FormatError } from "../core/errors.js";
import { cacheDirectory } from "../data/cache-dir.js";
import type { Executor } from "../engine/executor.js";
import type { Runtime } from "../engine/runtime.js";
import { codeVersion } from "../parallel/code-version.js";
import { defaultRuntime } from "../parallel/runtime-node.js";
import { atMost } from "./at-most.js";
import { BlobCache } from "./blob-cache.js";
import { placeSource, redisSource } from "./blob-sources.js";
import { type Connection, connect, type RedisOptions } from "./connection.js";
import { DATA_LIFE, DEFAULT_PREFIX, type Keys, keysOf, parseJobId, queueName, SECOND } from "./keys.js";
import { checkTask, packReport, type TaskMessage } from "./message.js";
import { loadPackages } from "./packages.js";
import { checkPrefix } from "./prefix.js";
import { TaskRunner } from "./task-runner.js";
import { TensorCache } from "./tensor-cache.js";
import { WorkerPulse } from "./worker-pulse.js";

export interface WorkerOptions extends RedisOptions {
  /** As clients have it. Default "heddle". */
  readonly prefix?: string;
  /** Where clients put their data, if not in Redis: a folder, or the http(s) address under which that folder is served. */
  readonly data?: string;
  /** Folder for data that was fetched. Default: `blobs` in Heddle's cache folder. */
  readonly cacheDir?: string;
  /** Most bytes to keep there. Default 4 GiB. */
  readonly cacheBytes?: number;
  /** Most bytes of data to keep in memory beside that of running tasks. Default 1 GiB. */
  readonly memoryBytes?: number;
  /** Milliseconds without a sign of life after which a task is given to another worker. Default 15000. */
  readonly lockDuration?: number;
  /** Default: that of this process. */
  readonly runtime?: Runtime;
  readonly listener?: WorkerListener;
}

/** What a worker tells of itself. */
export interface WorkerListener {
  taskStarted?(about: string): void;
  /** `reason`: what was wrong, or why it was not finished. */
  taskEnded?(about: string, seconds: number, outcome: TaskEnd, reason?: string): void;
  fetched?(bytes: number): void;
  note?(text: string): void;
}

export type TaskEnd = "done" | "dropped" | "handed back" | "refused" | "failed";

const GIBIBYTE = 2 ** 30;
const DEFAULT_LOCK = 15 * SECOND;
/** A task whose workers were killed so often is likely to be the reason. */
const MAX_STALLED = 5;
const CLOSE_TIME = 3 * SECOND;
/** In which running tasks notice that they are to stop. */
const HAND_BACK_TIME = 5 * SECOND;
const HAND_BACK = "handed back";

/** Throws ParameterError, or ResourceError if Redis cannot be used. */
export async function startWorker(options: WorkerOptions): Promise<RedisWorker> {
  const { prefix = DEFAULT_PREFIX } = options;
  checkPrefix("worker", prefix);
  const places = options.data === undefined ? [] : [placeSource(options.data)];
  const connection = await connect("worker", options);
  const { executor } = options.runtime ?? (await defaultRuntime());
  const version = await codeVersion();
  const keys = keysOf(prefix);
  const ended = new AbortController();
  const blobs = new BlobCache({
    folder: options.cacheDir ?? join(cacheDirectory(), "blobs"),
    maxBytes: options.cacheBytes ?? 4 * GIBIBYTE,
    sources: [...places, redisSource(connection.redis, keys)],
    onFetched: ({ bytes }) => options.listener?.fetched?.(bytes),
  });
  const tensors = new TensorCache(executor.engine, options.memoryBytes ?? GIBIBYTE);
  const runner = new TaskRunner({ executor, blobs, tensors, signal: ended.signal });
  const worker = new RedisWorker({ ...options, connection, executor, keys, version, runner, ended });
  await worker.start();
  return worker;
}

interface WorkerParts extends WorkerOptions {
  readonly connection: Connection;
  readonly executor: Executor;
  readonly keys: Keys;
  readonly version: string;
  readonly runner: TaskRunner;
  readonly ended: AbortController;
}

export class RedisWorker {
  readonly version: string;
  readonly address: string;
  readonly threads: number;
  readonly #parts: WorkerParts;
  readonly #redis: Redis;
  readonly #pulse: WorkerPulse;
  readonly #running = new Set<Promise<void>>();
  #bull!: Worker;
  #packages!: Awaited<ReturnType<typeof loadPackages>>;

  /** Made by `startWorker`. */
  constructor(parts: WorkerParts) {
    const { connection, executor, version, keys, listener } = parts;
    this.#parts = parts;
    this.version = version;
    this.address = connection.address;
    this.threads = executor.concurrency;
    this.#redis = connection.redis;
    this.#pulse = new WorkerPulse(randomUUID(), connection.redis, keys, {
      version,
      threads: this.threads,
      cancel: (job) => this.#bull.cancelJob(job, "cancelled"),
      note: (text) => listener?.note?.(text),
    });
  }

  async start(): Promise<void> {
    const { prefix = DEFAULT_PREFIX, connection, lockDuration = DEFAULT_LOCK, listener } = this.#parts;
    this.#packages = await loadPackages("worker");
    const process = (job: Job, token: string, signal: AbortSignal) => {
      const done = this.#process(job, token, signal).finally(() => this.#running.delete(done));
      this.#running.add(done);
      return done;
    };
    this.#bull = new this.#packages.Worker(queueName(this.version), process, {
      connection: connection.redis,
      prefix,
      concurrency: this.threads,
      lockDuration,
      stalledInterval: Math.ceil(lockDuration / 3),
      maxStalledCount: MAX_STALLED,
      runRetryDelay: SECOND,
      drainDelay: 5,
      name: "heddle",
    });
    let last = "";
    this.#bull.on("error", (error) => {
      const text = connection.redact(error.message);
      if (text !== last) listener?.note?.(text);
      last = text;
    });
    // Somebody else has it now; the bits would be the same.
    this.#bull.on("lockRenewalFailed", (jobs) => jobs.forEach((job) => void this.#bull.cancelJob(job, "lost")));
    await this.#bull.waitUntilReady();
    await this.#pulse.start();
  }

  /** Takes no more tasks; resolves when those that run have ended. */
  async finish(): Promise<void> {
    const closed = this.#bull.close();
    await Promise.allSettled(this.#running);
    await this.#end(closed);
  }

  /** Takes no more tasks and gives those that run to other workers; while Redis is away, they find that out by themselves. */
  async handBack(): Promise<void> {
    this.#bull.cancelAllJobs(HAND_BACK);
    const closed = this.#bull.close();
    await atMost(HAND_BACK_TIME, Promise.allSettled(this.#running));
    await this.#end(closed);
  }

  async #end(closed: Promise<void>): Promise<void> {
    this.#parts.ended.abort();
    await atMost(CLOSE_TIME, Promise.all([closed, this.#pulse.stop()]));
    await atMost(CLOSE_TIME, this.#bull.disconnect());
    this.#redis.disconnect();
  }

  async #process(job: Job, token: string, signal: AbortSignal): Promise<void> {
    const { listener } = this.#parts;
    const started = performance.now();
    let about = "a task";
    const told = (end: TaskEnd, reason?: string) =>
      listener?.taskEnded?.(about, (performance.now() - started) / 1000, end, reason);
    try {
      const message = checkTask(job.data, this.version);
      about = message.about;
      const outcome = await this.#outcomeOf(job, message, signal);
      if (!outcome) return told("dropped", "nobody waits for it");
      await this.#redis.set(this.#parts.keys.outcome(job.id!), outcome, "PX", DATA_LIFE);
      told("done");
    } catch (error) {
      await this.#failed(error as Error, job, token, signal, told);
    } finally {
      this.#pulse.ended(job.id!);
    }
  }

  /** Undefined for a task that nobody waits for, or that has been done before this worker got it. */
  async #outcomeOf(job: Job, message: TaskMessage, signal: AbortSignal): Promise<Buffer | undefined> {
    const { keys, runner, listener } = this.#parts;
    const id = parseJobId(job.id);
    if (id?.call !== message.call) throw new FormatError("the task is not of the call that it names");
    const [state, done] = [
      await this.#redis.get(keys.call(message.call)),
      await this.#redis.exists(keys.outcome(job.id!)),
    ];
    if (state !== "open" || done === 1) return undefined;
    this.#pulse.started(job.id!, message.call);
    listener?.taskStarted?.(message.about);
    let index = 0;
    let sent = Promise.resolve();
    return runner.run(message, signal, (value) => {
      const report = packReport({ index: index++, value });
      // What is not heard in time comes with the outcome.
      sent = sent.then(() => job.updateProgress(report)).catch(() => undefined);
    });
  }

  /** What is thrown here decides what BullMQ does with the job: give it up, or try again. */
  async #failed(
    error: Error,
    job: Job,
    token: string,
    signal: AbortSignal,
    told: (end: TaskEnd, reason: string) => void,
  ): Promise<void> {
    const { UnrecoverableError, WaitingError } = this.#packages;
    const reason = this.#parts.connection.redact(error.message);
    if (signal.aborted && error.name === "AbortError") {
      if (signal.reason !== HAND_BACK) return told("dropped", String(signal.reason));
      await job.moveToWait(token);
      told("handed back", "this worker stops");
      throw new WaitingError();
    }
    if (error instanceof FormatError) {
      told("refused", reason);
      throw new UnrecoverableError(`a worker refused it: ${reason}`);
    }
    told("failed", reason);
    throw new Error(reason);
  }
}
