// @ts-check
/** The thread that reads: one input after the other, the number of the current one where the watchdog sees it. */
import { parentPort, workerData } from "node:worker_threads";
import { HeddleError } from "../../dist/core/errors.js";
import { inputOf } from "./input.mjs";

/** @typedef {{ index: number, error: string }} Failure */

/** More say nothing new. */
const MOST_FAILURES = 20;

const { name, seed, first, inputs, shared, readers } = workerData;
const current = new Int32Array(shared);
const { READERS } = await import(readers);
/** @type {import("./readers/reader.mjs").Reader} */
const reader = await READERS[name]();
const isTyped = (/** @type {unknown} */ error) => error instanceof HeddleError;
let usable = 0;
for (const bytes of reader.corpus) {
  try {
    await reader.read(bytes);
    usable++;
  } catch (error) {
    if (!isTyped(error)) throw error;
  }
}
if (usable === 0) throw new Error(`${name} accepts nothing of its corpus`);

const prototypes = [Object.prototype, Array.prototype, Function.prototype];
const untouched = prototypes.map((one) => Reflect.ownKeys(one).length).join();

const totals = { refused: 0, accepted: 0, slowestMs: 0, slowestIndex: first };
/** @type {Record<string, number>} */
const errors = {};
/** @type {Failure[]} */
const failures = [];

parentPort?.postMessage({ kind: "ready" });
for (let index = first; index < first + inputs && failures.length < MOST_FAILURES; index++) {
  const bytes = inputOf(reader, seed, index);
  Atomics.store(current, 0, index);
  const started = performance.now();
  try {
    await reader.read(bytes);
    totals.accepted++;
  } catch (error) {
    if (isTyped(error)) {
      const type = /** @type {Error} */ (error).name;
      totals.refused++;
      errors[type] = (errors[type] ?? 0) + 1;
    } else failures.push({ index, error: String(/** @type {Error} */ (error)?.stack ?? error) });
  }
  const ms = performance.now() - started;
  if (ms > totals.slowestMs) Object.assign(totals, { slowestMs: ms, slowestIndex: index });
  if (prototypes.map((one) => Reflect.ownKeys(one).length).join() !== untouched) {
    failures.push({ index, error: "a prototype of the language has changed" });
    break;
  }
}
parentPort?.postMessage({ kind: "done", ...totals, errors, failures });
