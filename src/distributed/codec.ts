/**
 * Plain data as JSON, to the last bit. What JSON has no word for stands in it as `{"$": [kind, …]}`; the numbers of tensors and typed arrays travel
 * beside it, under a name.
 */
import { FormatError, ParameterError } from "../core/errors.js";
import { arrayOf, bytesOf, dtypeOf, isDType, isTensor, shapeOf, type Tensor } from "../kernels/tensor.js";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Takes the numbers of a tensor or a typed array; answers with the name they have from now on. */
export type Keep = (owner: Tensor | ArrayBufferView) => string;

/** Gives them back. Throws FormatError for an unknown name, or if they are not so many bytes. */
export interface Found {
  bytes(name: string, length: number): Uint8Array;
  tensor(name: string, length: number): Tensor<"u8">;
}

/** Numbers that JSON would change. */
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["-0", -0],
]);
const MAX_DEPTH = 64;

/** Throws ParameterError for what is not plain data. */
export function toJson(value: unknown, keep: Keep): Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Object.is(value, -0) ? special("-0") : Number.isFinite(value) ? value : special(String(value));
    case "undefined":
      return { $: ["undefined"] };
    case "object":
      return value === null ? null : objectToJson(value, keep);
    default:
      throw new ParameterError(`a ${typeof value} cannot travel to another machine`);
  }
}

const special = (name: string): Json => ({ $: ["number", name] });

function objectToJson(value: object, keep: Keep): Json {
  if (Array.isArray(value)) return value.map((item) => toJson(item, keep));
  if (ArrayBuffer.isView(value)) return arrayToJson(value, keep);
  if (isTensor(value)) return { $: ["tensor", entriesToJson(shapeOf(value), keep), keep(value)] };
  const prototype: unknown = Object.getPrototypeOf(value);
  // Another realm has another Object.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new ParameterError(`a ${value.constructor.name} cannot travel to another machine`);
  }
  return Object.hasOwn(value, "$")
    ? { $: ["object", entriesToJson(value, keep)] }
    : Object.fromEntries(pairs(value, keep));
}

function arrayToJson(value: ArrayBufferView, keep: Keep): Json {
  const dtype = dtypeOf(value);
  if (!dtype) throw new ParameterError(`a ${value.constructor.name} cannot travel to another machine`);
  return { $: ["array", dtype, value.byteLength / bytesOf(dtype), keep(value)] };
}

function pairs(value: object, keep: Keep): [string, Json][] {
  return Object.entries(value).map(([key, item]) => [checkKey(key), toJson(item, keep)]);
}

const entriesToJson = (value: object, keep: Keep): Json => pairs(value, keep);

/** A key that would change an object's prototype where somebody assigns it. */
function checkKey(key: string): string {
  if (key === "__proto__") throw new FormatError("the key __proto__ is not accepted");
  return key;
}

/** The reverse. Throws FormatError for anything that `toJson` does not write. */
export function fromJson(json: unknown, found: Found, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw new FormatError(`more than ${MAX_DEPTH} levels of objects and lists`);
  if (Array.isArray(json)) return json.map((item) => fromJson(item, found, depth + 1));
  if (typeof json !== "object" || json === null) return json;
  if (Object.hasOwn(json, "$")) return fromTag(json as { $: unknown }, found, depth);
  return fromEntries(Object.entries(json), found, depth);
}

function fromEntries(entries: unknown, found: Found, depth: number): object {
  if (!Array.isArray(entries) || !entries.every((entry) => Array.isArray(entry) && entry.length === 2)) refuse(entries);
  const object: object = Object.fromEntries(
    (entries as [unknown, unknown][]).map(([key, item]) => [
      typeof key === "string" ? checkKey(key) : refuse(key),
      fromJson(item, found, depth + 1),
    ]),
  );
  // An address is this machine's own: it never comes from outside.
  return isTensor(object) ? refuse("an address") : object;
}

function fromTag(json: { readonly $: unknown }, found: Found, depth: number): unknown {
  if (!Array.isArray(json.$) || Object.keys(json).length !== 1) refuse(json);
  const [kind, ...rest] = json.$ as unknown[];
  switch (kind) {
    case "undefined":
      return undefined;
    case "number":
      return SPECIAL.get(String(rest[0])) ?? refuse(json);
    case "object":
      return fromEntries(rest[0], found, depth);
    case "array":
      return arrayFrom(rest, found);
    case "tensor":
      return tensorFrom(rest, found, depth);
    default:
      return refuse(json);
  }
}

function arrayFrom([dtype, count, name]: readonly unknown[], found: Found) {
  if (!isDType(dtype) || !isCount(count) || typeof name !== "string") return refuse("an array");
  return arrayOf(dtype, found.bytes(name, count * bytesOf(dtype)));
}

function tensorFrom([entries, name]: readonly unknown[], found: Found, depth: number): Tensor {
  const shape = fromEntries(entries, found, depth) as { dtype?: unknown; rows?: unknown; cols?: unknown };
  const { dtype, rows, cols } = shape;
  if (!isDType(dtype) || !isCount(rows) || !isCount(cols) || typeof name !== "string") return refuse("a tensor");
  const bytes = found.tensor(name, rows * cols * bytesOf(dtype));
  // The address last: it is not for the sender to say.
  return { ...shape, ...bytes, dtype, rows, cols };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function refuse(what: unknown): never {
  throw new FormatError(`${JSON.stringify(what).slice(0, 80)} is not as Heddle writes it`);
}
