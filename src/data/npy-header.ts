/** The header of NPY files: versions 1 to 3. Reference: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
import { FormatError } from "../core/errors.js";

/** What a header says. */
export interface NpyHeader {
  /** As NumPy writes it, such as "<f4". */
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the numbers begin. */
  readonly start: number;
}

const MAGIC = "\x93NUMPY";
/** Headers of plain numbers are a tenth of this. */
const MAX_HEADER = 2 ** 16;
/** NumPy allows 64 at most. */
const MAX_RANK = 64;
const ALIGNMENT = 64;

/** One `key: value` of the Python dict, and what follows it. */
const ENTRY = /\s*(?:'(\w+)'|"(\w+)")\s*:\s*('[^'\\]*'|"[^"\\]*"|True|False|\([\d\s,]*\))\s*(,\s*\}|,|\})/y;

/** Throws FormatError for anything else than a header of known version. */
export function readNpyHeader(bytes: Uint8Array, subject: string): NpyHeader {
  const refuse = (why: string) => new FormatError(`${subject}: ${why}`);
  if (bytes.length < 10 || String.fromCharCode(...bytes.subarray(0, 6)) !== MAGIC) throw refuse("not an NPY file");
  const [major, minor] = bytes.subarray(6, 8);
  if (major < 1 || major > 3 || minor !== 0) throw refuse(`NPY version ${major}.${minor} is not known`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const lengthBytes = major === 1 ? 2 : 4;
  const textStart = 8 + lengthBytes;
  if (bytes.length < textStart) throw refuse("the file ends in its header");
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER) throw refuse(`the header is said to have ${length} bytes; ${MAX_HEADER} are the most`);
  const start = textStart + length;
  if (start > bytes.length) throw refuse("the file ends in its header");
  const text = new TextDecoder(major === 3 ? "utf-8" : "latin1").decode(bytes.subarray(textStart, start));
  const entries = readDict(text, refuse);
  return { ...checkEntries(entries, refuse), start };
}

type Refuse = (why: string) => FormatError;

function readDict(text: string, refuse: Refuse): ReadonlyMap<string, string> {
  const shown = JSON.stringify(text.trim().slice(0, 120));
  const entries = new Map<string, string>();
  const open = /^\s*\{/.exec(text);
  ENTRY.lastIndex = open ? open[0].length : 0;
  for (;;) {
    const match = open && ENTRY.exec(text);
    if (!match) throw refuse(`the header ${shown} does not describe an array of plain numbers`);
    const key = match[1] ?? match[2];
    if (entries.has(key)) throw refuse(`the header ${shown} has ${key} twice`);
    entries.set(key, match[3]);
    if (match[4] === ",") continue;
    if (text.slice(match.index + match[0].length).trim() !== "")
      throw refuse(`the header ${shown} goes on after its end`);
    return entries;
  }
}

function checkEntries(entries: ReadonlyMap<string, string>, refuse: Refuse): Omit<NpyHeader, "start"> {
  const keys = [...entries.keys()].sort().join(", ");
  if (keys !== "descr, fortran_order, shape") throw refuse(`the header has ${keys}, not descr, fortran_order, shape`);
  const [descr, order, shape] = ["descr", "fortran_order", "shape"].map((key) => entries.get(key)!);
  if (!/^["']/.test(descr)) throw refuse(`descr is ${descr}, not the name of a type`);
  if (order !== "True" && order !== "False") throw refuse(`fortran_order is ${order}, not True or False`);
  return { descr: descr.slice(1, -1), fortranOrder: order === "True", shape: readShape(shape, refuse) };
}

const TUPLE = /^\(\s*\)$|^\((\s*\d+\s*,)+(\s*\d+)?\s*\)$/;

/** A tuple: `()`, `(3,)`, `(3, 4)`. */
function readShape(text: string, refuse: Refuse): number[] {
  if (!TUPLE.test(text)) throw refuse(`shape is ${text}, not a tuple of integers`);
  const sizes = Array.from(text.matchAll(/\d+/g), ([digits]) => Number(digits));
  if (!sizes.every(Number.isSafeInteger)) throw refuse(`shape is ${text}; no array is that large`);
  if (sizes.length > MAX_RANK) throw refuse(`shape has ${sizes.length} dimensions; ${MAX_RANK} are the most`);
  return sizes;
}

/** Magic, version 1.0, length and dict, padded so that the numbers begin at a multiple of 64. */
export function writeNpyHeader(descr: string, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const size = Math.ceil((10 + dict.length + 1) / ALIGNMENT) * ALIGNMENT;
  const text = `${dict.padEnd(size - 11)}\n`;
  const bytes = new Uint8Array(size);
  bytes.set([...MAGIC].map((character) => character.charCodeAt(0)));
  bytes.set([1, 0, text.length & 255, text.length >> 8], 6);
  bytes.set(new TextEncoder().encode(text), 10);
  return bytes;
}
