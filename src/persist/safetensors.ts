/**
 * The safetensors container: an 8-byte little-endian header length, a JSON header that names every tensor with its type,
 * shape and place, then the numbers. Reference: https://huggingface.co/docs/safetensors.
 */
import { FormatError } from "../core/errors.js";

const TYPES = {
  F32: Float32Array,
  F64: Float64Array,
  I8: Int8Array,
  U8: Uint8Array,
  I16: Int16Array,
  U16: Uint16Array,
  I32: Int32Array,
  U32: Uint32Array,
} as const;

export type TensorType = keyof typeof TYPES;
export type TensorData = InstanceType<(typeof TYPES)[TensorType]>;

export interface Archive {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, TensorData>;
}

interface Entry {
  readonly dtype: TensorType;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [start: number, end: number];
}

/** Larger headers are refused before they are parsed. */
const MAX_HEADER = 16 * 2 ** 20;
const METADATA = "__metadata__";

export function tensorType(value: unknown): TensorType | undefined {
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  return (Object.keys(TYPES) as TensorType[]).find((type) => TYPES[type].name === tag);
}

export function encodeArchive({ metadata, tensors }: Archive): Uint8Array {
  const header: Record<string, Entry | Readonly<Record<string, string>>> = { [METADATA]: metadata };
  let offset = 0;
  for (const [name, data] of tensors) {
    header[name] = { dtype: tensorType(data)!, shape: [data.length], data_offsets: [offset, offset + data.byteLength] };
    // Each tensor starts on 8 bytes, so that a reader may map it in place.
    offset += Math.ceil(data.byteLength / 8) * 8;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerBytes + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, 8 + text.length, 8 + headerBytes);
  bytes.set(text, 8);
  for (const [name, data] of tensors) {
    const [start] = (header[name] as Entry).data_offsets;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 8 + headerBytes + start);
  }
  return bytes;
}

/** Throws FormatError for anything malformed, before it allocates. */
export function decodeArchive(bytes: Uint8Array): Archive {
  if (bytes.length < 8) throw new FormatError(`model file: ${bytes.length} bytes are too few for a header`);
  const declared = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (declared > BigInt(Math.min(MAX_HEADER, bytes.length - 8))) {
    throw new FormatError(`model file: the header is said to have ${declared} bytes, the file has ${bytes.length}`);
  }
  const headerBytes = Number(declared);
  const header = parseHeader(bytes.subarray(8, 8 + headerBytes));
  const body = bytes.subarray(8 + headerBytes);
  const tensors = new Map<string, TensorData>();
  for (const [name, entry] of Object.entries(header)) {
    if (name !== METADATA) tensors.set(name, readTensor(name, entry, body));
  }
  return { metadata: readMetadata(header[METADATA]), tensors };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isRecord(header)) return header;
  } catch (cause) {
    throw new FormatError(`model file: the header is not JSON (${(cause as Error).message})`, { cause });
  }
  throw new FormatError("model file: the header is not an object");
}

function readMetadata(value: unknown): Record<string, string> {
  if (isRecord(value) && Object.values(value).every((text) => typeof text === "string"))
    return value as Record<string, string>;
  throw new FormatError("model file: it has no metadata");
}

function readTensor(name: string, entry: unknown, body: Uint8Array): TensorData {
  const refuse = (why: string) => new FormatError(`model file: tensor ${JSON.stringify(name)} ${why}`);
  if (!isRecord(entry)) throw refuse("has no description");
  const { dtype, shape, data_offsets: offsets } = entry;
  const Type = typeof dtype === "string" && Object.hasOwn(TYPES, dtype) ? TYPES[dtype as TensorType] : undefined;
  if (!Type) throw refuse(`has the unknown type ${JSON.stringify(dtype)}`);
  if (!isSizes(shape)) throw refuse(`has the shape ${JSON.stringify(shape)}`);
  if (!isSizes(offsets) || offsets.length !== 2) throw refuse(`has the offsets ${JSON.stringify(offsets)}`);
  const [start, end] = offsets;
  const length = shape.reduce((product, size) => product * size, 1);
  if (start > end || end > body.length)
    throw refuse(`lies at ${start} to ${end}, outside the ${body.length} bytes of data`);
  if (end - start !== length * Type.BYTES_PER_ELEMENT)
    throw refuse(`has ${end - start} bytes for ${length} numbers of ${dtype}`);
  // A copy of its own: a Buffer's slice would be a view on a pool.
  return new Type(Uint8Array.from(body.subarray(start, end)).buffer);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
