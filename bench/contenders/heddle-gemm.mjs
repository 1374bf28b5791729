// @ts-check
/**
 * The matrix product as the models use it: operands in the engine's memory, the longer side of C shared out between threads
 * that wait for each other on words of shared memory.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { floats } from "../child/data.mjs";
import { sampleProduct } from "../child/product.mjs";

/** Parts begin at whole tiles. */
const TILE = 16;
/** Words: the number of the product being computed, and how many workers have finished it. */
export const TURN = 0;
export const DONE = 1;

/**
 * Part `index` of `count` of C's longer side, as options of `gemm`.
 * @param {{ m: number, n: number }} shape
 * @param {number} index
 * @param {number} count
 * @returns {{ rows: [number, number] } | { cols: [number, number] }}
 */
export function partOf({ m, n }, index, count) {
  const size = Math.max(m, n);
  const edge = (/** @type {number} */ i) => Math.min(size, Math.ceil((i * size) / count / TILE) * TILE);
  /** @type {[number, number]} */
  const range = [edge(index), edge(index + 1)];
  return m >= n ? { rows: range } : { cols: range };
}

/**
 * @param {any} engine
 * @param {{ m: number, n: number, k: number, a: string, b: string }} shape
 * @param {number} threads
 */
export async function openGemm(engine, shape, threads) {
  const { m, n, k, a, b } = shape;
  const { gemm, gemmScratch } = await import("../../dist/kernels/gemm.js");
  const { view, Workspace } = await import("../../dist/kernels/tensor.js");
  const workspace = new Workspace(engine);
  const A = workspace.put("f32", floats(a), m, k);
  const B = workspace.put("f32", floats(b), k, n);
  const C = workspace.alloc("f32", m, n);
  const scratch = gemmScratch(workspace);
  const words = new Int32Array(new SharedArrayBuffer(8));
  const { id, module, memory, turbo } = engine;
  const workers = Array.from({ length: threads - 1 }, (_, i) => {
    const workerData = { seed: { id, module, memory, turbo }, A, B, C, words, part: partOf(shape, i + 1, threads) };
    return new Worker(new URL("./heddle-gemm-worker.mjs", import.meta.url), { workerData });
  });
  await Promise.all(workers.map((worker) => once(worker, "message")));
  const mine = partOf(shape, 0, threads);
  return {
    run() {
      Atomics.store(words, DONE, 0);
      Atomics.add(words, TURN, 1);
      Atomics.notify(words, TURN);
      gemm(engine, A, B, C, scratch, mine);
      // The parts are equal, so what is left to wait for is short.
      while (Atomics.load(words, DONE) < workers.length);
      return view(engine, C);
    },
    answer: (/** @type {Float32Array} */ product) => ({ values: sampleProduct(product, m, n) }),
  };
}
