/**
 * Protobuf's wire format, as far as an ONNX file needs it: unsigned varints, texts, byte strings, packed lists and messages.
 * Reference: https://protobuf.dev/programming-guides/encoding/. A library that knows all of it would be larger than all that is written.
 */

/** Bytes that are joined once, at the end: weights are never copied on the way. */
export interface Chunk {
  readonly size: number;
  readonly parts: readonly (Uint8Array | Chunk)[];
}

const VARINT = 0;
const DELIMITED = 2;
const encoder = new TextEncoder();

export function chunk(parts: readonly (Uint8Array | Chunk)[]): Chunk {
  return {
    size: parts.reduce((size, part) => size + (part instanceof Uint8Array ? part.length : part.size), 0),
    parts,
  };
}

/** @param value a non-negative safe integer. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return Uint8Array.from([...bytes, rest]);
}

export function uint(field: number, value: number): Chunk {
  return chunk([varint(field * 8 + VARINT), varint(value)]);
}

export function message(field: number, parts: readonly (Uint8Array | Chunk)[]): Chunk {
  const payload = chunk(parts);
  return chunk([varint(field * 8 + DELIMITED), varint(payload.size), payload]);
}

export function text(field: number, value: string): Chunk {
  return message(field, [encoder.encode(value)]);
}

/** Non-negative integers, packed. */
export function uints(field: number, values: ArrayLike<number>): Chunk {
  return message(field, [chunk(Array.from(values, varint))]);
}

/** The numbers of a typed array as they lie in memory, little-endian. */
export function raw(field: number, data: ArrayBufferView): Chunk {
  return message(field, [new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
}

export function toBytes(whole: Chunk): Uint8Array {
  const bytes = new Uint8Array(whole.size);
  let at = 0;
  const write = (part: Uint8Array | Chunk): void => {
    if (part instanceof Uint8Array) {
      bytes.set(part, at);
      at += part.length;
    } else part.parts.forEach(write);
  };
  write(whole);
  return bytes;
}
