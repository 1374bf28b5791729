/** Cancelling at every stage: each time an AbortError, the estimator as it was, and no memory, thread, timer or listener left behind. */
import { getEventListeners } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { Piscina } from "piscina";
import type { Arena } from "../../src/engine/arena.js";
import type { Executor, MapOptions, Task } from "../../src/engine/executor.js";
import type { Runtime } from "../../src/engine/runtime.js";
import { crossValidate, GridSearchCV, HalvingGridSearchCV, learningCurve, validationCurve } from "../../src/index.js";
import { PiscinaExecutor } from "../../src/parallel/piscina.js";
import { clusters } from "../estimators/data.js";
import { learned } from "../estimators/table.js";
import { usedBytes } from "../support/test-tasks.mjs";
import { ask, copyOf, newEngine, quick, SMALL, serialRuntime, settled, silent, trained, use } from "./support.js";

/** As many networks stay placed at most. */
const KEPT_MODELS = 4;

type Work = (options: { signal: AbortSignal; onProgress?: () => void }) => Promise<unknown>;

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeAll(() => void process.on("unhandledRejection", note));
afterAll(() => void process.off("unhandledRejection", note));
afterEach(async () => {
  // A rejection that nobody handles is told of after the microtasks.
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(unhandled).toEqual([]);
});

/** Fires, as a real abort does, when it is looked at for the time after `looks` others. */
function signalAfter(looks: number): AbortSignal {
  const controller = new AbortController();
  let left = looks;
  const get = () => {
    if (left-- > 0) return false;
    controller.abort();
    return true;
  };
  return Object.defineProperty(controller.signal, "aborted", { get });
}

/** Timers and ports that are at work. */
function resources(): number {
  return process.getActiveResourcesInfo().filter((name) => /^(Timeout|Immediate|MessagePort)$/.test(name)).length;
}

/** What `work` keeps in memory for the next time when nobody aborts it: the rows, or the weights, of the models asked last. */
async function keptBy(arena: Arena, work: Work): Promise<number> {
  for (let i = 0; i < KEPT_MODELS; i++) await work({ signal: new AbortController().signal });
  return arena.usedBytes;
}

/** Aborts `work` at its first look at the signal, its second … until it ends before it is aborted. Resolves to the number of looks. */
async function abortAtEveryLook(runtime: Runtime, work: Work, check: () => void = () => {}): Promise<number> {
  use(runtime);
  const { arena } = runtime.engine;
  const kept = await keptBy(arena, work);
  const before = resources();
  for (let looks = 0; ; looks++) {
    const signal = signalAfter(looks);
    const { error } = await settled(work({ signal }));
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    expect(resources()).toBeLessThanOrEqual(before);
    if (error === undefined) return looks;
    expect(error).toMatchObject({ name: "AbortError", code: "ERR_ABORTED" });
    expect(arena.usedBytes).toBeLessThanOrEqual(kept);
    check();
  }
}

/** Tells `onStage` of every call, report and result. */
class Staged implements Executor {
  readonly engine = pooled;
  readonly concurrency: number;
  readonly #inner: Executor;
  readonly #onStage: () => void;

  constructor(inner: Executor, onStage: () => void) {
    this.concurrency = inner.concurrency;
    this.#inner = inner;
    this.#onStage = onStage;
  }

  map<P, R>(task: Task<P, R>, payloads: readonly P[], options: MapOptions<P, R> = {}): Promise<R[]> {
    this.#onStage();
    return this.#inner.map(task, payloads, {
      ...options,
      onReport: (value, index) => {
        this.#onStage();
        options.onReport?.(value, index);
      },
      onResult: (result, index) => {
        this.#onStage();
        options.onResult?.(result, index);
      },
    });
  }
}

const filename = fileURLToPath(new URL("../support/test-worker.mjs", import.meta.url));
const pool = new Piscina({ filename, minThreads: 2, maxThreads: 2 });
afterAll(() => pool.destroy());
const pooled = newEngine(4096);
const executor = new PiscinaExecutor(pooled, pool);

