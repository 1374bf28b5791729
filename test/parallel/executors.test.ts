/** Both executors keep the same promises. */
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "@jest/globals";
import { Piscina } from "piscina";
import { AbortError, HeddleError, ShapeError, WorkerError } from "../../src/core/errors.js";
import { createEngine } from "../../src/engine/engine.js";
import type { Executor } from "../../src/engine/executor.js";
import { loadModule } from "../../src/engine/load-node.js";
import { view, Workspace } from "../../src/kernels/tensor.js";
import { PiscinaExecutor } from "../../src/parallel/piscina.js";
import { SerialExecutor } from "../../src/parallel/serial.js";
import { count, die, fail, fill, meet, square, untilCancelled } from "../support/test-tasks.mjs";

const engine = createEngine(loadModule(false), false);
const filename = fileURLToPath(new URL("../support/test-worker.mjs", import.meta.url));
const makePool = (threads: number) => new Piscina({ filename, minThreads: threads, maxThreads: threads });
const pool = makePool(2);
afterAll(() => pool.destroy());

/** Rejection of a promise, for looking at more than one property. */
const rejection = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => Promise.reject(new Error("it did not reject")),
    (error: Error) => error,
  );
const words = () => new Int32Array(new SharedArrayBuffer(8));
const abandoning = (shared: Int32Array) => ({ abandon: () => void Atomics.store(shared, 1, 1) });

describe.each<[string, Executor]>([
  ["serial", new SerialExecutor(engine)],
  ["pool of two", new PiscinaExecutor(engine, pool)],
])("%s", (_, executor) => {
  test("results come in the order of the payloads", async () => {
    const numbers = Array.from({ length: 20 }, (_, i) => i);
    const results = await executor.map(square, numbers, { cost: (x) => x });
    expect(results).toEqual(numbers.map((x) => x * x));
    expect(await executor.map(square, [])).toEqual([]);
  });

  test("a task that ends as if nothing were, after its call was cancelled, is no success", async () => {
    const controller = new AbortController();
    const onReport = () => controller.abort();
    const results: number[] = [];
    const onResult = (result: number) => results.push(result);
    const error = await rejection(executor.map(count, [1], { signal: controller.signal, onReport, onResult }));
    expect(error).toBeInstanceOf(AbortError);
    expect(executor.concurrency > 1 || results.length === 0).toBe(true);
  });

  test("onResult hears of every result with its index", async () => {
    const heard = new Map<number, number>();
    await executor.map(square, [3, 4, 5], { onResult: (result, index) => void heard.set(index, result) });
    expect([...heard].sort()).toEqual([
      [0, 9],
      [1, 16],
      [2, 25],
    ]);
  });

  test("everything a task reports arrives in its order, before map resolves", async () => {
    const heard: unknown[][] = [[], [], []];
    await executor.map(count, [100, 0, 50], { onReport: (value, index) => heard[index].push(value) });
    const below = (n: number) => Array.from({ length: n }, (_, i) => i);
    expect(heard).toEqual([below(100), [], below(50)]);
  });

  test("a listener that throws ends the call with its error and nothing else", async () => {
    const onReport = () => {
      throw new Error("the listener's own");
    };
    await expect(executor.map(count, [3], { onReport })).rejects.toThrow("the listener's own");
    expect(await executor.map(square, [2])).toEqual([4]);
  });

  test("a typed error keeps its type, code and message", async () => {
    const error = await rejection(executor.map(fail, [{ type: "ShapeError", message: "3 is not 4" }]));
    expect(error).toBeInstanceOf(ShapeError);
    expect(error).toMatchObject({ name: "ShapeError", code: "ERR_SHAPE", message: "3 is not 4" });
  });

  test("any other error keeps its name and message and is not taken for one of ours", async () => {
    const error = await rejection(executor.map(fail, [{ type: "RangeError", message: "a worker of clay" }]));
    expect(error).not.toBeInstanceOf(HeddleError);
    expect(error).toMatchObject({ name: "RangeError", message: "a worker of clay" });
  });

  test("an abort during the work rejects with AbortError and its reason", async () => {
    const controller = new AbortController();
    const running = executor.map(untilCancelled, [{}, {}, {}], { signal: controller.signal });
    setTimeout(() => controller.abort("enough"), 20);
    const error = await rejection(running);
    expect(error).toBeInstanceOf(AbortError);
    expect(error.name).toBe("AbortError");
    expect(await executor.map(square, [6])).toEqual([36]);
  });

  test("an abort before the work starts nothing", async () => {
    const started: number[] = [];
    const options = { signal: AbortSignal.abort("no"), onResult: (x: number) => void started.push(x) };
    const error = await rejection(executor.map(square, [1], options));
    expect(error).toBeInstanceOf(AbortError);
    expect(error.cause).toBe("no");
    expect(started).toEqual([]);
  });

  test("more tasks that must run together than there are threads are refused, not deadlocked", async () => {
    const shared = words();
    const payloads = Array.from({ length: executor.concurrency + 1 }, (_, __, size = executor.concurrency + 1) => ({
      words: shared,
      size,
    }));
    const error = await rejection(executor.map(meet, payloads, { together: abandoning(shared) }));
    expect(error).toBeInstanceOf(WorkerError);
    expect(error.message).toContain(`${executor.concurrency + 1} tasks must run together`);
  });

  test("tasks compute on the caller's memory, and leave none of their own behind", async () => {
    const workspace = new Workspace(engine);
    const tensor = workspace.zeros("u8", 1000);
    const before = engine.arena.usedBytes;
    const [used] = await executor.map(fill, [{ tensor, value: 7, scratchBytes: 5_000_000 }]);
    expect(used).toBe(executor.concurrency === 1 ? before : 0);
    expect(view(engine, tensor).every((value) => value === 7)).toBe(true);
    workspace.release();
  });
});

