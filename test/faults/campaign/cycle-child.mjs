/**
 * `node --expose-gc cycle-child.mjs SUBJECT CYCLES`: fits and predicts so many times, and prints as JSON the resident memory after each cycle and
 * what the arena and the shared memory held.
 */
import { setTimeout as wait } from "node:timers/promises";
import { close, init } from "../../../dist/bundle/index.js";
import { makeData, SUBJECTS } from "./subjects.mjs";

const [name, cycles] = process.argv.slice(2);
const { engine } = await init({ threads: 2 });
const { X, y } = makeData();

async function cycle() {
  const model = await SUBJECTS[name](X, y);
  await model.predict(X);
  await model.predictProba?.(X).catch((error) => {
    if (!/predictProba|probabilit/.test(error.message)) throw error;
  });
}

/** What models keep for their next prediction goes when they are collected. */
async function collected() {
  globalThis.gc();
  await wait(0);
  return engine.arena.usedBytes;
}

const rss = [];
let mostUsed = 0;
let sharedAtHalf = 0;
for (let i = 0; i < Number(cycles); i++) {
  await cycle();
  mostUsed = Math.max(mostUsed, await collected());
  if (i === Math.floor(cycles / 2)) sharedAtHalf = engine.memory.buffer.byteLength;
  rss.push(process.memoryUsage.rss());
}
const sharedGrowth = engine.memory.buffer.byteLength - sharedAtHalf;
console.log(JSON.stringify({ rss, mostUsed, sharedGrowth, shared: engine.memory.buffer.byteLength }));
await close();
