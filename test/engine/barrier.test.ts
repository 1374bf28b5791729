/** The barrier of assembly/sync/barrier.ts with real threads. */
import { Worker } from "node:worker_threads";
import { expect, test } from "@jest/globals";
import { createEngine } from "../../src/engine/engine.js";
import { loadModule } from "../../src/engine/load-node.js";
import { view, Workspace } from "../../src/kernels/tensor.js";

interface BarrierExports {
  barrier_wait(p: number, size: number): number;
  barrier_abandon(p: number): void;
}

/** Counts up its own cell, waits, and checks that everyone has counted as far; posts how many steps went right. */
const SCRIPT = `
  const { parentPort, workerData: { module, memory, barrier, cells, me, size, steps } } = require("node:worker_threads");
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const counts = new Int32Array(memory.buffer, cells, size);
  let good = 0;
  for (let step = 1; step <= steps; step++) {
    counts[me] = step;
    if (exports.barrier_wait(barrier, size) !== 0) break;
    if (counts.every((count) => count === step)) good++;
    if (exports.barrier_wait(barrier, size) !== 0) break;
  }
  parentPort.postMessage(good);
`;

function start(size: number, present: number, steps: number) {
  const engine = createEngine(loadModule(false), false);
  const workspace = new Workspace(engine);
  const barrier = workspace.zeros("i32", 3);
  const cells = workspace.zeros("i32", size);
  const { module, memory } = engine;
  const shared = { module, memory, barrier: barrier.ptr, cells: cells.ptr, size, steps };
  const results = Array.from({ length: present }, (_, me) => {
    const worker = new Worker(SCRIPT, { eval: true, workerData: { ...shared, me } });
    return new Promise<number>((resolve, reject) => worker.once("message", resolve).once("error", reject));
  });
  return { engine, barrier, cells, exports: engine.exports as BarrierExports, results };
}

test.each([2, 5])("%i threads are in step for a thousand steps", async (size) => {
  const { results } = start(size, size, 1000);
  expect(await Promise.all(results)).toEqual(new Array(size).fill(1000));
});

test("whoever waits for a thread that never comes is freed by barrier_abandon, and so is whoever comes later", async () => {
  const { engine, barrier, cells, exports, results } = start(4, 3, 1);
  while (view(engine, barrier)[0] < 3) await new Promise((resolve) => setTimeout(resolve, 1));
  exports.barrier_abandon(barrier.ptr);
  expect(await Promise.all(results)).toEqual([0, 0, 0]);
  expect([...view(engine, cells)]).toEqual([1, 1, 1, 0]);
  expect(exports.barrier_wait(barrier.ptr, 9)).toBe(1);
});
