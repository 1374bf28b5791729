/** The typed errors of Heddle. Each message names the operation, what was given and the rule it broke. */

/** Base of all errors thrown on purpose. `code` is stable and meant for programs; the message is meant for people. */
export class HeddleError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Sizes that do not fit together: a matrix of the wrong width, labels of another length than the rows. */
export class ShapeError extends HeddleError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_SHAPE", message, options);
  }
}

/** A hyper-parameter or option outside its range, of the wrong type, or unknown. */
export class ParameterError extends HeddleError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_PARAMETER", message, options);
  }
}

/** Values that no model can learn from: NaN, infinity, an empty set, one class only. */
export class DataError extends HeddleError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_DATA", message, options);
  }
}

/** A method that needs a fitted model was called before `fit`. */
export class NotFittedError extends HeddleError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_NOT_FITTED", message, options);
  }
}

/** A file or byte string that is truncated, corrupt or of another format. */
export class FormatError extends HeddleError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_FORMAT", message, options);
  }
}

/** A data set that could not be found or fetched, or a file that could not be read or written. */
export class ResourceError extends HeddleError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_RESOURCE", message, options);
  }
}

/** The WebAssembly engine cannot start or ran out of memory. */
export class EngineError extends HeddleError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_ENGINE", message, options);
  }
}

/** A worker of the pool died or refused a task. */
export class WorkerError extends HeddleError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_WORKER", message, options);
  }
}

/** The caller's AbortSignal fired. The name is the platform's, so `error.name === "AbortError"` works everywhere. */
export class AbortError extends HeddleError {
  constructor(operation: string, options?: ErrorOptions) {
    super("ERR_ABORTED", `${operation} was cancelled`, options);
    this.name = "AbortError";
  }
}

/** Throws AbortError when `signal` has fired. */
export function throwIfAborted(signal: AbortSignal | undefined, operation: string): void {
  if (signal?.aborted) throw new AbortError(operation, { cause: signal.reason });
}

/** Not thrown: handed to the warning sink when a solver stops before it reaches its tolerance. */
export class ConvergenceWarning extends HeddleError {
  constructor(message: string) {
    super("WARN_CONVERGENCE", message);
  }
}

const ERROR_TYPES = [
  ShapeError,
  ParameterError,
  DataError,
  NotFittedError,
  FormatError,
  ResourceError,
  EngineError,
  WorkerError,
  ConvergenceWarning,
];

/** Plain form of any error, to cross a thread or process border. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

export function toErrorRecord(error: unknown): ErrorRecord {
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack };
  return { name: "Error", message: String(error) };
}

/** Rebuilds the typed error on the other side of the border. */
export function fromErrorRecord(record: ErrorRecord): Error {
  const Type = ERROR_TYPES.find((candidate) => candidate.name === record.name);
  const error = Type ? new Type(record.message) : record.name === "AbortError" ? new AbortError("") : new Error();
  error.message = record.message;
  if (!Type) error.name = record.name;
  if (record.stack) error.stack = record.stack;
  return error;
}
