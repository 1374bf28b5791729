/** As much of the optional peer packages as is used: the library compiles without them installed. */

declare module "ioredis" {
  type Reply = [error: Error | null, value: unknown];

  interface Commands<Result> {
    set(key: string, value: string | Uint8Array, unit: "PX", milliseconds: number): Result;
    get(key: string): Result;
    getBuffer(key: string): Result;
    mget(keys: readonly string[]): Result;
    exists(...keys: string[]): Result;
    del(...keys: string[]): Result;
    unlink(...keys: string[]): Result;
    pexpire(key: string, milliseconds: number): Result;
    sadd(key: string, member: string): Result;
    srem(key: string, ...members: string[]): Result;
    smembers(key: string): Result;
    xrevrange(key: string, end: string, start: string, count: "COUNT", number: number): Result;
  }

  export interface Pipeline extends Commands<Pipeline> {
    exec(): Promise<Reply[] | null>;
  }

  export class Redis implements Commands<Promise<unknown>> {
    constructor(url: string, options: object);
    readonly status: string;
    connect(): Promise<void>;
    disconnect(): void;
    quit(): Promise<unknown>;
    pipeline(): Pipeline;
    on(event: "error", listener: (error: Error) => void): this;
    on(event: "ready" | "close" | "end", listener: () => void): this;
    set(key: string, value: string | Uint8Array, unit: "PX", milliseconds: number): Promise<unknown>;
    get(key: string): Promise<unknown>;
    getBuffer(key: string): Promise<unknown>;
    mget(keys: readonly string[]): Promise<unknown>;
    exists(...keys: string[]): Promise<unknown>;
    del(...keys: string[]): Promise<unknown>;
    unlink(...keys: string[]): Promise<unknown>;
    pexpire(key: string, milliseconds: number): Promise<unknown>;
    sadd(key: string, member: string): Promise<unknown>;
    srem(key: string, ...members: string[]): Promise<unknown>;
    smembers(key: string): Promise<unknown>;
    xrevrange(key: string, end: string, start: string, count: "COUNT", number: number): Promise<unknown>;
  }
}

declare module "bullmq" {
  import type { Redis } from "ioredis";

  interface Settings {
    readonly connection: Redis;
    readonly prefix: string;
  }

  interface JobOptions {
    readonly jobId: string;
    readonly attempts: number;
    readonly backoff: { readonly type: "exponential"; readonly delay: number };
    readonly removeOnComplete: true;
    readonly removeOnFail: true;
  }

  export interface Job {
    readonly id?: string;
    readonly data: unknown;
    updateProgress(progress: object): Promise<void>;
    moveToWait(token: string): Promise<unknown>;
  }

  interface Base {
    on(event: "error", listener: (error: Error) => void): this;
    waitUntilReady(): Promise<unknown>;
  }

  export class Queue implements Base {
    constructor(name: string, settings: Settings);
    readonly keys: Readonly<Record<string, string>>;
    toKey(type: string): string;
    addBulk(
      jobs: readonly { readonly name: string; readonly data: object; readonly opts: JobOptions }[],
    ): Promise<Job[]>;
    remove(jobId: string): Promise<number>;
    on(event: "error", listener: (error: Error) => void): this;
    waitUntilReady(): Promise<unknown>;
    close(): Promise<void>;
  }

  export class QueueEvents implements Base {
    constructor(name: string, settings: Settings & { readonly lastEventId: string });
    on(event: "error", listener: (error: Error) => void): this;
    on(event: "completed", listener: (message: { readonly jobId: string }) => void): this;
    on(event: "progress", listener: (message: { readonly jobId: string; readonly data: unknown }) => void): this;
    on(event: "failed", listener: (message: { readonly jobId: string; readonly failedReason: unknown }) => void): this;
    waitUntilReady(): Promise<unknown>;
    close(): Promise<void>;
  }

  interface WorkerSettings extends Settings {
    readonly concurrency: number;
    readonly lockDuration: number;
    readonly stalledInterval: number;
    readonly maxStalledCount: number;
    readonly runRetryDelay: number;
    readonly drainDelay: number;
    readonly name: string;
  }

  export class Worker implements Base {
    constructor(
      name: string,
      processor: (job: Job, token: string, signal: AbortSignal) => Promise<void>,
      settings: WorkerSettings,
    );
    on(event: "error", listener: (error: Error) => void): this;
    on(event: "lockRenewalFailed", listener: (jobIds: readonly string[]) => void): this;
    waitUntilReady(): Promise<unknown>;
    cancelJob(jobId: string, reason: string): boolean;
    cancelAllJobs(reason: string): void;
    close(): Promise<void>;
    disconnect(): Promise<void>;
  }

  export class UnrecoverableError extends Error {}
  export class WaitingError extends Error {}
}
