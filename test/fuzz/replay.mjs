// @ts-check
/** One input of a campaign once more. */
import { writeFileSync } from "node:fs";
import { HeddleError } from "../../dist/core/errors.js";
import { inputOf } from "./input.mjs";
import { READERS } from "./readers/index.mjs";

/**
 * Writes the input to `path` and says what the reader makes of it. The status is 0 if that is what a reader promises.
 * @param {string} name
 * @param {number} seed
 * @param {number} index
 * @param {string} path
 */
export async function replay(name, seed, index, path) {
  const reader = await READERS[name]();
  const bytes = inputOf(reader, seed, index);
  writeFileSync(path, bytes);
  console.log(`input ${index} of seed ${seed} for ${name}: ${bytes.length} bytes, in ${path}`);
  const started = performance.now();
  const took = () => `after ${(performance.now() - started).toFixed(1)} ms`;
  try {
    await reader.read(bytes);
    console.log(`accepted ${took()}`);
    return 0;
  } catch (error) {
    console.log(
      `${error instanceof HeddleError ? "refused" : "FAILED"} ${took()}: ${/** @type {Error} */ (error).stack?.slice(0, 4000)}`,
    );
    return error instanceof HeddleError ? 0 : 1;
  }
}
