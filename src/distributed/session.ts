/** A client's link to Redis while its calls run: the queue, what is heard of its jobs, and the signs of life that keep them going. */
import { randomUUID } from "node:crypto";
import type { Queue, QueueEvents } from "bullmq";
import type { Redis } from "ioredis";
import { ResourceError, WorkerError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { atMost } from "./at-most.js";
import { FolderTarget, RedisTarget } from "./blob-targets.js";
import { BlobUploads } from "./blob-uploads.js";
import { type Connection, connect, type RedisOptions } from "./connection.js";
import { CALL_LIFE, HEARTBEAT, type Keys, keysOf, parseJobId, queueName, SECOND } from "./keys.js";
import { loadPackages } from "./packages.js";
import { announce, ownName, type Presence, present, withdraw } from "./presence.js";

export interface SessionOptions extends RedisOptions {
  readonly prefix: string;
  /** On whose memory payloads stand. */
  readonly engine: Engine;
  /** The code of this client. */
  readonly version: string;
  /** Puts blobs in this folder instead of in Redis. */
  readonly dataDir?: string;
  /** Milliseconds for which Redis may be away. */
  readonly patience: number;
  /** Hears, every few seconds, who is there. */
  onPresent(present: readonly Presence[]): void;
}

/** What a call is told of its jobs. */
export interface CallListener {
  completed(index: number): void;
  failed(index: number, reason: string): void;
  progress(index: number, data: unknown): void;
  /** From time to time: events may have been missed, and jobs lost. */
  check(): Promise<void>;
  fail(error: Error): void;
}

/** What is worth waiting for when everything ends. */
const CLOSE_TIME = 3 * SECOND;
/** Jobs that are removed at once. */
const BATCH = 500;

export class Session {
  readonly id = randomUUID();
  readonly redis: Redis;
  readonly keys: Keys;
  readonly queue: Queue;
  readonly blobs: BlobUploads;
  readonly engine: Engine;
  readonly version: string;
  readonly address: string;
  readonly #options: SessionOptions;
  readonly #events: QueueEvents;
  readonly #calls = new Map<string, CallListener>();
  readonly #timer: ReturnType<typeof setInterval>;
  #beating = false;
  #closing = false;
  #away: ReturnType<typeof setTimeout> | undefined;

  static async open(operation: string, options: SessionOptions): Promise<Session> {
    const connection = await connect(operation, options);
    try {
      const { Queue, QueueEvents } = await loadPackages(operation);
      const settings = { connection: connection.redis, prefix: options.prefix };
      const queue = new Queue(queueName(options.version), settings);
      const lastEventId = await lastEvent(connection.redis, queue.toKey("events"));
      const events = new QueueEvents(queueName(options.version), { ...settings, lastEventId });
      const session = new Session(connection, queue, events, options);
      await atMost(CLOSE_TIME, session.#beat());
      return session;
    } catch (error) {
      connection.redis.disconnect();
      throw new ResourceError(
        `${operation}: Redis at ${connection.address}: ${connection.redact((error as Error).message)}`,
      );
    }
  }

  private constructor({ redis, address }: Connection, queue: Queue, events: QueueEvents, options: SessionOptions) {
    this.redis = redis;
    this.address = address;
    this.engine = options.engine;
    this.version = options.version;
    this.queue = queue;
    this.#events = events;
    this.#options = options;
    this.keys = keysOf(options.prefix);
    const { dataDir } = options;
    this.blobs = new BlobUploads(
      dataDir ? new FolderTarget(dataDir, this.id) : new RedisTarget(redis, this.keys, this.id),
    );
    this.#listen();
    this.#timer = setInterval(() => void this.#beat(), HEARTBEAT);
  }

  /** From now on the call hears of its jobs, and workers know that it is open. */
  async open(call: string, listener: CallListener): Promise<void> {
    this.#calls.set(call, listener);
    await this.redis.set(this.keys.call(call), "open", "PX", CALL_LIFE);
  }

  /** Ends a call: workers stop what they do for it. */
  async cancel(call: string, jobs: readonly string[]): Promise<void> {
    this.#calls.delete(call);
    await this.redis.set(this.keys.call(call), "cancelled", "PX", CALL_LIFE);
    for (let first = 0; first < jobs.length; first += BATCH) {
      const some = jobs.slice(first, first + BATCH);
      // Those that run are locked, and end by themselves.
      await Promise.all(some.map((job) => this.queue.remove(job)));
      await this.redis.unlink(...some.map(this.keys.outcome));
    }
  }

  /** Which of the keys are there. */
  async exist(keys: readonly string[]): Promise<boolean[]> {
    const pipeline = this.redis.pipeline();
    for (const key of keys) pipeline.exists(key);
    const replies = (await pipeline.exec()) ?? [];
    return replies.map(([, found]) => found === 1);
  }

  async finish(call: string): Promise<void> {
    this.#calls.delete(call);
    await this.redis.unlink(this.keys.call(call));
  }

  /** Removes what is this client's and disconnects; gives up after a few seconds, when what is left expires by itself. */
  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#timer);
    clearTimeout(this.#away);
    this.#failAll(new WorkerError("the executor was closed while it worked"));
    const cleanUp = async () => {
      await this.blobs.clear();
      await withdraw(this.redis, this.keys, this.id);
    };
    await atMost(CLOSE_TIME, cleanUp());
    await atMost(CLOSE_TIME, Promise.all([this.#events.close(), this.queue.close()]));
    this.redis.disconnect();
  }

  #listen(): void {
    // Errors are told by what is missing: ready follows, or the patience ends.
    for (const source of [this.queue, this.#events]) source.on("error", () => {});
    this.#events.on("completed", ({ jobId }) => this.#tell(jobId, (call, index) => call.completed(index)));
    this.#events.on("progress", ({ jobId, data }) => this.#tell(jobId, (call, index) => call.progress(index, data)));
    this.#events.on("failed", ({ jobId, failedReason }) =>
      this.#tell(jobId, (call, index) => call.failed(index, String(failedReason))),
    );
    this.redis.on("close", () => {
      if (!this.#closing) this.#away ??= setTimeout(() => this.#giveUp(), this.#options.patience);
    });
    this.redis.on("ready", () => {
      clearTimeout(this.#away);
      this.#away = undefined;
      void this.#beat();
    });
  }

  #tell(jobId: string, tell: (call: CallListener, index: number) => void): void {
    const job = parseJobId(jobId);
    const call = job && this.#calls.get(job.call);
    if (call) tell(call, job.index);
  }

  #giveUp(): void {
    const seconds = this.#options.patience / SECOND;
    this.#failAll(
      new ResourceError(`Redis at ${this.address} was away for more than ${seconds} s; the work was given up`),
    );
  }

  #failAll(error: Error): void {
    for (const call of this.#calls.values()) call.fail(error);
  }

  /** One after the other; while Redis is away, one waits. */
  async #beat(): Promise<void> {
    if (this.#beating) return;
    this.#beating = true;
    try {
      const { version, onPresent } = this.#options;
      await announce(this.redis, this.keys, this.id, { role: "client", version, name: ownName(), threads: 0 });
      for (const call of this.#calls.keys()) await this.redis.set(this.keys.call(call), "open", "PX", CALL_LIFE);
      onPresent(await present(this.redis, this.keys));
      await this.blobs.refresh();
      for (const call of [...this.#calls.values()]) await call.check();
    } catch {
      // The next beat tries again; who gives up is up to the patience.
    } finally {
      this.#beating = false;
    }
  }
}

/** What is heard from now on comes after this. */
async function lastEvent(redis: Redis, stream: string): Promise<string> {
  const [last] = (await redis.xrevrange(stream, "+", "-", "COUNT", 1)) as [string][];
  return last?.[0] ?? "0-0";
}
