// @ts-check
/** Computes one part of every product that the main thread announces. */
import { parentPort, workerData } from "node:worker_threads";
import { joinEngine } from "../../dist/engine/engine.js";
import { gemm, gemmScratch } from "../../dist/kernels/gemm.js";
import { Workspace } from "../../dist/kernels/tensor.js";

/** The words of heddle-gemm.mjs, which imports too much to be imported here. */
const [TURN, DONE] = [0, 1];
/** Looks before it sleeps: a product follows the last one at once. */
const SPINS = 20_000;

const { seed, A, B, C, part } = workerData;
/** @type {Int32Array} */
const words = workerData.words;
const engine = joinEngine(seed);
const scratch = gemmScratch(new Workspace(engine));

/** @param {number} turn the one already computed */
function waitForNext(turn) {
  for (let i = 0; i < SPINS; i++) if (Atomics.load(words, TURN) !== turn) return;
  Atomics.wait(words, TURN, turn);
}

parentPort?.postMessage("ready");
for (let turn = 0; ; turn++) {
  waitForNext(turn);
  gemm(engine, A, B, C, scratch, part);
  Atomics.add(words, DONE, 1);
}
