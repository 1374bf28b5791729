/** The names under which things stand in Redis, and how long they outlive who put them there. */

/** Changes with the messages. Client and worker must have the same. */
export const PROTOCOL = 1;

export const DEFAULT_PREFIX = "heddle";

/** Milliseconds. */
export const SECOND = 1000;
/** What a client keeps open for its calls, and how often it says so. A worker starts nothing for a client that has been silent this long. */
export const CALL_LIFE = 60 * SECOND;
/** What a client has put there and what waits for it to be taken. */
export const DATA_LIFE = 900 * SECOND;
/** A process that was not heard of for so long is gone. */
export const PRESENCE_LIFE = 15 * SECOND;
/** How often who is there says so and what a client has put there is kept alive. */
export const HEARTBEAT = 5 * SECOND;

/** 1 MiB: many enough in flight to fill a network, small enough that Redis serves others in between. */
export const CHUNK_BYTES = 2 ** 20;

/** A call's key says this while it runs, or that it was cancelled; none: its client is gone. */
export type CallState = "open" | "cancelled";

export interface Keys {
  readonly prefix: string;
  /** All clients and workers, by id. */
  readonly presences: string;
  presence(id: string): string;
  call(call: string): string;
  outcome(job: string): string;
  chunk(session: string, hash: string, index: number): string;
}

export function keysOf(prefix: string): Keys {
  return {
    prefix,
    presences: `${prefix}:present`,
    presence: (id) => `${prefix}:present:${id}`,
    call: (call) => `${prefix}:call:${call}`,
    outcome: (job) => `${prefix}:outcome:${job}`,
    chunk: (session, hash, index) => `${prefix}:blob:${session}:${hash}:${index}`,
  };
}

/** The queue that workers of the same code serve; BullMQ's names have no colon. */
export function queueName(version: string): string {
  return `tasks-${PROTOCOL}-${version}`;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What stands in keys and in names of folders. */
export function isId(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}

/** A SHA-256 in hexadecimal digits. */
export function isHash(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

/** The name of a job tells which call it belongs to. */
export function jobId(call: string, index: number): string {
  return `${call}-${index}`;
}

export function parseJobId(id: unknown): { readonly call: string; readonly index: number } | undefined {
  const [, call, index] = /^(.{36})-(\d{1,9})$/.exec(String(id)) ?? [];
  return isId(call) ? { call, index: Number(index) } : undefined;
}
