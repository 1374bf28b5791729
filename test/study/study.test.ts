import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { SHORTLIST_MODELS, type StudyResults } from "../../src/study/results.js";
import { type Run, runCli } from "../support/cli.js";
import { timeless } from "./support.js";

let out: string;
let first: Run;
let results: Required<StudyResults>;

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), "heddle-study-"));
  first = await runCli(["study", "--out", out]);
  results = JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
}, 300_000);
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe("the study, on the small real sample", () => {
  test("it ends well and names its page", () => {
    expect(first.code).toBe(0);
    expect(first.stdout).toContain(join(out, "index.html"));
  });

  test("it leaves its files and no temporary ones", () => {
    const names = readdirSync(out);
    expect(names).toEqual(
      expect.arrayContaining([
        "index.html",
        "results.json",
        "report.md",
        "shortlist.svg",
        "c-sweep.svg",
        "confusion.svg",
      ]),
    );
    expect(names.filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("results.json holds every step", () => {
    expect(results.shortlist.map(({ model }) => model)).toEqual([...SHORTLIST_MODELS]);
    for (const { score } of results.shortlist) expect(score).toBeGreaterThan(0.5);
    expect(results.cSweep.points.map(({ C }) => C)).toEqual([0.001, 0.01, 0.1, 1, 10, 100, 1000]);
    for (const { foldAccuracies, meanAccuracy } of results.cSweep.points) {
      expect(foldAccuracies).toHaveLength(5);
      expect(meanAccuracy).toBeCloseTo(foldAccuracies.reduce((a, b) => a + b) / 5, 12);
    }
    expect(results.final.confusionMatrix.flat().reduce((a, b) => a + b)).toBe(results.data.testRows);
    expect(results.final.testAccuracy).toBeGreaterThan(0.7);
    const losses = results.final.history.map(({ validationLoss }) => validationLoss!);
    expect(losses[results.final.epochs - 1]).toBe(Math.min(...losses));
  });

  test("the test accuracy is what the confusion matrix says", () => {
    const { confusionMatrix, testAccuracy } = results.final;
    const hits = confusionMatrix.reduce((sum, row, i) => sum + row[i], 0);
    expect(testAccuracy).toBe(hits / results.data.testRows);
  });

  test("the page is self-contained and shows every figure beside the published one", () => {
    const page = readFileSync(join(out, "index.html"), "utf8");
    expect(page).not.toMatch(/(?:src|href)="(?!data:|#)/);
    expect(page.match(/<svg/g)!.length).toBeGreaterThanOrEqual(5);
    expect(page).toContain(results.final.testAccuracy.toFixed(4));
    expect(page).toContain("published 0.8812");
    for (const { model, score } of results.shortlist) {
      expect(page).toContain(model);
      expect(page).toContain(score.toFixed(4));
    }
    expect(page.match(/data:image\/png;base64/g)).toHaveLength(results.final.gallery.length);
  });

  test("a second run keeps what was finished and gives the same results", async () => {
    const again = await runCli(["study", "--out", out]);
    expect(again.code).toBe(0);
    expect(again.stderr).toContain("kept from before");
    expect(timeless(JSON.parse(readFileSync(join(out, "results.json"), "utf8")))).toEqual(timeless(results));
  });

  test("stopped by Ctrl-C and started again, on another number of threads, it ends in the same results", async () => {
    const other = mkdtempSync(join(tmpdir(), "heddle-study-"));
    try {
      const stopped = await runCli(["study", "--out", other, "--threads", "0"], { interruptAt: /SVC …/ });
      expect(stopped.code).toBe(130);
      expect(existsSync(join(other, "results.json"))).toBe(false);
      const resumed = await runCli(["study", "--out", other, "--threads", "1", "--no-turbo"]);
      expect(resumed.stderr).toMatch(/KNeighborsClassifier: .*kept from before/);
      const { environment: _here, ...rest } = JSON.parse(readFileSync(join(other, "results.json"), "utf8"));
      const { environment: _there, ...expected } = results;
      expect(timeless(rest)).toEqual(timeless(expected));
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  }, 300_000);
});

describe("the study's errors", () => {
  test("a folder that cannot be written is refused before any work", async () => {
    const { code, stderr } = await runCli(["study", "--out", join(process.execPath, "report")]);
    expect(code).toBe(1);
    expect(stderr).toContain("ResourceError: cannot create the folder");
    expect(stderr).not.toContain("SGDClassifier");
  });
});
