/**
 * The safetensors container: an 8-byte little-endian header length, a JSON header that names every tensor with its type,
 * shape and place, then the numbers without a gap. Reference: https://huggingface.co/docs/safetensors.
 */
import { FormatError } from "../core/errors.js";
import { isRecord, parseRecord } from "./json.js";

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

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export interface Archive {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
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

/** Wider numbers come first, so that each tensor is aligned in the file and none leaves a gap. */
export function encodeArchive({ metadata, tensors }: Archive): Uint8Array {
  const width = ({ data }: StoredTensor) => data.BYTES_PER_ELEMENT;
  const ordered = [...tensors].sort(([, a], [, b]) => width(b) - width(a));
  const header: Record<string, Entry | Readonly<Record<string, string>>> = { [METADATA]: metadata };
  let offset = 0;
  for (const [name, { data, shape }] of ordered) {
    header[name] = { dtype: tensorType(data)!, shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerBytes + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, 8 + text.length, 8 + headerBytes);
  bytes.set(text, 8);
  for (const [name, { data }] of ordered) {
    const [start] = (header[name] as Entry).data_offsets;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 8 + headerBytes + start);
  }
  return bytes;
}

/**
 * Throws FormatError for anything malformed. The whole header is checked first, `accept` included, which sees the metadata; only then are
 * tensors copied, never more bytes than the file has.
 */
export function decodeArchive(bytes: Uint8Array, accept: (metadata: Archive["metadata"]) => void = () => {}): Archive {
  if (Object.prototype.toString.call(bytes) !== "[object Uint8Array]")
    throw new FormatError("model file: it must be given as a Uint8Array");
  if (bytes.length < 8) throw new FormatError(`model file: ${bytes.length} bytes are too few for a header`);
  const declared = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (declared > BigInt(MAX_HEADER))
    throw new FormatError(`model file: the header is said to have ${declared} bytes; at most ${MAX_HEADER} are read`);
  if (declared > BigInt(bytes.length - 8))
    throw new FormatError(`model file: the header is said to have ${declared} bytes, the file has ${bytes.length}`);
  const headerBytes = Number(declared);
  const { [METADATA]: given, ...entries } = parseRecord(decodeText(bytes.subarray(8, 8 + headerBytes)), "the header");
  const metadata = readMetadata(given);
  accept(metadata);
  const body = bytes.subarray(8 + headerBytes);
  const checked = Object.entries(entries).map(([name, entry]) => [name, checkEntry(name, entry, body.length)] as const);
  checkPlaces(checked, body.length);
  return { metadata, tensors: new Map(checked.map(([name, entry]) => [name, readTensor(name, entry, body)])) };
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError("model file: the header is not UTF-8", { cause });
  }
}

function readMetadata(value: unknown): Record<string, string> {
  if (isRecord(value) && Object.values(value).every((text) => typeof text === "string"))
    return value as Record<string, string>;
  throw new FormatError("model file: it has no metadata");
}

function checkEntry(name: string, entry: unknown, bodyBytes: number): Entry {
  const refuse = (why: string) => new FormatError(`model file: tensor ${JSON.stringify(name)} ${why}`);
  if (!isRecord(entry)) throw refuse("has no description");
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== "string" || !Object.hasOwn(TYPES, dtype))
    throw refuse(`has the unknown type ${JSON.stringify(dtype)}`);
  if (!isSizes(shape)) throw refuse(`has the shape ${JSON.stringify(shape)}`);
  if (!isSizes(offsets) || offsets.length !== 2) throw refuse(`has the offsets ${JSON.stringify(offsets)}`);
  const [start, end] = offsets;
  const length = shape.reduce((product, size) => product * size, 1);
  if (start > end || end > bodyBytes)
    throw refuse(`lies at ${start} to ${end}, outside the ${bodyBytes} bytes of data`);
  if (end - start !== length * TYPES[dtype as TensorType].BYTES_PER_ELEMENT)
    throw refuse(`has ${end - start} bytes for ${length} numbers of ${dtype}`);
  return { dtype: dtype as TensorType, shape, data_offsets: [start, end] };
}

/** Tensors follow each other without gap or overlap, up to the end of the file. */
function checkPlaces(entries: readonly (readonly [string, Entry])[], bodyBytes: number): void {
  const places = entries.map(([name, { data_offsets }]) => ({ name, start: data_offsets[0], end: data_offsets[1] }));
  places.sort((a, b) => a.start - b.start || a.end - b.end);
  let at = 0;
  for (const { name, start, end } of places) {
    const what = start < at ? "overlaps the one before it" : "leaves a gap before it";
    if (start !== at) throw new FormatError(`model file: tensor ${JSON.stringify(name)} at ${start} ${what} (${at})`);
    at = end;
  }
  if (at !== bodyBytes)
    throw new FormatError(`model file: ${bodyBytes - at} bytes after the last tensor belong to none`);
}

function readTensor(name: string, { dtype, shape, data_offsets: [start, end] }: Entry, body: Uint8Array): StoredTensor {
  // A copy of its own: a Buffer's slice would be a view on a pool, and Uint8Array.from walks byte by byte.
  const copy = new Uint8Array(end - start);
  copy.set(body.subarray(start, end));
  const data = new TYPES[dtype](copy.buffer);
  if (dtype === "F32" || dtype === "F64") {
    // A finite number less itself is 0; NaN and the infinities give NaN. A plain loop: files hold millions.
    for (let i = 0; i < data.length; i++) {
      if (data[i] - data[i] !== 0)
        throw new FormatError(`model file: tensor ${JSON.stringify(name)} has the value ${data[i]} at ${i}`);
    }
  }
  return { shape, data };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
