/** Reads protobuf back by the rules of its wire format. */
import { expect } from "@jest/globals";

/** Field number → its values in order; what has a length stays bytes. */
export type Fields = ReadonlyMap<number, readonly (number | Uint8Array)[]>;

/** One level of a message: varints and fields with a length. */
export function decode(bytes: Uint8Array): Fields {
  const fields = new Map<number, (number | Uint8Array)[]>();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const number = varint();
    const delimited = key % 8 === 2;
    expect([0, 2]).toContain(key % 8);
    if (delimited) at += number;
    const value = delimited ? bytes.subarray(at - number, at) : number;
    fields.set(Math.floor(key / 8), [...(fields.get(Math.floor(key / 8)) ?? []), value]);
  }
  expect(at).toBe(bytes.length);
  return fields;
}

/** The messages of a field. */
export function messages(fields: Fields, field: number): Fields[] {
  return (fields.get(field) ?? []).map((payload) => decode(payload as Uint8Array));
}

/** The texts of a field. */
export function texts(fields: Fields, field: number): string[] {
  return (fields.get(field) ?? []).map((payload) => new TextDecoder().decode(payload as Uint8Array));
}

/** Field numbers of onnx.proto3. */
export const GRAPH = 7;
export const NODE = 1;
export const INITIALIZER = 5;
export const INPUT = 11;
export const OUTPUT = 12;

export function graphOf(model: Uint8Array): Fields {
  return messages(decode(model), GRAPH)[0];
}

export function operators(graph: Fields): string[] {
  return messages(graph, NODE).map((node) => texts(node, 4)[0]);
}
