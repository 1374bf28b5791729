/** Threads that die, hang, or are given up: the caller is freed in bounded time, and the pool and its memory can be used again. */
import { getEventListeners } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, jest, test } from "@jest/globals";
import { Piscina } from "piscina";
import { AbortError, ShapeError, WorkerError } from "../../src/core/errors.js";
import { createEngine } from "../../src/engine/engine.js";
import { loadModule } from "../../src/engine/load-node.js";
import { barrierAbandon, createBarrier } from "../../src/kernels/barrier.js";
import { Workspace } from "../../src/kernels/tensor.js";
import { createPool, PiscinaExecutor } from "../../src/parallel/piscina.js";
import {
  count,
  die,
  dieHolding,
  enginesHeld,
  hang,
  square,
  untilCancelled,
  usedBytes,
  waitAtBarrier,
} from "../support/test-tasks.mjs";

const GRACE_MS = 200;
/** Far beyond the grace, far below for ever: what a loaded machine needs to end a thread. */
const BOUNDED_MS = 20_000;
const MEGABYTE = 2 ** 20;

const engine = createEngine(loadModule(false), false);
const filename = fileURLToPath(new URL("../support/test-worker.mjs", import.meta.url));
const pool = new Piscina({ filename, minThreads: 2, maxThreads: 2 });
const executor = new PiscinaExecutor(engine, pool, { graceMs: GRACE_MS });
afterAll(() => pool.destroy());
afterEach(() => void jest.restoreAllMocks());

/** Both threads work, every slot is free, and nothing but the engine's own memory is in use. */
afterEach(async () => {
  expect(pool.threads).toHaveLength(2);
  expect(pool.queueSize).toBe(0);
  const numbers = Array.from({ length: 20 }, (_, i) => i);
  expect(await executor.map(square, numbers)).toEqual(numbers.map((x) => x * x));
  expect(await executor.map(usedBytes, [0, 0, 0, 0])).toEqual([0, 0, 0, 0]);
  expect(engine.arena.usedBytes).toBe(0);
});

const rejection = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => Promise.reject(new Error("it did not reject")),
    (error: Error) => error,
  );

/** What `run` rejects with, when its signal fires at the first report. */
async function abortedAtReport(run: (signal: AbortSignal, onReport: () => void) => Promise<unknown>): Promise<Error> {
  const controller = new AbortController();
  return rejection(run(controller.signal, () => controller.abort("enough")));
}

/** Three times 40 MB, which threads held when they ended, are there for the calling thread without another page. */
async function expectReuse(end: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < 3; i++) await end();
  engine.memory.grow(0);
  const before = engine.memory.buffer.byteLength;
  const workspace = new Workspace(engine);
  for (let i = 0; i < 3; i++) workspace.alloc("u8", 40 * MEGABYTE);
  expect(engine.memory.buffer.byteLength).toBe(before);
  workspace.release();
}

describe("a thread that dies in a task", () => {
  test.each([
    ["with an exit code", 3],
    ["with exit code 0", 0],
    ["of an error that nobody catches", undefined],
  ])("%s is a WorkerError that names the task", async (_, code) => {
    const error = await rejection(executor.map(dieHolding, [{ bytes: MEGABYTE, code }]));
    expect(error).toBeInstanceOf(WorkerError);
    expect(error.message).toContain("test.dieHolding: a worker of the pool died");
  });

  test("leaves the memory that it held to the calling thread", async () => {
    await expectReuse(() => rejection(executor.map(dieHolding, [{ bytes: 40 * MEGABYTE, code: 1 }])));
  });
});

