/** NumPy's NPY format, in memory. */
import { DataError, FormatError, ParameterError, ShapeError } from "../core/errors.js";
import { type Matrix, scaleOf, toFloat32 } from "../core/matrix.js";
import { type NdArray, type NdData, ndArray } from "./nd-array.js";
import { readNpyHeader, writeNpyHeader } from "./npy-header.js";

/** What can be written: an array, a matrix (scaled bytes as f32), or a list. Lists of integers become int64, others float64. */
export type NpyInput = NdArray | Matrix | NdData | BigInt64Array | readonly number[];

/** Types by NumPy's name without the byte order. i8 (int64) and b1 (bool) are read into others. */
const TYPES = {
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  i8: BigInt64Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  b1: Uint8Array,
} as const;

/**
 * The array of an NPY file (versions 1 to 3, little-endian, C or Fortran order; bool, u1, u2, u4, i1, i2, i4, i8, f4, f8), row-major.
 * bool is read as bytes of 0 and 1; int64, NumPy's usual integer, as f64.
 *
 * Throws FormatError for another type or anything malformed, before it allocates, and for an int64 beyond 2⁵³; `name` is for messages.
 */
export function parseNpy(bytes: Uint8Array, name = "NPY file"): NdArray {
  const { descr, fortranOrder, shape, start } = readNpyHeader(bytes, name);
  const [, order, kind] = /^([<>|=]?)([a-z]\d+)$/.exec(descr) ?? [];
  const Type = kind !== undefined && Object.hasOwn(TYPES, kind) ? TYPES[kind as keyof typeof TYPES] : undefined;
  if (!Type) {
    throw new FormatError(
      `${name}: numbers of type ${JSON.stringify(descr)}; known are ${Object.keys(TYPES).join(", ")}`,
    );
  }
  if (order === ">")
    throw new FormatError(`${name}: numbers of type ${descr} are big-endian; save them as little-endian`);
  const length = shape.reduce((product, size) => product * size, 1);
  const body = bytes.subarray(start);
  if (length * Type.BYTES_PER_ELEMENT !== body.length) {
    throw new FormatError(`${name}: ${body.length} bytes do not hold (${shape.join(", ")}) numbers of ${descr}`);
  }
  // A copy of its own: aligned, and not a view on the reader's buffer.
  const stored = new Type(Uint8Array.from(body).buffer);
  const data =
    kind === "b1" ? truths(stored as Uint8Array) : stored instanceof BigInt64Array ? floats(stored, name) : stored;
  return ndArray(fortranOrder ? rowMajor(data, shape) : data, shape);
}

function truths(stored: Uint8Array): Uint8Array {
  return stored.map((byte) => Number(byte !== 0));
}

function floats(stored: BigInt64Array, name: string): Float64Array {
  const values = Float64Array.from(stored, Number);
  const lost = values.findIndex((value) => !Number.isSafeInteger(value));
  if (lost >= 0) throw new FormatError(`${name}: value ${lost} is ${stored[lost]}; integers beyond 2⁵³ cannot be held`);
  return values;
}

/** From first index fastest to last index fastest. */
function rowMajor(data: NdData, shape: readonly number[]): NdData {
  const ordered = new (data.constructor as new (length: number) => NdData)(data.length);
  const steps = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    ordered[to] = data[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += steps[axis];
      if (++index[axis] < shape[axis]) break;
      from -= steps[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return ordered;
}

/** The bytes of an NPY file, version 1.0. Throws ShapeError, DataError or ParameterError for what is no array of numbers. */
export function formatNpy(input: NpyInput): Uint8Array {
  const { data, shape } = arrayOf(input);
  const header = writeNpyHeader(descrOf(data), shape);
  const bytes = new Uint8Array(header.length + data.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  return bytes;
}

function arrayOf(input: NpyInput): { readonly data: NdData | BigInt64Array; readonly shape: readonly number[] } {
  if (Array.isArray(input)) return { data: listData(input), shape: [input.length] };
  if (ArrayBuffer.isView(input)) return { data: input as NdData | BigInt64Array, shape: [input.length] };
  const { data, shape } = "shape" in input ? input : shapeOf(input as Matrix);
  if (shape.reduce((product, size) => product * size, 1) !== data.length) {
    throw new ShapeError(`formatNpy: ${data.length} numbers do not fill an array of (${shape.join(", ")})`);
  }
  return { data, shape };
}

function shapeOf(X: Matrix): NdArray {
  return { data: scaleOf(X) === 1 ? X.data : toFloat32(X).data, shape: [X.rows, X.cols] };
}

function listData(list: readonly number[]): Float64Array | BigInt64Array {
  const odd = list.findIndex((value) => typeof value !== "number");
  if (odd >= 0)
    throw new DataError(`formatNpy: value ${odd} is ${JSON.stringify(list[odd])}; an NPY file holds numbers`);
  return list.every(Number.isSafeInteger) ? BigInt64Array.from(list, BigInt) : Float64Array.from(list);
}

function descrOf(data: ArrayBufferView): string {
  const tag = Object.prototype.toString.call(data).slice(8, -1);
  const kind = Object.entries(TYPES).find(([, Type]) => Type.name === tag)?.[0];
  if (!kind) throw new ParameterError(`formatNpy: a ${tag} has no counterpart in NumPy`);
  return `${kind.endsWith("1") ? "|" : "<"}${kind}`;
}