/** The same on the pool, at the start of every call and whenever one hears from a task. The pool keeps its threads. */
async function abortAtEveryStage(work: Work, check: () => void = () => {}): Promise<number> {
  const threads = pool.threads.map(({ threadId }) => threadId);
  use({ engine: pooled, executor });
  const kept = await keptBy(pooled.arena, work);
  for (let stage = 0; ; stage++) {
    const controller = new AbortController();
    let left = stage;
    use({ engine: pooled, executor: new Staged(executor, () => left-- === 0 && controller.abort()) });
    const { error } = await settled(work({ signal: controller.signal }));
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    expect(pool.threads.map(({ threadId }) => threadId)).toEqual(threads);
    // The last result may have come before the abort was heard.
    if (left >= 0) return stage;
    if (error !== undefined) {
      expect(error).toMatchObject({ name: "AbortError", code: "ERR_ABORTED" });
      expect(pooled.arena.usedBytes).toBeLessThanOrEqual(kept);
      check();
    }
  }
}

async function expectThreadsFree(): Promise<void> {
  expect(pool.queueSize).toBe(0);
  expect(await executor.map(usedBytes, [0, 0, 0, 0])).toEqual([0, 0, 0, 0]);
}

const { X, y } = SMALL;
const LARGER = clusters(1200, 12, 3, 0.6);

describe.each(trained)("$name", (subject) => {
  test("can be cancelled at every look of a fit", async () => {
    const runtime = serialRuntime();
    use(runtime);
    const estimator = subject.make();
    await estimator.fit(X, y, silent);
    const before = learned(estimator);
    const looks = await abortAtEveryLook(
      runtime,
      (options) => estimator.fit(X, y, { ...silent, ...options }),
      () => expect(learned(estimator)).toEqual(before),
    );
    expect(looks).toBeGreaterThanOrEqual(1);
  });

  test("can be cancelled at every stage on a pool, and leaves its threads as they were", async () => {
    const estimator = subject.make();
    use({ engine: pooled, executor });
    await estimator.fit(LARGER.X, LARGER.y, silent);
    const before = learned(estimator);
    await abortAtEveryStage(
      (options) => estimator.fit(LARGER.X, LARGER.y, { ...silent, ...options }),
      () => expect(learned(estimator)).toEqual(before),
    );
    await expectThreadsFree();
  });
});

/** Enough rows for several blocks of three columns. */
const LARGER3 = clusters(700, 3, 3, 1.5);

describe.each(quick)("$name", (subject) => {
  test("can be cancelled at every look of an answer", async () => {
    const runtime = serialRuntime();
    use(runtime);
    const fitted = await subject.fitted(X, y);
    for (const method of subject.methods) {
      const work: Work = ({ signal }) => ask(copyOf(fitted), method, LARGER3, { signal });
      expect(await abortAtEveryLook(runtime, work)).toBeGreaterThanOrEqual(1);
    }
  });

  test("can be cancelled at every stage of an answer on a pool, and leaves its threads as they were", async () => {
    use({ engine: pooled, executor });
    const fitted = await subject.fitted(LARGER.X, LARGER.y);
    await abortAtEveryStage(({ signal }) => fitted.predict(LARGER.X, { signal }));
    await expectThreadsFree();
  });
});

describe("searches", () => {
  const tree = () => quick.find(({ name }) => name === "DecisionTreeClassifier")!.make();
  const svc = () => quick.find(({ name }) => name === "SVC")!.make();
  const searches: [string, Work][] = [
    ["crossValidate", (options) => crossValidate(tree(), X, y, { cv: 2, ...options })],
    [
      "GridSearchCV",
      (options) => new GridSearchCV(svc(), { C: [1, 5], gamma: [0.1, 1] }, { cv: 2 }).fit(X, y, options),
    ],
    [
      "HalvingGridSearchCV",
      (options) =>
        new HalvingGridSearchCV(tree(), { maxDepth: [1, 2, 3] }, { cv: 2, randomState: 0 }).fit(X, y, options),
    ],
    [
      "validationCurve",
      (options) => validationCurve(tree(), X, y, { paramName: "maxDepth", paramRange: [1, 2], cv: 2, ...options }),
    ],
    ["learningCurve", (options) => learningCurve(tree(), X, y, { trainSizes: [0.5, 1], cv: 2, ...options })],
  ];

  test.each(searches)("%s can be cancelled at every look", async (_, work) => {
    expect(await abortAtEveryLook(serialRuntime(), work)).toBeGreaterThanOrEqual(5);
  });

  test.each(searches)(
    "%s can be cancelled at every stage on a pool, and leaves its threads as they were",
    async (_, work) => {
      expect(await abortAtEveryStage(work)).toBeGreaterThanOrEqual(4);
      await expectThreadsFree();
    },
  );
});
