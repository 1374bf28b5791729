import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { StudyContext } from "../../src/study/context.js";
import { NotFinished, type Parts, runExperiment } from "../../src/study/experiment.js";
import { silent } from "../../src/study/progress.js";
import { ExperimentStore } from "../../src/study/store.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "heddle-store-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const key = (id: string, settings = {}) => ({ id, settings });
const stored = <T>(result: T, seconds = 1) => ({ result, seconds });

describe("ExperimentStore", () => {
  test("a result comes back for the same settings and no others", async () => {
    const store = new ExperimentStore(join(folder, "deep"), { seed: 0 });
    await store.save("cSweep", key("a", { C: 1 }), stored({ score: 0.5 }, 7));
    expect(await store.load(key("a", { C: 1 }))).toEqual({ result: { score: 0.5 }, seconds: 7 });
    expect(await store.load(key("a", { C: 2 }))).toBeUndefined();
    expect(await store.load(key("b", { C: 1 }))).toBeUndefined();
    const other = new ExperimentStore(join(folder, "deep"), { seed: 1 });
    expect(await other.load(key("a", { C: 1 }))).toBeUndefined();
  });

  test("a damaged file counts as no result", async () => {
    const store = new ExperimentStore(folder, {});
    await store.save("svm", key("a"), stored(1));
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), '{"id":"a","resu');
    expect(await store.load(key("a"))).toBeUndefined();
  });

  test("a file that is still JSON but says something else counts as no result", async () => {
    const store = new ExperimentStore(folder, {});
    await store.save("svm", key("a", { C: 1 }), stored({ score: 0.5, none: null }, 7));
    const [name] = readdirSync(folder);
    const text = readFileSync(join(folder, name), "utf8");
    const changes: [string, string][] = [
      ["0.5", "0.6"],
      ["null", "1e999"],
      ['"seconds":7', '"seconds":8'],
      ['"step":"svm"', '"step":"final"'],
      ['"C":1', '"C":2'],
      ['"result"', '"x":1,"result"'],
      ["{", "{ "],
    ];
    for (const [from, to] of changes) {
      expect(text).toContain(from);
      writeFileSync(join(folder, name), text.replace(from, to));
      expect([to, await store.load(key("a", { C: 1 }))]).toEqual([to, undefined]);
    }
    writeFileSync(join(folder, name), text);
    expect(await store.load(key("a", { C: 1 }))).toEqual(stored({ score: 0.5, none: null }, 7));
  });

  test("clear forgets everything, or what some steps computed", async () => {
    const store = new ExperimentStore(folder, {});
    await store.save("svm", key("a"), stored(1));
    await store.save("final", key("b"), stored(2));
    await store.clear(["svm"]);
    expect(await store.load(key("a"))).toBeUndefined();
    expect(await store.load(key("b"))).toEqual(stored(2));
    await store.clear();
    expect(await store.load(key("b"))).toBeUndefined();
    await store.clear(["svm"]);
  });
});

describe("an experiment", () => {
  const contextOf = (recallOnly = false) => {
    const spent = new Map<string, number>();
    const store = new ExperimentStore(folder, {});
    return { store, step: "svm", listener: silent, recallOnly, spent } as unknown as StudyContext;
  };
  const experimentOf = (run: (parts: Parts) => Promise<number>) => ({
    id: "e",
    title: "e",
    total: 1,
    settings: {},
    run: (_report: unknown, parts: Parts) => run(parts),
    summarise: String,
  });

  test("that has ended runs once, one that failed runs again", async () => {
    let runs = 0;
    const experiment = experimentOf(async () => {
      runs++;
      if (runs === 1) throw new Error("lost");
      return runs;
    });
    await expect(runExperiment(contextOf(), experiment)).rejects.toThrow("lost");
    expect(await runExperiment(contextOf(), experiment)).toBe(2);
    expect(await runExperiment(contextOf(), experiment)).toBe(2);
    expect(runs).toBe(2);
  });

  test("keeps the parts that ended before it failed, and their time", async () => {
    const computed: number[] = [];
    let failsAt = 2;
    const experiment = experimentOf(async (parts) => {
      for (let part = 0; part < 4; part++) {
        if ((await parts.load<number>(key("part", { part }))) !== undefined) continue;
        if (part === failsAt) throw new Error("lost");
        computed.push(part);
        await parts.save(key("part", { part }), part, 100);
      }
      return computed.length;
    });
    await expect(runExperiment(contextOf(), experiment)).rejects.toThrow("lost");
    failsAt = Number.NaN;
    const context = contextOf();
    expect(await runExperiment(context, experiment)).toBe(4);
    expect(computed).toEqual([0, 1, 2, 3]);
    const [seconds] = context.spent.values();
    expect(seconds).toBeGreaterThanOrEqual(200);
    expect(seconds).toBeLessThan(300);
  });

  test("is not computed where only finished ones are asked for", async () => {
    let runs = 0;
    const experiment = experimentOf(async () => ++runs);
    await expect(runExperiment(contextOf(true), experiment)).rejects.toThrow(NotFinished);
    await runExperiment(contextOf(), experiment);
    expect(await runExperiment(contextOf(true), experiment)).toBe(1);
    expect(runs).toBe(1);
  });
});
