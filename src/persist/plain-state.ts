/** Learned attributes as JSON with the typed arrays taken out, and back. */
import { FormatError } from "../core/errors.js";
import { type TensorData, tensorType } from "./safetensors.js";

/** Stands in the JSON where a typed array or a number JSON cannot hold was. */
type Stand = { readonly $tensor: string } | { readonly $number: string };

/** Moves every typed array of `value` into `tensors`, named by its path. Throws TypeError for what is not plain data. */
export function toPlain(value: unknown, path: string, tensors: Map<string, TensorData>): unknown {
  if (tensorType(value)) {
    tensors.set(path, value as TensorData);
    return { $tensor: path } satisfies Stand;
  }
  if (typeof value === "number" && !Number.isFinite(value)) return { $number: String(value) } satisfies Stand;
  if (value === null || ["number", "string", "boolean"].includes(typeof value)) return value;
  if (Array.isArray(value)) return value.map((item, i) => toPlain(item, `${path}.${i}`, tensors));
  if (isRecord(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(entries.map(([key, item]) => [key, toPlain(item, `${path}.${key}`, tensors)]));
  }
  throw new TypeError(`${path} is not plain data and cannot be saved`);
}

/** True for an object without a class; also for one made in another realm, whose Object is another. */
function isRecord(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The reverse. Throws FormatError for a missing tensor. */
export function fromPlain(value: unknown, tensors: ReadonlyMap<string, TensorData>): unknown {
  if (Array.isArray(value)) return value.map((item) => fromPlain(item, tensors));
  if (typeof value !== "object" || value === null) return value;
  if ("$tensor" in value) {
    const tensor = tensors.get(String(value.$tensor));
    if (!tensor) throw new FormatError(`model file: tensor ${JSON.stringify(value.$tensor)} is missing`);
    return tensor;
  }
  if ("$number" in value) return Number(value.$number);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "__proto__")
      .map(([key, item]) => [key, fromPlain(item, tensors)]),
  );
}
