/** What crosses the thread border. */
import type { MessagePort } from "node:worker_threads";
import type { ErrorRecord } from "../core/errors.js";
import type { Region } from "../engine/arena.js";
import type { EngineSeed } from "../engine/engine.js";

/** One task for one worker. */
export interface TaskMessage {
  readonly seed: EngineSeed;
  /** One word of that engine; 1 once nobody will compute with it any more. */
  readonly closed: Int32Array<SharedArrayBuffer>;
  readonly task: string;
  readonly payload: unknown;
  /** One word shared by all tasks of a call; 1 once the caller gave up. */
  readonly cancel: Int32Array<SharedArrayBuffer>;
  /** Carries what the task reports. */
  readonly port: MessagePort;
}

/** What comes through a task's port: its reports in order, the memory that its thread takes, then the end. */
export type PortMessage = { readonly report: unknown } | { readonly region: Region; readonly threadId: number } | "end";

/** Errors travel as records, so that the caller gets the typed error back. */
export type TaskReply =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: ErrorRecord };
