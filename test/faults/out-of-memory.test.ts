/** Too little WebAssembly memory: every fit and every answer fails with one clear error, leaves nothing behind, and the next one works. */
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "@jest/globals";
import { Piscina } from "piscina";
import { EngineError } from "../../src/core/errors.js";
import type { Arena } from "../../src/engine/arena.js";
import type { Runtime } from "../../src/engine/runtime.js";
import { GridSearchCV } from "../../src/index.js";
import { Workspace } from "../../src/kernels/tensor.js";
import { PiscinaExecutor } from "../../src/parallel/piscina.js";
import { clusters } from "../estimators/data.js";
import { learned, type Subject } from "../estimators/table.js";
import { fill } from "../support/test-tasks.mjs";
import { ask, copyOf, newEngine, quick, SMALL, serialRuntime, settled, silent, trained, use } from "./support.js";

/** It neither computes nor looks at X. */
const computes = ({ name }: Subject) => name !== "DummyClassifier";
/** 64 KiB each: with 1 MB an arena's first region, 4 MB in all. */
const SMALL_PAGES = 66;
/** 12 MB as floats: more than there is. */
const LARGE = clusters(6000, 500, 3, 1.5);
/** 4.8 MB of rows as wide as those that are learned from. */
const MANY = clusters(400_000, 3, 3, 1.5);
const CLEAR =
  /^out of WebAssembly memory: \d+ MB asked for, \d+ MB in use; use fewer rows at a time, lower cacheSize or batchSize/;

const filename = fileURLToPath(new URL("../support/test-worker.mjs", import.meta.url));
const pool = new Piscina({ filename, minThreads: 2, maxThreads: 2 });
afterAll(() => pool.destroy());

const runtimes: [string, () => Runtime][] = [
  ["in the calling thread", () => serialRuntime(SMALL_PAGES)],
  [
    "on a pool",
    () => {
      const engine = newEngine(SMALL_PAGES);
      return { engine, executor: new PiscinaExecutor(engine, pool) };
    },
  ],
];

/** From now on the arena's `at`-th allocation, counted from 0, finds no room. Tells whether it was asked for. */
function failAt(arena: Arena, at: number): { readonly failed: boolean; end(): void } {
  const alloc = arena.alloc.bind(arena);
  let left = at;
  arena.alloc = (bytes) => {
    if (left-- === 0) throw new EngineError(`out of WebAssembly memory: planted at ${at}`);
    return alloc(bytes);
  };
  return {
    get failed() {
      return left < 0;
    },
    end: () => {
      arena.alloc = alloc;
    },
  };
}

/**
 * Runs `work` on fresh engines, with room for no allocation, for one, for two … until it needs no more: each time it throws the EngineError,
 * leaves nothing allocated, or what it always keeps for the next answer, and then gives `expected` on the same engine.
 */
async function failAtEvery(work: () => Promise<unknown>, expected: unknown): Promise<number> {
  const whole = serialRuntime();
  use(whole);
  await work();
  const kept = whole.engine.arena.usedBytes;
  for (let at = 0; ; at++) {
    const runtime = serialRuntime();
    use(runtime);
    const plant = failAt(runtime.engine.arena, at);
    const { value, error } = await settled(work());
    plant.end();
    if (!plant.failed) {
      expect(value).toEqual(expected);
      return at;
    }
    expect(error).toBeInstanceOf(EngineError);
    expect(error!.message).toContain(`planted at ${at}`);
    expect([0, kept]).toContain(runtime.engine.arena.usedBytes);
    expect(await work()).toEqual(expected);
  }
}

const learn = async (subject: Subject) => learned(await subject.make().fit(SMALL.X, SMALL.y, silent));

describe.each(trained.filter(computes))("$name", (subject) => {
  test("fails cleanly at every allocation of a fit", async () => {
    use(serialRuntime());
    const allocations = await failAtEvery(() => learn(subject), await learn(subject));
    // The neighbours' fit only keeps X.
    if (subject.name !== "KNeighborsClassifier") expect(allocations).toBeGreaterThan(3);
  });

  test.each(runtimes)(
    "names the megabytes that were asked for and what to change, %s, and works again",
    async (_, make) => {
      const runtime = make();
      use(runtime);
      const { error } = await settled(fitAndAnswerLarge(subject));
      expect(error).toBeInstanceOf(EngineError);
      expect(error!.message).toMatch(CLEAR);
      expect(runtime.engine.arena.usedBytes).toBe(0);
      const after = await learn(subject);
      use(serialRuntime());
      expect(after).toEqual(await learn(subject));
    },
  );
});

/** Those that predict any number of rows in a fixed room. */
const STREAMS: readonly string[] = ["DecisionTreeClassifier", "SVC"];

describe.each(quick.filter(computes))("$name", (subject) => {
  test("fails cleanly at every allocation of an answer", async () => {
    use(serialRuntime());
    const fitted = await subject.fitted(SMALL.X, SMALL.y);
    for (const method of subject.methods) {
      const work = () => ask(copyOf(fitted), method, SMALL);
      use(serialRuntime());
      expect(await failAtEvery(work, await work())).toBeGreaterThan(1);
    }
  });

  test.each(runtimes)("names them from predict too, %s, and works again", async (_, make) => {
    use(serialRuntime(16_384));
    const fitted = await subject.fitted(SMALL.X, SMALL.y);
    const expected = await fitted.predict(SMALL.X);
    const runtime = make();
    use(runtime);
    const { error } = await settled(copyOf(fitted).predict(MANY.X));
    if (error === undefined) expect(STREAMS).toContain(subject.name);
    else {
      expect(error).toBeInstanceOf(EngineError);
      expect(error.message).toMatch(CLEAR);
    }
    expect(await copyOf(fitted).predict(SMALL.X)).toEqual(expected);
  });
});

/** The neighbours' fit needs no room, their first answer does. */
async function fitAndAnswerLarge(subject: Subject): Promise<void> {
  const estimator = subject.make();
  await estimator.fit(LARGE.X, LARGE.y, silent);
  await estimator.predict(LARGE.X);
}

test("a thread that finds no room for its own work tells the same error, and works again", async () => {
  const engine = newEngine(SMALL_PAGES);
  const executor = new PiscinaExecutor(engine, pool);
  const tensor = new Workspace(engine).zeros("u8", 10);
  const { error } = await settled(executor.map(fill, [{ tensor, value: 1, scratchBytes: 5e6 }]));
  expect(error).toBeInstanceOf(EngineError);
  expect(error!.message).toMatch(CLEAR);
  expect(await executor.map(fill, [{ tensor, value: 1, scratchBytes: 5e5 }])).toEqual([0]);
});

test.each(runtimes)("a search fails with the same error %s, and works again", async (_, make) => {
  const runtime = make();
  use(runtime);
  const search = () => new GridSearchCV(quick.find(({ name }) => name === "SVC")!.make(), { C: [1, 10] }, { cv: 2 });
  const { error } = await settled(search().fit(LARGE.X, LARGE.y));
  expect(error).toBeInstanceOf(EngineError);
  expect(error!.message).toMatch(/out of WebAssembly memory: \d+ MB asked for/);
  expect(runtime.engine.arena.usedBytes).toBe(0);
  expect((await search().fit(SMALL.X, SMALL.y)).bestParams_).toHaveProperty("C");
});
