/** Tasks that misbehave on demand. Plain JavaScript, since worker threads load it too. */
import { setTimeout as wait } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { AbortError, ShapeError } from "../../dist/core/errors.js";
import { defineTask } from "../../dist/engine/executor.js";
import { barrierWait } from "../../dist/kernels/barrier.js";
import { view, Workspace } from "../../dist/kernels/tensor.js";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc");

/** Sleeps without a timer, so that it works in any thread. */
function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

export const square = defineTask("test.square", (x) => x * x);

/** Reports every number below `payload`, then returns it. */
export const count = defineTask("test.count", (payload, context) => {
  for (let i = 0; i < payload; i++) context.report(i);
  return payload;
});

export const fail = defineTask("test.fail", ({ type, message }) => {
  if (type === "ShapeError") throw new ShapeError(message);
  throw new RangeError(message);
});

/** Runs until the caller gives up; `fail` makes it throw at once. */
export const untilCancelled = defineTask("test.untilCancelled", async ({ fail: mustFail }, context) => {
  if (mustFail) throw new ShapeError("this one failed");
  while (!context.cancelled()) {
    sleep(1);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  throw new AbortError("test.untilCancelled");
});

/** Ends the thread in the middle of a task. */
export const die = defineTask("test.die", () => process.exit(3));

/** Dies, one way or the other, with `bytes` of scratch memory in its hands. */
export const dieHolding = defineTask("test.dieHolding", ({ bytes, code }, { engine }) => {
  new Workspace(engine).alloc("u8", bytes);
  if (code !== undefined) process.exit(code);
  setTimeout(() => {
    throw new Error("nobody catches this");
  }, 0);
  return new Promise(() => {});
});

/** Never answers: with its thread busy for ever, waiting for ever, or idle. Holds `bytes` of scratch memory. */
export const hang = defineTask("test.hang", ({ how, bytes = 0 }, { engine, report }) => {
  new Workspace(engine).alloc("u8", bytes);
  report("hangs");
  if (how === "idle") return new Promise(() => {});
  if (how === "waiting") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  for (;;);
});

/** Bytes that the thread's own arena has handed out. */
export const usedBytes = defineTask("test.usedBytes", (_, { engine }) => {
  sleep(20);
  return engine.arena.usedBytes;
});

/** Collects the garbage of its thread. */
export const collect = defineTask("test.collect", () => {
  gc();
  sleep(2);
});

const enginesSeen = new Set();

/** How many of the engines that its thread has joined are still held by somebody, once its garbage is collected. */
export const enginesHeld = defineTask("test.enginesHeld", async (_, { engine }) => {
  enginesSeen.add(new WeakRef(engine));
  // What a WeakRef was asked for lives until its turn of the event loop ends.
  await wait(0);
  gc();
  return [...enginesSeen].filter((seen) => seen.deref()).length;
});

/** Waits at a barrier of the kernels where the others never come. */
export const waitAtBarrier = defineTask("test.waitAtBarrier", ({ barrier, hangs }, { engine, report }) => {
  report("here");
  if (hangs) for (;;);
  barrierWait(engine, barrier);
});

/** Waits until `size` tasks have entered; word 1 set means that the group was abandoned. */
export const meet = defineTask("test.meet", ({ words, size, absent }) => {
  if (absent) throw new ShapeError("one did not come");
  Atomics.add(words, 0, 1);
  while (Atomics.load(words, 0) < size && Atomics.load(words, 1) === 0) sleep(1);
  return Atomics.load(words, 1) === 0 ? "met" : "abandoned";
});

/** Fills a tensor of the caller with the thread's own sums, by way of scratch memory from the thread's own arena. */
export const fill = defineTask("test.fill", ({ tensor, value, scratchBytes }, { engine }) => {
  const workspace = new Workspace(engine);
  const scratch = workspace.alloc("u8", scratchBytes);
  view(engine, scratch).fill(value);
  view(engine, tensor).fill(view(engine, scratch)[scratchBytes - 1]);
  workspace.release();
  return engine.arena.usedBytes;
});

export const ALL = [
  square,
  count,
  fail,
  untilCancelled,
  die,
  dieHolding,
  hang,
  usedBytes,
  collect,
  enginesHeld,
  waitAtBarrier,
  meet,
  fill,
];
