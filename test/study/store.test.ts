import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { runExperiment, type StudyContext } from "../../src/study/context.js";
import { silent } from "../../src/study/progress.js";
import { ExperimentStore } from "../../src/study/store.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "heddle-store-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("ExperimentStore", () => {
  test("a result comes back for the same settings and no others", async () => {
    const store = new ExperimentStore(join(folder, "deep"), { seed: 0 });
    await store.save("a", { C: 1 }, { score: 0.5 });
    expect(await store.load("a", { C: 1 })).toEqual({ score: 0.5 });
    expect(await store.load("a", { C: 2 })).toBeUndefined();
    expect(await store.load("b", { C: 1 })).toBeUndefined();
    expect(await new ExperimentStore(join(folder, "deep"), { seed: 1 }).load("a", { C: 1 })).toBeUndefined();
  });

  test("a damaged file counts as no result", async () => {
    const store = new ExperimentStore(folder, {});
    await store.save("a", {}, 1);
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), '{"id":"a","resu');
    expect(await store.load("a", {})).toBeUndefined();
  });

  test("clear forgets everything", async () => {
    const store = new ExperimentStore(folder, {});
    await store.save("a", {}, 1);
    await store.clear();
    expect(await store.load("a", {})).toBeUndefined();
  });

  test("an experiment that has ended runs once, one that failed runs again", async () => {
    const store = new ExperimentStore(folder, {});
    const context = { store, listener: silent } as unknown as StudyContext;
    let runs = 0;
    const experiment = {
      id: "e",
      title: "e",
      total: 1,
      settings: {},
      async run() {
        runs++;
        if (runs === 1) throw new Error("lost");
        return runs;
      },
      summarise: String,
    };
    await expect(runExperiment(context, experiment)).rejects.toThrow("lost");
    expect(await runExperiment(context, experiment)).toBe(2);
    expect(await runExperiment(context, experiment)).toBe(2);
    expect(runs).toBe(2);
  });
});
