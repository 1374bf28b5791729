/** Spreads tasks over the workers of many machines that serve one Redis. */
import { throwIfAborted } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import type { Executor, MapOptions, Task } from "../engine/executor.js";
import { codeVersion } from "../parallel/code-version.js";
import { defaultRuntime } from "../parallel/runtime-node.js";
import type { RedisOptions } from "./connection.js";
import { DEFAULT_PREFIX, SECOND } from "./keys.js";
import { checkPrefix } from "./prefix.js";
import type { Presence } from "./presence.js";
import { RemoteCall } from "./remote-call.js";
import { Session, type SessionOptions } from "./session.js";
import { DistributedWarning } from "./warnings.js";

export interface RedisExecutorOptions extends RedisOptions {
  /** A folder that all workers can read, by themselves or by a web server: data goes there instead of through Redis. They are started with `--data`. */
  readonly dataDir?: string;
  /** With which all names in Redis begin; workers need the same. Default "heddle". */
  readonly prefix?: string;
  /** Milliseconds for which Redis may be away before running work is given up. Default 120000. */
  readonly patience?: number;
  /** Runs what cannot travel. Default: the shared pool of this process. */
  readonly local?: Executor;
  /** Told when tasks wait and no worker is there; default: a line on the console. */
  readonly onWarning?: (warning: Error) => void;
}

const DEFAULT_PATIENCE = 120 * SECOND;
/** Connections are kept for the next call for so long; then nothing of this client is left in Redis and the process can end. */
const IDLE = SECOND;
/** Before any worker has been seen: work is cut for so many threads, so that those that come later find some. */
const EXPECTED_THREADS = 16;
const EXPECTED_PER_MACHINE = 4;
/** Milliseconds between two warnings. */
const WARN_EVERY = 60 * SECOND;

/**
 * An executor for `GridSearchCV`, `crossValidate` and the others, and for `SVC.fit`: their fits are done by the processes that
 * `heddle worker --redis URL` started, on any number of machines. The results are the bits of this machine.
 *
 * It disconnects by itself when nothing has run for a second, and connects again when needed.
 * @throws ParameterError for bad options; ResourceError if bullmq or ioredis is not installed, or Redis cannot be used.
 *
 * @example
 * await search.fit(X, y, { executor: await redisExecutor({ url: "redis://queue.example:6379" }) });
 */
export async function redisExecutor(options: RedisExecutorOptions): Promise<RedisExecutor> {
  const { prefix = DEFAULT_PREFIX, patience = DEFAULT_PATIENCE, onWarning = printWarning } = options;
  checkPrefix("redisExecutor", prefix);
  const local = options.local ?? (await defaultRuntime()).executor;
  const executor = new RedisExecutor(local, onWarning, { ...options, prefix, patience, version: await codeVersion() });
  await executor.connect();
  return executor;
}

function printWarning(warning: Error): void {
  console.warn(`${warning.name}: ${warning.message}`);
}

export class RedisExecutor implements Executor {
  readonly engine: Engine;
  readonly #local: Executor;
  readonly #options: SessionOptions;
  readonly #onWarning: (warning: Error) => void;
  #session: Promise<Session> | undefined;
  #present: readonly Presence[] = [];
  #calls = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #warned = Number.NEGATIVE_INFINITY;

  /** Made by `redisExecutor`. */
  constructor(
    local: Executor,
    onWarning: (warning: Error) => void,
    options: Omit<SessionOptions, "engine" | "onPresent">,
  ) {
    this.engine = local.engine;
    this.#local = local;
    this.#onWarning = onWarning;
    this.#options = { ...options, engine: local.engine, onPresent: (present) => this.#look(present) };
  }

  /** Threads of all workers that were there when last looked. */
  get concurrency(): number {
    return this.#workers.reduce((sum, { threads }) => sum + threads, 0) || EXPECTED_THREADS;
  }

  get remote() {
    const threads = Math.max(0, ...this.#workers.map((worker) => worker.threads));
    return { threads: threads || EXPECTED_PER_MACHINE };
  }

  async map<P, R>(task: Task<P, R>, payloads: readonly P[], options: MapOptions<P, R> = {}): Promise<R[]> {
    throwIfAborted(options.signal, task.name);
    const { portable } = task;
    if (!portable || options.together || !payloads.every((payload) => portable.accepts(payload))) {
      return this.#local.map(task, payloads, options);
    }
    this.#calls++;
    try {
      const session = await this.connect();
      return await new RemoteCall(session, task, payloads, options).run();
    } finally {
      this.#calls--;
      this.#rest();
    }
  }

  /** Disconnects, and removes what is this client's from Redis, at once instead of in a second. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const session = this.#session;
    this.#session = undefined;
    await (await session?.catch(() => undefined))?.close();
  }

  /** For its maker, which wants to know at once whether Redis is there. */
  async connect(): Promise<Session> {
    clearTimeout(this.#idle);
    this.#session ??= Session.open("redisExecutor", this.#options);
    try {
      return await this.#session;
    } catch (error) {
      this.#session = undefined;
      throw error;
    } finally {
      this.#rest();
    }
  }

  get #workers(): readonly Presence[] {
    return this.#present.filter(({ role, version }) => role === "worker" && version === this.#options.version);
  }

  #rest(): void {
    clearTimeout(this.#idle);
    if (this.#calls === 0 && this.#session) this.#idle = setTimeout(() => void this.close(), IDLE);
  }

  #look(present: readonly Presence[]): void {
    this.#present = present;
    if (this.#calls === 0 || this.#workers.length > 0 || performance.now() - this.#warned < WARN_EVERY) return;
    this.#warned = performance.now();
    const others = present.filter(({ role }) => role === "worker");
    const versions = [...new Set(others.map(({ version }) => version))];
    const reason =
      others.length === 0 ? "" : `, but ${others.length} of Heddle ${versions.join(", ")}, which refuse its tasks`;
    this.#onWarning(
      new DistributedWarning(
        `tasks wait: no worker of Heddle ${this.#options.version} is there${reason}; start some with: heddle worker --redis URL`,
      ),
    );
  }
}
