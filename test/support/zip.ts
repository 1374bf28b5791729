/** ZIP archives that no honest program writes. */

const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = 22;
/** Places in an entry of the central directory. */
export const PLACES = { compression: 10, size: 20, originalSize: 24, nameLength: 28, offset: 42, name: 46 } as const;

/** The archive with `change` made to its first entry in the central directory. */
export function withCentralEntry(bytes: Uint8Array, change: (view: DataView, at: number) => void): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  change(view, centralStart(view));
  return copy;
}

function centralStart(view: DataView): number {
  return view.getUint32(view.byteLength - END_BYTES + 16, true);
}

/** An archive of one entry, whose central directory names it `times` times. `change` tells the copies apart. */
export function repeatedEntry(
  bytes: Uint8Array,
  times: number,
  change: (view: DataView, at: number, index: number) => void,
): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(bytes.length - END_BYTES, true) !== END) throw new Error("an archive without a comment is due");
  const start = centralStart(view);
  const entry = bytes.subarray(start, bytes.length - END_BYTES);
  const whole = new Uint8Array(start + times * entry.length + END_BYTES);
  whole.set(bytes.subarray(0, start));
  const changed = new DataView(whole.buffer);
  for (let i = 0; i < times; i++) {
    const at = start + i * entry.length;
    whole.set(entry, at);
    if (changed.getUint32(at, true) !== CENTRAL) throw new Error("one entry is due");
    change(changed, at, i);
  }
  const end = whole.length - END_BYTES;
  whole.set(bytes.subarray(bytes.length - END_BYTES), end);
  for (const place of [8, 10]) changed.setUint16(end + place, times, true);
  changed.setUint32(end + 12, times * entry.length, true);
  return whole;
}
