/** The default runtime on Node. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, expect, jest, test } from "@jest/globals";
import { Piscina } from "piscina";
import { currentRuntime } from "../../src/engine/runtime.js";
import { close, init, KNeighborsClassifier, ParameterError, workerFilename } from "../../src/index.js";
import { PiscinaExecutor } from "../../src/parallel/piscina.js";
import { SerialExecutor } from "../../src/parallel/serial.js";
import { randomBytes } from "../support/random-data.js";

afterEach(async () => {
  delete process.env.HEDDLE_THREADS;
  await close();
});

test("threads 0 computes in the calling thread, more threads on a pool of that size", async () => {
  expect((await init({ threads: 0 })).executor).toBeInstanceOf(SerialExecutor);
  const { executor } = await init({ threads: 3 });
  expect(executor).toBeInstanceOf(PiscinaExecutor);
  expect(executor.concurrency).toBe(3);
});

test("HEDDLE_THREADS sets the number of threads where init does not", async () => {
  process.env.HEDDLE_THREADS = "1";
  expect((await currentRuntime()).executor.concurrency).toBe(1);
  expect((await init({ threads: 2 })).executor.concurrency).toBe(2);
});

test.each([-1, 1.5, 257, Number.NaN])("%p threads are a ParameterError", async (threads) => {
  await expect(init({ threads })).rejects.toThrow(ParameterError);
});

test("a HEDDLE_THREADS that is no number is a ParameterError, and correcting it is enough", async () => {
  process.env.HEDDLE_THREADS = "many";
  expect(() => currentRuntime()).toThrow(ParameterError);
  process.env.HEDDLE_THREADS = "0";
  expect((await currentRuntime()).executor.concurrency).toBe(1);
});

test("everyone gets the same runtime until it is closed or started anew", async () => {
  const first = await init({ threads: 0 });
  expect(await currentRuntime()).toBe(first);
  await close();
  expect((await init({ threads: 0 })).engine).not.toBe(first.engine);
  await close();
  await close();
});

test("of two starts at once the second stays, and the first leaves no pool behind", async () => {
  const ended = jest.spyOn(Piscina.prototype, "destroy");
  const [, second] = await Promise.all([init({ threads: 1 }), init({ threads: 1 })]);
  expect(await currentRuntime()).toBe(second);
  expect(ended).toHaveBeenCalledTimes(1);
  await close();
  expect(ended).toHaveBeenCalledTimes(2);
  ended.mockRestore();
});

test("a Piscina of one's own does the work and is left open by close", async () => {
  const pool = new Piscina({ filename: workerFilename, minThreads: 2, maxThreads: 2 });
  const before = pool.completed;
  await init({ pool });
  const X = randomBytes(1, 600, 100, 7);
  const knn = await new KNeighborsClassifier({ nNeighbors: 1 }).fit(X, new Uint8Array(600));
  expect(await knn.score(X, new Uint8Array(600))).toBe(1);
  expect(pool.completed).toBeGreaterThan(before);
  await close();
  expect(pool.threads.length).toBe(2);
  await pool.destroy();
});

/** What a script of test/support/ prints. */
async function printed(script: string): Promise<string> {
  const path = fileURLToPath(new URL(`../support/${script}`, import.meta.url));
  const env = { ...process.env, HEDDLE_THREADS: "2" };
  return (await promisify(execFile)(process.execPath, [path], { env, timeout: 60_000 })).stdout;
}

test("the default pool does not keep the process alive", async () => {
  expect(await printed("fit-and-exit.mjs")).toMatch(/^score 0\.\d+\n$/);
});

test("of twelve runtimes that were closed, hardly any memory is left", async () => {
  expect(await printed("restarts.mjs")).toMatch(/^[1-3]\n[1-3]\n$/);
});
