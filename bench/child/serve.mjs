// @ts-check
/**
 * A contender's own process: `node serve.mjs <module> <threads> <turbo> <settings>`. Commands come as lines of JSON on standard
 * input, replies leave on descriptor 3, so that nothing a library prints can mix with them.
 *
 *   {"op":"prepare","task","spec"} → {"version","answer","firstMs","peakMb"}   the job is set up, run once, and its answer shown
 *   {"op":"warm","ms"} → {"lastMs"}                                       runs that are not counted
 *   {"op":"run","budgetMs","expectedMs"} → {"times","peakMb"}
 */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { peakMb } from "./peak.mjs";

const REPLIES = 3;
const [module, threads, turbo, settings] = process.argv.slice(2);

/** @param {object} value */
function reply(value) {
  const text = Buffer.from(`${JSON.stringify(value)}\n`);
  for (let at = 0; at < text.length; ) at += writeSome(text, at);
}

/**
 * The pipe may be full.
 * @param {Buffer} text
 * @param {number} at
 */
function writeSome(text, at) {
  try {
    return writeSync(REPLIES, text, at);
  } catch (error) {
    if (/** @type {{ code?: string }} */ (error).code === "EAGAIN") return 0;
    throw error;
  }
}

/** @type {import("../types.d.ts").Job | undefined} */
let job;

/** @param {any} command */
async function prepare({ task, spec }) {
  const { open } = await import(`../contenders/${module}.mjs`);
  const contender = await open({ threads: Number(threads), turbo: turbo === "true", ...JSON.parse(settings) });
  job = /** @type {import("../types.d.ts").Job} */ (await contender.tasks[task](spec));
  const started = performance.now();
  const result = await job.run();
  const firstMs = performance.now() - started;
  const peak = peakMb();
  return { version: contender.version, answer: await job.answer(/** @type {never} */ (result)), firstMs, peakMb: peak };
}

/** @param {any} command */
async function warmUp({ ms }) {
  const { warm } = await import("./measure.mjs");
  return { lastMs: await warm(/** @type {import("../types.d.ts").Job} */ (job).run, ms) };
}

/** @param {any} command */
async function run(command) {
  const { measure } = await import("./measure.mjs");
  const times = await measure(/** @type {import("../types.d.ts").Job} */ (job).run, command);
  return { times, peakMb: peakMb() };
}

/** @type {Record<string, (command: any) => Promise<object>>} */
const OPERATIONS = { prepare, warm: warmUp, run };
const commands = createInterface({ input: process.stdin });
for await (const line of commands) {
  const command = JSON.parse(line);
  try {
    reply(await OPERATIONS[command.op](command));
  } catch (error) {
    reply({ error: error instanceof Error ? error.message : String(error) });
  }
}
process.exit(0);
