/** Learned attributes as JSON with the numbers of typed arrays taken out, and back. */
import { FormatError } from "../core/errors.js";
import { isRecord } from "./json.js";
import { type StoredTensor, type TensorData, tensorType } from "./safetensors.js";

/** Stands in the JSON where a typed array, a matrix or an infinity was. */
type Stand =
  | { readonly $tensor: string }
  | { readonly $matrix: string; readonly scale?: number }
  | { readonly $number: string };

interface MatrixShaped {
  readonly data: TensorData;
  readonly rows: number;
  readonly cols: number;
  readonly scale?: number;
}

const INFINITIES: Readonly<Record<string, number>> = {
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

/** Moves every typed array of `value` into `tensors`, named by its path. Throws TypeError for what is not plain data. */
export function toPlain(value: unknown, path: string, tensors: Map<string, StoredTensor>): unknown {
  if (tensorType(value)) {
    const data = value as TensorData;
    tensors.set(path, { data, shape: [data.length] });
    return { $tensor: path } satisfies Stand;
  }
  if (typeof value === "number" && Object.hasOwn(INFINITIES, String(value)))
    return { $number: String(value) } satisfies Stand;
  if (Number.isNaN(value)) throw new TypeError(`${path} is NaN and cannot be saved`);
  if (value === null || ["number", "string", "boolean"].includes(typeof value)) return value;
  if (Array.isArray(value)) return value.map((item, i) => toPlain(item, `${path}.${i}`, tensors));
  if (!isPlainObject(value)) throw new TypeError(`${path} is not plain data and cannot be saved`);
  if (isMatrixShaped(value)) {
    const { data, rows, cols, scale } = value;
    tensors.set(path, { data, shape: [rows, cols] });
    return (scale === undefined ? { $matrix: path } : { $matrix: path, scale }) satisfies Stand;
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, toPlain(item, `${path}.${key}`, tensors)]));
}

/** True for an object without a class; also for one made in another realm, whose Object is another. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isMatrixShaped(value: object): value is MatrixShaped {
  const { data, rows, cols, scale, ...others } = value as Partial<MatrixShaped>;
  const plain = tensorType(data) && Object.keys(others).length === 0;
  return Boolean(plain) && data?.length === rows! * cols! && (scale === undefined || Number.isFinite(scale));
}

/** The reverse. Throws FormatError for a tensor that is missing, or of another number of dimensions. */
export function fromPlain(value: unknown, tensors: ReadonlyMap<string, StoredTensor>): unknown {
  if (Array.isArray(value)) return value.map((item) => fromPlain(item, tensors));
  if (!isRecord(value)) return value;
  if ("$tensor" in value) return tensorOf(value.$tensor, 1, tensors).data;
  if ("$matrix" in value) return matrixOf(value, tensors);
  if ("$number" in value) {
    const { $number: name } = value;
    if (typeof name === "string" && Object.hasOwn(INFINITIES, name)) return INFINITIES[name];
    throw new FormatError(`model file: ${JSON.stringify(name)} is not the name of a number`);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromPlain(item, tensors)]));
}

function matrixOf({ $matrix, scale }: Record<string, unknown>, tensors: ReadonlyMap<string, StoredTensor>): unknown {
  const { data, shape } = tensorOf($matrix, 2, tensors);
  const [rows, cols] = shape;
  if (scale === undefined) return { data, rows, cols };
  const allowed = typeof scale === "number" && scale > 0 && Number.isFinite(scale) && tensorType(data) === "U8";
  if (allowed) return { data, rows, cols, scale };
  throw new FormatError(
    `model file: tensor ${JSON.stringify($matrix)} has the scale ${JSON.stringify(scale)}; bytes may have one above 0`,
  );
}

function tensorOf(name: unknown, dimensions: number, tensors: ReadonlyMap<string, StoredTensor>): StoredTensor {
  const tensor = typeof name === "string" ? tensors.get(name) : undefined;
  if (!tensor) throw new FormatError(`model file: tensor ${JSON.stringify(name)} is missing`);
  if (tensor.shape.length === dimensions) return tensor;
  throw new FormatError(
    `model file: tensor ${JSON.stringify(name)} has the shape ${JSON.stringify(tensor.shape)}, not ${dimensions} dimensions`,
  );
}
