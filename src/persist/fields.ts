/** Checked access to the values of an untrusted object. */
import { FormatError } from "../core/errors.js";
import { compareLabels, type Label } from "../core/labels.js";
import type { Matrix } from "../core/matrix.js";
import { isRecord } from "./json.js";
import { type TensorData, type TensorType, tensorType } from "./safetensors.js";

/** A matrix of any number type. */
export interface Table<D = TensorData> {
  readonly data: D;
  readonly rows: number;
  readonly cols: number;
}

interface DataOf {
  F32: Float32Array;
  F64: Float64Array;
  I8: Int8Array;
  U8: Uint8Array;
  I32: Int32Array;
}
type Kind = keyof DataOf & TensorType;

/** Each method gives the value of a name, or throws FormatError saying where it is, what it is and what it must be. */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;
  /** Names the object in messages. */
  readonly where: string;

  constructor(values: unknown, where: string) {
    this.where = where;
    if (!isRecord(values)) throw this.#error(`must be an object, not ${show(values)}`);
    this.#values = values;
  }

  get(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined && this.get(name) !== null;
  }

  object(name: string): Fields {
    return new Fields(this.get(name), `${this.where}.${name}`);
  }

  /** An array, each of its items under a name of its own. */
  list(name: string): Fields {
    const value = this.get(name);
    if (!Array.isArray(value)) throw this.refuse(name, "an array");
    return new Fields({ ...value }, `${this.where}.${name}`);
  }

  get size(): number {
    return this.names().length;
  }

  names(): string[] {
    return Object.keys(this.#values);
  }

  values(): Readonly<Record<string, unknown>> {
    return this.#values;
  }

  text(name: string): string {
    const value = this.get(name);
    if (typeof value !== "string") throw this.refuse(name, "text");
    return value;
  }

  choice<T extends string>(name: string, ...choices: readonly T[]): T {
    const value = this.get(name);
    if (!choices.includes(value as T)) throw this.refuse(name, `one of ${choices.join(", ")}`);
    return value as T;
  }

  bool(name: string): boolean {
    const value = this.get(name);
    if (typeof value !== "boolean") throw this.refuse(name, "true or false");
    return value;
  }

  number(name: string): number {
    const value = this.get(name);
    if (typeof value !== "number" || !Number.isFinite(value)) throw this.refuse(name, "a finite number");
    return value;
  }

  integer(name: string, low: number, high = Number.MAX_SAFE_INTEGER): number {
    const value = this.get(name);
    if (!Number.isSafeInteger(value) || (value as number) < low || (value as number) > high)
      throw this.refuse(name, `an integer from ${low} to ${high}`);
    return value as number;
  }

  vector<K extends Kind>(name: string, kind: K, length: number): DataOf[K] {
    const value = this.get(name);
    if (tensorType(value) !== kind || (value as TensorData).length !== length)
      throw this.refuse(name, `${length} numbers of ${kind}`);
    return value as DataOf[K];
  }

  /** Undefined rows or columns may be any number of 1 or more. */
  matrix<K extends Kind>(name: string, kinds: readonly K[], rows?: number, cols?: number): Table<DataOf[K]> {
    const value = this.get(name);
    const table = isTable(value) ? value : undefined;
    const fits = (size: number, wanted: number | undefined) => (wanted === undefined ? size > 0 : size === wanted);
    if (!table || !kinds.includes(tensorType(table.data) as K) || !fits(table.rows, rows) || !fits(table.cols, cols))
      throw this.refuse(name, `a ${rows ?? "any"} × ${cols ?? "any"} matrix of ${kinds.join(" or ")}`);
    return table as Table<DataOf[K]>;
  }

  /** Rows of features. */
  features(name: string, rows: number | undefined, cols: number): Matrix {
    return this.matrix(name, ["F32", "U8"], rows, cols);
  }

  /** Class labels: distinct numbers or strings, rising. */
  labels(name: string): Label[] {
    const value = this.get(name);
    const labels = Array.isArray(value) ? value : [];
    const kind = typeof labels[0];
    const rising = (label: Label, i: number) =>
      typeof label === kind && (i === 0 || compareLabels(labels[i - 1], label) < 0);
    const known = kind === "string" || labels.every(Number.isFinite);
    if (labels.length === 0 || !known || !labels.every(rising)) throw this.refuse(name, "rising numbers or strings");
    return labels;
  }

  refuse(name: string, rule: string): FormatError {
    return this.#error(`${name} must be ${rule}, not ${show(this.get(name))}`);
  }

  #error(text: string): FormatError {
    return new FormatError(`model file: ${this.where}: ${text}`);
  }
}

/** A file can spell an object that looks like a matrix: it has to have the numbers it speaks of, and a scale only where bytes may have one. */
function isTable(value: unknown): value is Table {
  if (!isRecord(value)) return false;
  const { data, rows, cols, scale } = value;
  const type = tensorType(data);
  const whole = Number.isSafeInteger(rows) && Number.isSafeInteger(cols);
  const scaled = scale === undefined || (type === "U8" && Number.isFinite(scale) && (scale as number) > 0);
  return type !== undefined && whole && scaled && (data as TensorData).length === (rows as number) * (cols as number);
}

function show(value: unknown): string {
  const type = tensorType(value);
  if (type) return `${(value as TensorData).length} of ${type}`;
  if (isTable(value)) return `${value.rows} × ${value.cols} of ${tensorType(value.data)}`;
  return (JSON.stringify(value) ?? "missing").slice(0, 60);
}
