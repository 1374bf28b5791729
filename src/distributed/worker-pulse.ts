/** A worker's heartbeat: says that it is there, and asks whether what it does is still wanted. */
import type { Redis } from "ioredis";
import { CALL_LIFE, HEARTBEAT, type Keys, SECOND } from "./keys.js";
import { announce, ownName, present, withdraw } from "./presence.js";

export interface PulseOptions {
  readonly version: string;
  readonly threads: number;
  cancel(job: string): void;
  note(text: string): void;
}

/** How often a cancelled call is noticed. */
const LOOK = SECOND;

export class WorkerPulse {
  readonly #id: string;
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #options: PulseOptions;
  /** Job → its call, and for how many looks that was not there. */
  readonly #running = new Map<string, { readonly call: string; missing: number }>();
  /** Versions of clients that this worker cannot serve, and that have been told of. */
  readonly #refused = new Set<string>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #looking = false;
  #looks = 0;

  constructor(id: string, redis: Redis, keys: Keys, options: PulseOptions) {
    this.#id = id;
    this.#redis = redis;
    this.#keys = keys;
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.#announce();
    this.#timer = setInterval(() => void this.#look(), LOOK);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await withdraw(this.#redis, this.#keys, this.#id);
  }

  started(job: string, call: string): void {
    this.#running.set(job, { call, missing: 0 });
  }

  ended(job: string): void {
    this.#running.delete(job);
  }

  /** One at a time; while Redis is away, one waits. */
  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      if (++this.#looks % (HEARTBEAT / LOOK) === 0) await this.#announce();
      await this.#checkCalls();
    } catch {
      // The next look tries again.
    } finally {
      this.#looking = false;
    }
  }

  async #announce(): Promise<void> {
    const { version, threads, note } = this.#options;
    await announce(this.#redis, this.#keys, this.#id, { role: "worker", version, name: ownName(), threads });
    for (const { role, version: theirs, name } of await present(this.#redis, this.#keys)) {
      if (role !== "client" || theirs === version || this.#refused.has(theirs)) continue;
      this.#refused.add(theirs);
      note(`refuses the tasks of ${name}: its Heddle is ${theirs}, this one ${version}; the results might differ`);
    }
  }

  /** Stops what was cancelled, and what a client asked for that has not been heard of for long. */
  async #checkCalls(): Promise<void> {
    const running = [...this.#running];
    if (running.length === 0) return;
    const states = (await this.#redis.mget(running.map(([, { call }]) => this.#keys.call(call)))) as (string | null)[];
    for (const [i, [job, task]] of running.entries()) {
      task.missing = states[i] === null ? task.missing + 1 : 0;
      if (states[i] === "cancelled" || task.missing * LOOK > CALL_LIFE) this.#options.cancel(job);
    }
  }
}
