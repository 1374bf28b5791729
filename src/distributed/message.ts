/** What travels through Redis: a task as JSON, and its outcome as JSON with the numbers of its arrays behind it. */
import { type ErrorRecord, FormatError } from "../core/errors.js";
import type { Tensor } from "../kernels/tensor.js";
import { type Found, fromJson, type Json, toJson } from "./codec.js";
import { isHash, isId, PROTOCOL } from "./keys.js";

/** The numbers of a tensor or an array, by the hash of their bytes. */
export interface BlobName {
  readonly hash: string;
  readonly bytes: number;
}

export interface TaskMessage {
  readonly protocol: number;
  /** The code of the client: no other may run the task. */
  readonly version: string;
  /** Whose blobs these are. */
  readonly session: string;
  readonly call: string;
  readonly task: string;
  /** The payload in a few words. */
  readonly about: string;
  readonly payload: Json;
  readonly blobs: readonly BlobName[];
}

/** Largest memory of an engine. */
const MAX_BLOB = 2 ** 32;
const MAX_TEXT = 10_000;

/** What came as a task, if it is one for this code. Throws FormatError that says what is wrong. */
export function checkTask(data: unknown, version: string): TaskMessage {
  const message = (typeof data === "object" && data !== null ? data : {}) as Readonly<
    Record<keyof TaskMessage, unknown>
  >;
  if (message.protocol !== PROTOCOL || message.version !== version) {
    const theirs = `Heddle ${shown(message.version)}, protocol ${shown(message.protocol)}`;
    throw new FormatError(`the task is of ${theirs}; this worker is Heddle ${version}, protocol ${PROTOCOL}`);
  }
  const { session, call, task, about, payload, blobs } = message;
  const valid =
    isId(session) && isId(call) && isText(task) && isText(about) && Array.isArray(blobs) && blobs.every(isBlob);
  if (!valid) throw new FormatError("the task is not as Heddle writes it");
  return { protocol: PROTOCOL, version, session, call, task, about, payload: payload as Json, blobs };
}

const isText = (value: unknown): value is string => typeof value === "string" && value.length <= MAX_TEXT;

function isBlob(value: unknown): value is BlobName {
  const { hash, bytes } = (value ?? {}) as Partial<BlobName>;
  return isHash(hash) && Number.isSafeInteger(bytes) && bytes! >= 0 && bytes! <= MAX_BLOB;
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 80) ?? "unknown";
}

/** How a task ended, with all that it reported. */
export type Outcome = { readonly reports: readonly unknown[] } & (
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: ErrorRecord }
);

/** Length of the JSON, the JSON, and the bytes of its arrays one after the other; an array is named by its place there. */
export function packOutcome(outcome: Outcome): Buffer {
  const parts: Uint8Array[] = [];
  let length = 0;
  const keep = (owner: Tensor | ArrayBufferView): string => {
    const { buffer, byteOffset, byteLength } = owner as ArrayBufferView;
    const place = String(length);
    parts.push(new Uint8Array(buffer, byteOffset, byteLength));
    length += byteLength;
    return place;
  };
  const json = Buffer.from(JSON.stringify({ protocol: PROTOCOL, ...(toJson(outcome, keep) as object) }));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(json.length);
  return Buffer.concat([head, json, ...parts]);
}

/** Throws FormatError for what `packOutcome` does not write. */
export function unpackOutcome(packed: Buffer): Outcome {
  const json = parseHead(packed);
  const tail = packed.subarray(4 + packed.readUInt32LE());
  const found: Found = {
    bytes(name, length) {
      const start = Number(name);
      if (Number.isSafeInteger(start) && start >= 0 && start + length <= tail.length)
        return tail.subarray(start, start + length);
      throw new FormatError("an outcome lacks the numbers of an array");
    },
    tensor: () => {
      throw new FormatError("an outcome has no tensors");
    },
  };
  return checkOutcome(fromJson(json, found));
}

function parseHead(packed: Buffer): unknown {
  try {
    const length = packed.readUInt32LE();
    if (4 + length <= packed.length) return JSON.parse(packed.toString("utf8", 4, 4 + length));
  } catch {
    // Said below.
  }
  throw new FormatError("an outcome is cut off or no JSON");
}

function checkOutcome(value: unknown): Outcome {
  const { protocol, ...outcome } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const { ok, reports, error } = outcome;
  const complete = ok === true ? Object.hasOwn(outcome, "result") : ok === false && isErrorRecord(error);
  if (protocol === PROTOCOL && Array.isArray(reports) && complete) return outcome as unknown as Outcome;
  throw new FormatError("an outcome is not as Heddle writes it");
}

function isErrorRecord(value: unknown): value is ErrorRecord {
  const { name, message } = (value ?? {}) as Partial<ErrorRecord>;
  return typeof name === "string" && typeof message === "string";
}

/** One report of a running task and how many came before it. */
export interface Report {
  readonly index: number;
  readonly value: unknown;
}

export function packReport({ index, value }: Report): { readonly index: number; readonly value: Json } {
  return { index, value: toJson(value, refuseArrays) };
}

/** Undefined for anything else: what was reported comes again with the outcome. */
export function unpackReport(data: unknown): Report | undefined {
  const { index, value } = (data ?? {}) as Partial<Report>;
  try {
    return Number.isSafeInteger(index) ? { index: index!, value: fromJson(value, NO_ARRAYS) } : undefined;
  } catch {
    return undefined;
  }
}

function refuseArrays(): never {
  throw new FormatError("a report has no arrays");
}

const NO_ARRAYS: Found = { bytes: refuseArrays, tensor: refuseArrays };