describe("a thread that never answers", () => {
  test.each(["busy", "waiting", "idle"])(
    "(%s) does not keep an aborted call from ending in bounded time",
    async (how) => {
      const started = performance.now();
      const error = await abortedAtReport((signal, onReport) => executor.map(hang, [{ how }], { signal, onReport }));
      expect(error).toBeInstanceOf(AbortError);
      expect(error.cause).toBe("enough");
      expect(performance.now() - started).toBeLessThan(BOUNDED_MS);
    },
  );

  test("does not keep another task's failure from being told", async () => {
    const payloads = [{ how: "busy" }, { how: "busy" }];
    const failing = () => {
      throw new ShapeError("the listener's own");
    };
    const error = await rejection(executor.map(hang, payloads, { onReport: failing }));
    expect(error).toBeInstanceOf(ShapeError);
  });

  test("in a group that meets at a barrier, all of the group are freed", async () => {
    const workspace = new Workspace(engine);
    const barrier = createBarrier(workspace, 2);
    const together = { abandon: () => barrierAbandon(engine, barrier) };
    const payloads = [
      { barrier, hangs: false },
      { barrier, hangs: true },
    ];
    let reports = 0;
    const controller = new AbortController();
    const onReport = () => {
      if (++reports === 2) controller.abort();
    };
    const { signal } = controller;
    const error = await rejection(executor.map(waitAtBarrier, payloads, { signal, onReport, together }));
    expect(error).toBeInstanceOf(AbortError);
    workspace.release();
  });

  test("is gone, and not only out of the pool, when the call ends: its memory is used by others then", async () => {
    const threads = [...pool.threads];
    await abortedAtReport((signal, onReport) => executor.map(hang, [{ how: "busy" }], { signal, onReport }));
    const replaced = threads.filter((thread) => !pool.threads.includes(thread));
    expect(replaced).toHaveLength(1);
    expect(replaced[0].threadId).toBe(-1);
  });

  test("leaves the memory that it held to the calling thread", async () => {
    const payload = { how: "busy", bytes: 40 * MEGABYTE };
    await expectReuse(() => abortedAtReport((signal, onReport) => executor.map(hang, [payload], { signal, onReport })));
  });

  test("does not keep a pool from being closed", async () => {
    const own = new Piscina({ filename, minThreads: 1, maxThreads: 1 });
    const hanging = new PiscinaExecutor(engine, own);
    const ended = new Promise<unknown>((resolve) => {
      const onReport = () => void own.destroy().then(() => resolve(undefined));
      hanging.map(hang, [{ how: "busy" }], { onReport }).catch((error) => expect(error).toBeInstanceOf(WorkerError));
    });
    await ended;
    expect(own.threads).toHaveLength(0);
  });
});

describe("a call that waits for its turn", () => {
  test.each([false, true])("is freed by its signal while others hold all threads (together: %p)", async (together) => {
    const hogs = new AbortController();
    const hogging = rejection(executor.map(untilCancelled, [{}, {}], { signal: hogs.signal }));
    const waiter = new AbortController();
    const waiting = executor.map(square, [1, 2], {
      signal: waiter.signal,
      together: together ? { abandon: () => {} } : undefined,
    });
    setTimeout(() => waiter.abort("changed my mind"), 20);
    expect((await rejection(waiting)).cause).toBe("changed my mind");
    hogs.abort();
    expect(await hogging).toBeInstanceOf(AbortError);
  });
});

describe("Heddle's own pool", () => {
  test("outlives a thread that fails between two tasks", async () => {
    const own = await createPool(1);
    const [thread] = own.threads;
    // As Node does it; without a listener, the pool would throw it on.
    expect(() => thread.emit("error", new Error("out of the blue"))).not.toThrow();
    expect(own.threads).not.toContain(thread);
    await own.destroy();
  });

  test("whose worker cannot be loaded is a WorkerError, not silence", async () => {
    const own = new Piscina({ filename: "/nowhere/worker.mjs", minThreads: 1, maxThreads: 1 });
    // It tells of threads that fail without a task in this way.
    own.on("error", () => {});
    const error = await rejection(new PiscinaExecutor(engine, own).map(square, [1]));
    expect(error).toBeInstanceOf(WorkerError);
    await own.destroy();
  });
});

test("engines that were closed are let go by a pool that outlives them, and nobody listens to its threads any more", async () => {
  const own = new Piscina({ filename, minThreads: 1, maxThreads: 1 });
  const listeners = own.threads[0].listenerCount("exit");
  const held: number[] = [];
  for (let i = 0; i < 4; i++) {
    const short = new PiscinaExecutor(createEngine(loadModule(false), false), own);
    await short.map(square, [i]);
    held.push(...(await short.map(enginesHeld, [null])));
    short.close();
  }
  expect(held).toEqual([1, 1, 1, 1]);
  expect(own.threads[0].listenerCount("exit")).toBe(listeners);
  await own.destroy();
});

test("a call leaves no listener on its signal and no timer behind, however it ends", async () => {
  const started = jest.spyOn(globalThis, "setTimeout");
  const stopped = jest.spyOn(globalThis, "clearTimeout");
  const { signal } = new AbortController();
  await executor.map(count, [3], { signal });
  await rejection(executor.map(die, [null], { signal }));
  await abortedAtReport((other, onReport) => executor.map(count, [9], { signal: other, onReport }));
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
  const graces = started.mock.results.filter((_, call) => started.mock.calls[call][1] === GRACE_MS);
  expect(graces).toHaveLength(2);
  const cleared = stopped.mock.calls.map(([timer]) => timer);
  for (const { value } of graces) expect(cleared).toContain(value);
});