describe("pool", () => {
  const executor = new PiscinaExecutor(engine, pool);

  test("the first failure cancels the tasks that run and skips those that wait", async () => {
    const done: number[] = [];
    const payloads = [{}, { fail: true }, {}, {}];
    const error = await rejection(executor.map(untilCancelled, payloads, { onResult: (_, i) => void done.push(i) }));
    expect(error).toBeInstanceOf(ShapeError);
    expect(error.message).toBe("this one failed");
    expect(done).toEqual([]);
  });

  test("with one thread, the costliest start first and equals keep their order", async () => {
    const single = makePool(1);
    const order: number[] = [];
    const results = await new PiscinaExecutor(engine, single).map(square, [1, 5, 3, 5, 2], {
      cost: (x) => x,
      onResult: (_, index) => void order.push(index),
    });
    await single.destroy();
    expect(results).toEqual([1, 25, 9, 25, 4]);
    expect(order).toEqual([1, 3, 2, 4, 0]);
  });

  test("a task nobody registered is a WorkerError that names it", async () => {
    const unknown = { name: "test.unknown", run: () => 0 };
    const error = await rejection(executor.map(unknown, [0]));
    expect(error).toBeInstanceOf(WorkerError);
    expect(error.message).toContain('"test.unknown"');
  });

  test("a payload that cannot be copied rejects, and the pool goes on working", async () => {
    const error = await rejection(executor.map(square as never, [() => 1]));
    expect(error.name).toBe("DataCloneError");
    expect(await executor.map(square, [2, 3])).toEqual([4, 9]);
  });

  test("a worker that dies in a task is a WorkerError, and the pool goes on working", async () => {
    const error = await rejection(executor.map(die, [null]));
    expect(error).toBeInstanceOf(WorkerError);
    expect(error.message).toContain("test.die");
    expect(await executor.map(square, [1, 2, 3, 4])).toEqual([1, 4, 9, 16]);
  });

  test("a worker that is terminated from outside is a WorkerError too", async () => {
    const running = rejection(executor.map(untilCancelled, [{}, {}]));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await pool.threads[0].terminate();
    expect(await running).toBeInstanceOf(WorkerError);
    expect(await executor.map(square, [5])).toEqual([25]);
  });

  test("groups that run together do not deadlock, even from two executors on one pool", async () => {
    const groups = Array.from({ length: 6 }, (_, i) => {
      const shared = words();
      const runner = i % 2 ? executor : new PiscinaExecutor(engine, pool);
      const payloads = [0, 1].map(() => ({ words: shared, size: 2 }));
      return runner.map(meet, payloads, { together: abandoning(shared) });
    });
    const single = executor.map(square, [1, 2, 3]);
    expect(await Promise.all(groups)).toEqual(groups.map(() => ["met", "met"]));
    expect(await single).toEqual([1, 4, 9]);
  });

  test("a group that loses a member is abandoned, so that nobody waits for ever", async () => {
    const shared = words();
    const payloads = [
      { words: shared, size: 2 },
      { words: shared, size: 2, absent: true },
    ];
    const error = await rejection(executor.map(meet, payloads, { together: abandoning(shared) }));
    expect(error.message).toBe("one did not come");
    expect(Atomics.load(shared, 1)).toBe(1);
  });

  test("a group that is aborted leaves in step and is not abandoned", async () => {
    let abandoned = 0;
    const controller = new AbortController();
    const together = { abandon: () => void abandoned++ };
    const running = executor.map(untilCancelled, [{}, {}], { signal: controller.signal, together });
    setTimeout(() => controller.abort(), 20);
    expect(await rejection(running)).toBeInstanceOf(AbortError);
    expect(abandoned).toBe(0);
  });
});
