/** Arrays of any rank, as NPY files hold them, and what of them Heddle takes as features. */
import { DataError, ShapeError } from "../core/errors.js";
import { isFloat32Array, isUint8Array, type Matrix, type MatrixData, matrix } from "../core/matrix.js";

export type NdData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array;

/** Row-major: the last index runs fastest. With two dimensions of floats or bytes it is a Matrix too, and `isMatrix` says so. */
export interface NdArray<D extends NdData = NdData> {
  readonly data: D;
  readonly shape: readonly number[];
}

/** The array, with `rows` and `cols` if it can be a Matrix. */
export function ndArray(data: NdData, shape: readonly number[]): NdArray {
  const features = shape.length === 2 && (isFloat32Array(data) || isUint8Array(data));
  return features ? ({ data, shape, rows: shape[0], cols: shape[1] } as NdArray) : { data, shape };
}

export function isMatrix(array: NdArray): array is NdArray<MatrixData> & Matrix {
  return "rows" in array;
}

/**
 * An array of two dimensions as a Matrix: floats and bytes as they are, other numbers rounded to f32.
 * Throws ShapeError for another rank, DataError for a number beyond f32.
 */
export function toMatrix(array: NdArray): Matrix {
  const { data, shape } = array;
  if (shape.length !== 2) throw new ShapeError(`toMatrix: the array has ${shape.length} dimensions; a matrix has 2`);
  if (isFloat32Array(data) || isUint8Array(data)) return matrix(data, [shape[0], shape[1]]);
  const floats = Float32Array.from(data);
  const lost = floats.findIndex((value, i) => !Number.isFinite(value) && Number.isFinite(data[i]));
  if (lost >= 0) throw new DataError(`toMatrix: value ${lost} is ${data[lost]}; a 32-bit float cannot hold it`);
  return matrix(floats, [shape[0], shape[1]]);
}
