/** The IDX format of the MNIST family: a four-byte magic, big-endian dimensions, then the values. */
import { FormatError } from "../core/errors.js";

/** Values in row-major order (last dimension fastest), as a view on the parsed bytes. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const UINT8 = 0x08;
const TYPE_NAMES: Readonly<Record<number, string>> = {
  8: "uint8",
  9: "int8",
  11: "int16",
  12: "int32",
  13: "float32",
  14: "float64",
};

/**
 * Parses an uncompressed IDX array of unsigned bytes. No copy: `data` is a view on `bytes`.
 * @param name what error messages call the input, such as its path.
 * @throws FormatError for a wrong magic, another element type, and for fewer or more bytes than the dimensions declare.
 */
export function parseIdx(bytes: Uint8Array, name = "parseIdx"): IdxArray {
  const shape = readShape(bytes, name);
  const start = 4 + 4 * shape.length;
  const available = bytes.length - start;
  const declared = valuesOf(shape);
  if (declared !== available) {
    const rule = declared > available ? "the file is truncated" : `${available - declared} trailing bytes`;
    throw new FormatError(
      `${name}: the header declares ${shape.join(" × ")} = ${declared} bytes, ${available} follow it; ${rule}`,
    );
  }
  return { shape, data: bytes.subarray(start) };
}

/** Bytes of the whole file as its header declares them, which is all that `bytes` need to have. Throws as `parseIdx` for the header. */
export function declaredIdxBytes(bytes: Uint8Array, name: string): number {
  const shape = readShape(bytes, name);
  return 4 + 4 * shape.length + valuesOf(shape);
}

/** A plain number may round or overflow here, but never to the length of a real array. */
function valuesOf(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
}

function readShape(bytes: Uint8Array, name: string): number[] {
  if (bytes.length < 4) {
    throw new FormatError(`${name}: ${bytes.length} bytes; an IDX file starts with four bytes of magic`);
  }
  const [zero0, zero1, type, dimensions] = bytes;
  if (zero0 !== 0 || zero1 !== 0 || !(type in TYPE_NAMES) || dimensions === 0) {
    const hint = isGzip(bytes) ? "it is still gzip-compressed" : "it is not an IDX file";
    throw new FormatError(`${name}: starts with the bytes ${hex(bytes.subarray(0, 4))}; ${hint}`);
  }
  if (type !== UINT8) throw new FormatError(`${name}: holds ${TYPE_NAMES[type]} values; only uint8 is supported`);
  if (bytes.length < 4 + 4 * dimensions) {
    throw new FormatError(
      `${name}: ${bytes.length} bytes; the header with ${dimensions} dimensions alone takes ${4 + 4 * dimensions}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** Whether the bytes start as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}
