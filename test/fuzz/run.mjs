// @ts-check
/**
 * `npm run test:fuzz -- [--inputs 100000] [--reader NAME,NAME] [--seed 1] [--index N] [--jobs 2] [--outputFile FILE]`: gives every reader of
 * files that many damaged and made-up inputs, and fails unless each is accepted or refused with a typed error, in bounded time and memory.
 * With --index, that input alone is read again, written to a file, and what happened is shown.
 */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { READERS } from "./readers/index.mjs";
import { replay } from "./replay.mjs";

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "100000" },
    reader: { type: "string", default: Object.keys(READERS).join() },
    seed: { type: "string", default: "1" },
    index: { type: "string" },
    jobs: { type: "string", default: String(availableParallelism()) },
    outputFile: { type: "string" },
  },
});
const [inputs, seed, jobs] = [values.inputs, values.seed, values.jobs].map(Number);
if (!(Number.isSafeInteger(inputs) && inputs > 0 && jobs > 0))
  throw new Error(`${values.inputs} inputs by ${values.jobs} jobs`);
const readers = values.reader.split(",");
const unknown = readers.find((name) => !Object.hasOwn(READERS, name));
if (unknown !== undefined)
  throw new Error(`no reader is named ${unknown}; there are ${Object.keys(READERS).join(", ")}`);

/** @typedef {{ reader: string, refused: number, accepted: number, slowestMs: number, slowestIndex?: number, peakBytes: number, seconds: number, errors: Record<string, number>, failures: { index: number, error: string }[] }} Outcome */

/** @param {string} reader @returns {Promise<Outcome>} */
function inProcess(reader) {
  const script = fileURLToPath(new URL("campaign.mjs", import.meta.url));
  const child = spawn(process.execPath, [script, reader, String(seed), "0", String(inputs)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (text) => {
    out += text;
  });
  child.stderr.on("data", (text) => {
    err += text;
  });
  return new Promise((resolve) =>
    child.on("close", (code) => {
      if (code === 0) return resolve(JSON.parse(out));
      const error = `the process ended with ${code}: ${err.slice(-2000)}`;
      resolve({
        reader,
        refused: 0,
        accepted: 0,
        slowestMs: 0,
        peakBytes: 0,
        seconds: 0,
        errors: {},
        failures: [{ index: -1, error }],
      });
    }),
  );
}

/** @param {Outcome} outcome */
function tell({ reader, refused, accepted, slowestMs, peakBytes, seconds, failures }) {
  const megabytes = (peakBytes / 2 ** 20).toFixed(0);
  const counted = `${refused} refused, ${accepted} accepted, slowest ${slowestMs.toFixed(0)} ms, ${megabytes} MB, ${seconds.toFixed(1)} s`;
  console.log(`${failures.length === 0 ? "ok    " : "FAILED"} ${reader}: ${counted}`);
  for (const { index, error } of failures)
    console.log(`  ${error}\n  replay: npm run test:fuzz -- --reader ${reader} --seed ${seed} --index ${index}`);
}

async function all() {
  const waiting = [...readers];
  /** @type {Outcome[]} */
  const outcomes = [];
  const work = async () => {
    for (let reader = waiting.shift(); reader !== undefined; reader = waiting.shift()) {
      const outcome = await inProcess(reader);
      outcomes.push(outcome);
      tell(outcome);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return outcomes;
}

if (values.index !== undefined) {
  const path = join(tmpdir(), `heddle-fuzz-${readers[0]}-${seed}-${values.index}`);
  process.exitCode = await replay(readers[0], seed, Number(values.index), path);
} else {
  const outcomes = await all();
  const isGood = (/** @type {Outcome} */ { failures, refused, accepted }) =>
    failures.length === 0 && refused + accepted === inputs;
  const failed = outcomes.filter((outcome) => !isGood(outcome)).length;
  console.log(`${outcomes.length - failed} passed, ${failed} failed`);
  if (values.outputFile) {
    const counts = { numPassedTests: outcomes.length - failed, numFailedTests: failed, numFailedTestSuites: 0 };
    const where = { node: process.versions.node, seed, inputs };
    writeFileSync(values.outputFile, JSON.stringify({ ...counts, ...where, readers: outcomes }, null, 2));
  }
  process.exitCode = failed === 0 ? 0 : 1;
}
