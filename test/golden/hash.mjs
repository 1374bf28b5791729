/** Hashes of what models learn and answer, the same on every runtime. */

/** Images to predict: more than a network answers at once in the calling thread. */
export const ROWS = 300;

/**
 * What a fitted model learned, what its file holds, and what it answers, each as a hash. `rows`: ROWS images, 784 bytes each.
 */
export async function hashesOf(model, bytes, rows, heddle) {
  return {
    state: await digest(bitsOf(model.learnedState())),
    file: await digest(withoutTimes(bytes)),
    ...(await answersOf(model, rows, heddle)),
  };
}

/** Method → hash of its answers for scaled bytes and for floats. A method that the model does not have is left out. */
export async function answersOf(model, rows, { matrix, scaled }) {
  const bytes = scaled(matrix(rows, [ROWS, 784]), 1 / 255);
  const floats = matrix(
    Float32Array.from(rows, (value) => value * Math.fround(1 / 255)),
    [ROWS, 784],
  );
  const answers = {};
  for (const method of ["predict", "predictProba", "decisionFunction"]) {
    try {
      answers[method] = await digest(bitsOf([await model[method](bytes), await model[method](floats)]));
    } catch (error) {
      if (!/has no (predictProba|decisionFunction)|is not a function|to give probabilities/.test(error.message))
        throw error;
    }
  }
  return answers;
}

/** The numbers of a model file; its header holds the seconds that each epoch took. */
function withoutTimes(bytes) {
  return [bytes.subarray(8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)))];
}

/** Bits and names of plain data, in the order of the names. Times are measured, not learned. */
function bitsOf(value) {
  if (ArrayBuffer.isView(value)) return [text(`${value.constructor.name} ${value.length} `), bytesOf(value)];
  if (typeof value === "number") return [text("number "), bytesOf(Float64Array.of(value))];
  if (typeof value !== "object" || value === null) return [text(`${typeof value} ${value} `)];
  const names = Object.keys(value).filter((name) => name !== "seconds");
  const parts = names.sort().flatMap((name) => [text(`${name}: `), ...bitsOf(value[name])]);
  return [text(`object ${names.length} `), ...parts];
}

const text = (words) => new TextEncoder().encode(words);

function bytesOf(values) {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** The first 16 hexadecimal digits of the SHA-256 of all chunks. */
async function digest(chunks) {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  const whole = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(whole.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
