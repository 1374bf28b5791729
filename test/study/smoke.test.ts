/** Every step of the study, on settings so small that their figures mean nothing: what holds for any settings is checked here. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Random } from "../../src/core/random.js";
import { STEP_IDS, type StudyResults } from "../../src/study/results.js";
import { type Run, runCli } from "../support/cli.js";
import { readResults, timeless, withFolder } from "./support.js";

const smoke = (out: string, ...more: string[]) => ["study", "--profile", "smoke", "--out", out, ...more];

let out: string;
let first: Run;
let results: StudyResults;

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), "heddle-smoke-"));
  first = await runCli(smoke(out));
  results = readResults(out);
}, 300_000);
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe("the results of all steps", () => {
  test("every step is there, and the times add up", () => {
    expect(first).toMatchObject({ code: 0 });
    expect(results.steps.map(({ id }) => id)).toEqual([...STEP_IDS]);
    for (const id of STEP_IDS) expect(results[id]).toBeDefined();
    const total = results.steps.reduce((sum, { seconds }) => sum + seconds, 0);
    expect(results.totalSeconds).toBeCloseTo(total, 9);
    expect(first.stderr).toMatch(/step +time +outcome\nShortlist /);
  });

  test("steps that want the same network share one fit", () => {
    const [small] = results.learningRate!.runs;
    expect(results.regularisation!.runs[0].history).toEqual(small.history);
    expect(results.activation!.runs[0].history).toEqual(small.history);
    expect(results.steps.find(({ id }) => id === "activation")!.experiments).toBe(1);
    expect(first.stderr).toMatch(/Activation relu: .*kept from before/);
  });

  test("regularisation reports the gap between training and validation, both without dropout", () => {
    const runs = results.regularisation!.runs;
    expect(runs.map(({ label, l2, dropout }) => [label, l2, dropout])).toEqual([
      ["neither", 0, 0],
      ["L2", 0.0002, 0],
      ["dropout", 0, 0.3],
      ["both", 0.0002, 0.3],
    ]);
    for (const { gap, trainAccuracy, validationAccuracy } of runs) expect(gap).toBe(trainAccuracy - validationAccuracy);
  });

  test("early stopping keeps the epoch of least validation loss", () => {
    const { run, keptEpoch, stoppedEpoch, patience, stoppedEarly, maxEpochs } = results.stopping!;
    const losses = run.history.map(({ validationLoss }) => validationLoss!);
    expect(losses[keptEpoch - 1]).toBe(Math.min(...losses));
    expect(stoppedEpoch).toBe(losses.length);
    expect(stoppedEarly).toBe(stoppedEpoch - keptEpoch > patience);
    expect(stoppedEarly || stoppedEpoch === maxEpochs).toBe(true);
    expect(run.validationLoss).toBeCloseTo(losses[keptEpoch - 1], 5);
  });

  test("the grid search halves its candidates and keeps the best of the last iteration", () => {
    const { candidates, iterations, factor, bestParams, bestAccuracy, paramValues } = results.gridSearch!;
    const grid = Object.values(paramValues).reduce((count, values) => count * values.length, 1);
    expect(iterations[0].candidates).toBe(grid);
    for (let i = 1; i < iterations.length; i++) {
      expect(iterations[i].candidates).toBe(Math.ceil(iterations[i - 1].candidates / factor));
    }
    expect(iterations.at(-1)!.rows).toBeLessThanOrEqual(results.protocol.tuning);
    expect(candidates).toHaveLength(iterations.reduce((sum, { candidates: count }) => sum + count, 0));
    const last = candidates.filter(({ iteration }) => iteration === iterations.length - 1);
    expect(bestAccuracy).toBe(Math.max(...last.map(({ accuracy }) => accuracy)));
    expect(last.find(({ rank }) => rank === 1)!.params).toEqual(bestParams);
  });

  test("the best network is the one of highest validation accuracy, its figure the mean of its seeds", () => {
    const { candidates, chosen, testTimeFlips, seeds, meanTestAccuracy, ensemble } = results.bestNetwork!;
    const standing = candidates.map((one) => Math.max(one.validationAccuracy, one.flippedValidationAccuracy ?? 0));
    const best = candidates[standing.indexOf(Math.max(...standing))];
    expect(chosen).toBe(best.label);
    expect(testTimeFlips).toBe((best.flippedValidationAccuracy ?? 0) > best.validationAccuracy);
    expect(meanTestAccuracy).toBe(seeds.reduce((sum, run) => sum + run.testAccuracy, 0) / seeds.length);
    expect(ensemble.members.slice(0, seeds.length)).toEqual(seeds);
    expect(new Set(ensemble.members.map(({ seed }) => seed)).size).toBe(ensemble.members.length);
  });

  test("the RBF machine is the best of the finalists of its grid, fitted on all rows", () => {
    const { grid, C, gamma, final } = results.rbfSvm!;
    const all = grid.filter(({ rows }) => rows === results.protocol.tuning);
    const some = grid.filter(({ rows }) => rows < results.protocol.tuning);
    expect([some.length, all.length]).toEqual([4, 2]);
    const passed = Math.min(
      ...all.map((row) => some.find((one) => one.C === row.C && one.gamma === row.gamma)!.accuracy),
    );
    const failed = some.filter((one) => !all.some((row) => one.C === row.C && one.gamma === row.gamma));
    expect(passed).toBeGreaterThanOrEqual(Math.max(...failed.map(({ accuracy }) => accuracy)));
    const best = all.reduce((top, row) => (row.accuracy > top.accuracy ? row : top));
    expect([C, gamma]).toEqual([best.C, best.gamma]);
    expect(final).toMatchObject({ rows: results.data.trainRows, judgedOn: "test", machines: 45 });
  });

  test("the trade-off holds every tested model, and its frontier rises", () => {
    const rows = results.tradeOff!;
    expect(new Set(rows.map(({ judgedOn, rows: count }) => `${judgedOn} ${count}`))).toEqual(
      new Set([`test ${results.data.trainRows}`]),
    );
    expect(rows.map(({ accuracy }) => accuracy)).toEqual(
      expect.arrayContaining([results.final!.testAccuracy, results.rbfSvm!.final.accuracy]),
    );
    const frontier = rows.filter(({ onFrontier }) => onFrontier).sort((a, b) => a.fitSeconds - b.fitSeconds);
    for (let i = 1; i < frontier.length; i++) {
      expect(frontier[i].accuracy).toBeGreaterThan(frontier[i - 1].accuracy);
    }
  });
});

describe("stopped and started again", () => {
  test("killed at random moments, it ends in the same results", async () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    console.info(`kill moments from seed ${seed}`);
    const random = new Random(seed);
    await withFolder(async (folder) => {
      let kills = 0;
      for (let i = 0; i < 4; i++) {
        const killAt = { lines: 5 + 20 * i + random.below(20), delay: random.below(150) };
        const run = await runCli(smoke(folder), { killAt });
        if (run.code === null) kills++;
      }
      expect(kills).toBeGreaterThanOrEqual(2);
      expect(readdirSync(folder)).not.toContain("results.json");
      // As a kill in the middle of a write leaves them.
      const { pid } = spawnSync(process.execPath, ["--version"]);
      const stale = (name: string) => `.${name}.${pid}.01234567-89ab-cdef-0123-456789abcdef.tmp`;
      writeFileSync(join(folder, stale("results.json")), "{");
      writeFileSync(join(folder, "experiments", stale("svm.json")), "{");
      const last = await runCli(smoke(folder));
      expect(last.stderr).toContain("kept from before");
      expect(timeless(readResults(folder))).toEqual(timeless(results));
      const left = readdirSync(folder, { recursive: true, encoding: "utf8" });
      expect(left.filter((name) => name.endsWith(".tmp"))).toEqual([]);
    });
  }, 300_000);

  test("another seed takes nothing from the first", async () => {
    const other = await runCli(smoke(out, "--seed", "5", "--only", "shortlist"));
    expect(other.stderr).not.toContain("kept from before");
    expect(readResults(out).seed).toBe(5);
  });
});

describe("what is asked for", () => {
  test("--only computes its steps and shows what else is finished", async () => {
    await withFolder(async (folder) => {
      await runCli(smoke(folder, "--only", "cSweep"));
      expect(readResults(folder).steps.map(({ id }) => id)).toEqual(["cSweep"]);
      const run = await runCli(smoke(folder, "--only", "final,learningRate"));
      expect(run.code).toBe(0);
      expect(readResults(folder).steps.map(({ id }) => id)).toEqual(["cSweep", "learningRate", "final"]);
      expect(run.stderr).not.toContain("kept from before");
      const fresh = await runCli(smoke(folder, "--only", "cSweep", "--fresh"));
      expect(fresh.stderr).not.toContain("kept from before");
      expect(readResults(folder).steps).toHaveLength(3);
    });
  }, 300_000);

  test("an unknown step is refused before any work, with the list of those there are", async () => {
    await withFolder(async (folder) => {
      const { code, stderr } = await runCli(smoke(folder, "--only", "final,csweep"));
      expect(code).toBe(2);
      expect(stderr).toContain(`ParameterError: study: "csweep" is not a step; the steps are ${STEP_IDS.join(", ")}`);
      expect(readdirSync(folder)).toEqual([]);
    });
  });

  test("--quiet says where the report is and nothing else", async () => {
    await withFolder(async (folder) => {
      const { stdout, stderr } = await runCli(smoke(folder, "--only", "svm", "--quiet"));
      expect(stderr).toBe("");
      expect(stdout).toMatch(/^Done in .* The report: .*index\.html\n$/);
    });
  });

  test("--json tells of every step and experiment in JSON lines", async () => {
    await withFolder(async (folder) => {
      const { stdout, stderr } = await runCli(smoke(folder, "--only", "regularisation", "--json"));
      expect(stderr).toBe("");
      const events = stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(events.map(({ event }) => event).filter((event) => event !== "experimentProgress")).toEqual([
        "data",
        "stepStarted",
        ...Array.from({ length: 4 }, () => ["experimentStarted", "experimentEnded"]).flat(),
        "stepEnded",
        "finished",
      ]);
      expect(events.at(-1)).toMatchObject({ page: join(folder, "index.html"), steps: [{ id: "regularisation" }] });
    });
  });
});
