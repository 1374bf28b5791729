// @ts-check
/** Damage for any kind of file. Every choice comes from the random numbers it is given, so an input can be made again. */

/** @typedef {import("../../dist/core/random.js").Random} Random */

/** No input is longer, so that a run's memory is the reader's and not the campaign's. */
const MOST_BYTES = 1 << 21;
const MOST_STEPS = 4;
/** What people forget: the ends of the integer types, and of what a double counts exactly. */
const LENGTHS = [
  0n,
  1n,
  -1n,
  2n ** 15n,
  2n ** 16n - 1n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 31n + 1n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];
const NUMBERS = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -0,
  5e-324,
  1e-45,
  3.4028235e38,
  1e39,
  1.7976931348623157e308,
];
const BYTES = [0, 1, 0x0a, 0x22, 0x2c, 0x5b, 0x7b, 0x7f, 0x80, 0xff];

/**
 * @template T
 * @param {Random} random
 * @param {readonly T[]} list
 */
export const pick = (random, list) => list[random.below(list.length)];

/** @type {readonly ((random: Random, bytes: Uint8Array, corpus: readonly Uint8Array[]) => Uint8Array)[]} */
const STEPS = [flipBits, setBytes, truncate, grow, remove, repeat, splice, writeLength, writeLength, writeNumber];

/**
 * `bytes` with one to four kinds of damage.
 * @param {Random} random
 * @param {Uint8Array} bytes
 * @param {readonly Uint8Array[]} corpus
 */
export function damaged(random, bytes, corpus) {
  /** @type {Uint8Array} */
  let result = bytes.slice();
  for (let left = 1 + random.below(MOST_STEPS); left > 0; left--) result = pick(random, STEPS)(random, result, corpus);
  return result.subarray(0, MOST_BYTES);
}

/**
 * Headers and trailers are where the lengths are.
 * @param {Random} random
 * @param {number} length
 */
function place(random, length) {
  if (length === 0) return 0;
  const near = Math.min(length, 128);
  return [random.below(near), length - 1 - random.below(near), random.below(length)][random.below(3)];
}

/** @param {Random} random @param {Uint8Array} bytes */
function range(random, bytes) {
  const start = place(random, bytes.length);
  return [start, Math.min(bytes.length, start + 1 + random.below(64))];
}

/** @param {readonly Uint8Array[]} parts */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {Random} random @param {Uint8Array} bytes */
function flipBits(random, bytes) {
  for (let left = 1 + random.below(8); left > 0 && bytes.length > 0; left--)
    bytes[place(random, bytes.length)] ^= 1 << random.below(8);
  return bytes;
}

/** @param {Random} random @param {Uint8Array} bytes */
function setBytes(random, bytes) {
  const [start, end] = range(random, bytes);
  return bytes.fill(random.below(2) ? pick(random, BYTES) : random.below(256), start, end);
}

/** @param {Random} random @param {Uint8Array} bytes */
function truncate(random, bytes) {
  return bytes.slice(0, random.below(bytes.length + 1));
}

/** @param {Random} random @param {Uint8Array} bytes */
function grow(random, bytes) {
  return joined(bytes, randomBytes(random, 1 + random.below(64)));
}

/** @param {Random} random @param {Uint8Array} bytes */
function remove(random, bytes) {
  const [start, end] = range(random, bytes);
  return joined(bytes.subarray(0, start), bytes.subarray(end));
}

/** @param {Random} random @param {Uint8Array} bytes */
function repeat(random, bytes) {
  const [start, end] = range(random, bytes);
  const times = random.below(400) === 0 ? 500 : 1 + random.below(8);
  return joined(bytes.subarray(0, start), ...new Array(times).fill(bytes.subarray(start, end)), bytes.subarray(start));
}

/** @param {Random} random @param {Uint8Array} bytes @param {readonly Uint8Array[]} corpus */
function splice(random, bytes, corpus) {
  const other = pick(random, corpus);
  return joined(bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1)));
}

/** @param {Random} random @param {Uint8Array} bytes */
function writeLength(random, bytes) {
  const size = pick(random, [1, 2, 4, 8]);
  const value = random.below(4) ? pick(random, LENGTHS) : BigInt(bytes.length - 3 + random.below(7));
  const text = new Uint8Array(8);
  new DataView(text.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  const written = text.subarray(0, size);
  return overwritten(bytes, place(random, bytes.length), random.below(2) ? written : written.reverse());
}

/** @param {Random} random @param {Uint8Array} bytes */
function writeNumber(random, bytes) {
  const wide = random.below(2) === 1;
  const text = new Uint8Array(wide ? 8 : 4);
  const view = new DataView(text.buffer);
  const value = pick(random, NUMBERS);
  if (wide) view.setFloat64(0, value, true);
  else view.setFloat32(0, value, true);
  return overwritten(bytes, place(random, bytes.length), text);
}

/** @param {Uint8Array} bytes @param {number} at @param {Uint8Array} text */
function overwritten(bytes, at, text) {
  bytes.set(text.subarray(0, bytes.length - at), at);
  return bytes;
}

/** @param {Random} random @param {number} length */
export function randomBytes(random, length) {
  return Uint8Array.from({ length }, () => random.below(256));
}

/**
 * A number as someone with bad intentions writes it where a size is expected.
 * @param {Random} random
 */
export function hostileSize(random) {
  return String(
    random.below(3)
      ? pick(random, LENGTHS)
      : pick(random, ["1e400", "-0", "0.5", "00", "1e3", "0x10", "NaN", "9".repeat(400)]),
  );
}
