/** One `map` on other machines: its jobs, what they report, and their outcomes in the order of the payloads. */
import { randomUUID } from "node:crypto";
import { AbortError, fromErrorRecord, WorkerError } from "../core/errors.js";
import { costliestFirst, type MapOptions, type Task } from "../engine/executor.js";
import { atMost } from "./at-most.js";
import { jobId, PROTOCOL, SECOND } from "./keys.js";
import { type Outcome, type TaskMessage, unpackOutcome, unpackReport } from "./message.js";
import { PayloadPacker } from "./payloads.js";
import { RemoteJob } from "./remote-job.js";
import type { CallListener, Session } from "./session.js";

/** For what is not the task's own fault: a worker that lacks its data, or whose thread died. A worker that is killed counts as stalled instead. */
const ATTEMPTS = 5;
const BACKOFF = { type: "exponential", delay: SECOND / 2 } as const;
/** Jobs that are added, or looked after, at once. */
const BATCH = 500;
/** For telling workers that all is over. */
const CLOSE_TIME = 3 * SECOND;
const MAX_ABOUT = 1000;

export class RemoteCall<P, R> implements CallListener {
  readonly #id = randomUUID();
  readonly #session: Session;
  readonly #task: Task<P, R>;
  readonly #options: MapOptions<P, R>;
  readonly #packer: PayloadPacker;
  readonly #jobs: readonly RemoteJob[];
  readonly #order: readonly number[];
  readonly #results: R[];
  readonly #ended: Promise<void>;
  #end: () => void = () => {};
  #left: number;
  #failure: unknown;

  constructor(session: Session, task: Task<P, R>, payloads: readonly P[], options: MapOptions<P, R>) {
    this.#session = session;
    this.#task = task;
    this.#options = options;
    this.#packer = new PayloadPacker(session.engine);
    this.#jobs = payloads.map((payload) => new RemoteJob(this.#messageOf(payload)));
    this.#order = costliestFirst(payloads, options.cost);
    this.#results = new Array<R>(payloads.length);
    this.#left = payloads.length;
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  async run(): Promise<R[]> {
    const { signal } = this.#options;
    const onAbort = () => this.fail(new AbortError(this.#task.name, { cause: signal?.reason }));
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      const started = this.#start().catch((error) => this.fail(error));
      await this.#ended;
      await atMost(
        CLOSE_TIME,
        this.#failure === undefined ? this.#session.finish(this.#id) : started.then(() => this.#cancel()),
      );
    } finally {
      signal?.removeEventListener("abort", onAbort);
      this.#session.blobs.release(this.#packer.blobs);
    }
    if (this.#failure !== undefined) throw this.#failure;
    return this.#results;
  }

  async #start(): Promise<void> {
    if (this.#left === 0) return this.#end();
    await this.#session.blobs.hold(this.#packer.blobs);
    if (this.#failure !== undefined) return;
    await this.#session.open(this.#id, this);
    for (let first = 0; first < this.#order.length && this.#failure === undefined; first += BATCH) {
      await this.#add(this.#order.slice(first, first + BATCH));
    }
  }

  /** In this order, which is that in which workers take them. */
  async #add(indices: readonly number[]): Promise<void> {
    const opts = { attempts: ATTEMPTS, backoff: BACKOFF, removeOnComplete: true, removeOnFail: true } as const;
    const jobs = indices.map((index) => ({
      name: this.#task.name,
      data: this.#jobs[index].message,
      opts: { ...opts, jobId: jobId(this.#id, index) },
    }));
    for (const index of indices) this.#jobs[index].state = "open";
    await this.#session.queue.addBulk(jobs);
  }

  #cancel(): Promise<void> {
    return this.#session.cancel(
      this.#id,
      this.#order.filter((index) => this.#jobs[index].state !== "new").map((index) => jobId(this.#id, index)),
    );
  }

  #messageOf(payload: P): TaskMessage {
    const { json, blobs } = this.#packer.pack(payload);
    return {
      protocol: PROTOCOL,
      version: this.#session.version,
      session: this.#session.id,
      call: this.#id,
      task: this.#task.name,
      about: this.#task.portable!.describe(payload).slice(0, MAX_ABOUT),
      payload: json,
      blobs,
    };
  }

  completed(index: number): void {
    void this.#collect(index).catch((error) => this.fail(error));
  }

  failed(index: number, reason: string): void {
    if (this.#jobs[index]?.state !== "open") return;
    const stalled = /stalled more than allowable limit/.test(reason);
    const why = stalled ? "every worker that ran it died; it may need more memory than they have" : reason;
    this.fail(new WorkerError(`${this.#task.name}: ${this.#jobs[index].message.about}: ${why}`));
  }

  progress(index: number, data: unknown): void {
    const report = unpackReport(data);
    if (report && this.#jobs[index]) this.#report(index, report.index, report.value);
  }

  /** Outcomes whose event was missed are fetched; jobs that Redis has lost are added again. */
  async check(): Promise<void> {
    const open = this.#order.filter((index) => this.#jobs[index].state === "open");
    for (let first = 0; first < open.length && this.#failure === undefined; first += BATCH) {
      const indices = open.slice(first, first + BATCH);
      const names = indices.map((index) => jobId(this.#id, index));
      // In this order: an outcome is there before its job is removed.
      const waiting = await this.#session.exist(names.map((name) => this.#session.queue.toKey(name)));
      const ended = await this.#session.exist(names.map((name) => this.#session.keys.outcome(name)));
      for (const index of indices.filter((_, i) => ended[i])) this.completed(index);
      const lost = indices.filter((index, i) => !waiting[i] && !ended[i] && this.#jobs[index].state === "open");
      if (lost.length > 0) await this.#add(lost);
    }
  }

  fail(error: unknown): void {
    this.#failure ??= error;
    this.#end();
  }

  async #collect(index: number): Promise<void> {
    const job = this.#jobs[index];
    if (job?.state !== "open") return;
    job.state = "collecting";
    const key = this.#session.keys.outcome(jobId(this.#id, index));
    const packed = (await this.#session.redis.getBuffer(key)) as Buffer | null;
    // Left without an outcome, as when its client seemed to be gone: `check` finds it missing.
    job.state = packed ? "done" : "open";
    if (!packed || this.#failure !== undefined) return;
    await this.#session.redis.unlink(key);
    this.#accept(index, unpackOutcome(packed));
  }

  #accept(index: number, outcome: Outcome): void {
    for (const [i, value] of outcome.reports.entries()) this.#report(index, i, value);
    if (!outcome.ok) throw fromErrorRecord(outcome.error);
    this.#results[index] = outcome.result as R;
    this.#options.onResult?.(this.#results[index], index);
    if (--this.#left === 0) this.#end();
  }

  /** Hands on what a task reports, each once. A listener that throws ends the call, not the process. */
  #report(index: number, number: number, value: unknown): void {
    if (this.#failure !== undefined || !this.#jobs[index].hears(number)) return;
    try {
      this.#options.onReport?.(value, index);
    } catch (error) {
      this.fail(error);
    }
  }
}
