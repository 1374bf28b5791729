/**
 * `node --expose-gc cycle-child.mjs SUBJECT CYCLES`: fits and predicts so many times, and prints as JSON the resident memory after each cycle and
 * what the arena and the shared memory held.
 */
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { init } from "../../../dist/index.js";
import { collect } from "../../support/test-tasks.mjs";
import { makeData, SUBJECTS } from "./subjects.mjs";

const STATUS = "/proc/self/status";
const THREADS = 2;
const TRIES = 10;
const [name, cycles] = process.argv.slice(2);
/** With the task that collects garbage, so that no heap of a thread stands between a leak and its measurement. */
const filename = fileURLToPath(new URL("../../support/test-worker.mjs", import.meta.url));
const pool = new Piscina({ filename, minThreads: THREADS, maxThreads: THREADS });
const { engine, executor } = await init({ pool });
const { X, y } = makeData();

async function cycle() {
  const model = await SUBJECTS[name](X, y);
  await model.predict(X);
  await model.predictProba?.(X).catch((error) => {
    if (!/predictProba|probabilit/.test(error.message)) throw error;
  });
}

/** Bytes that stay in use. What models keep for their next prediction goes when V8 tells, some time after it has collected them. */
async function collected() {
  for (let tries = 0; tries < TRIES; tries++) {
    globalThis.gc();
    await wait(tries);
    if (engine.arena.usedBytes === 0) break;
  }
  await executor.map(collect, Array(THREADS).fill(null), { together: { abandon() {} } });
  return engine.arena.usedBytes;
}

/** Of this process and its alone, in memory or swapped out: pages of the program's files come and go with what the system needs. */
function residentBytes() {
  if (!existsSync(STATUS)) return process.memoryUsage.rss();
  const status = readFileSync(STATUS, "utf8");
  const kilobytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0);
  return 1024 * (kilobytes("RssAnon") + kilobytes("RssShmem") + kilobytes("VmSwap"));
}

const resident = [];
let mostUsed = 0;
let sharedAtHalf = 0;
for (let i = 0; i < Number(cycles); i++) {
  await cycle();
  mostUsed = Math.max(mostUsed, await collected());
  if (i === Math.floor(cycles / 2)) sharedAtHalf = engine.memory.buffer.byteLength;
  resident.push(residentBytes());
}
const sharedGrowth = engine.memory.buffer.byteLength - sharedAtHalf;
console.log(JSON.stringify({ resident, mostUsed, sharedGrowth, shared: engine.memory.buffer.byteLength }));
await pool.destroy();
