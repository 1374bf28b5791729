/** Targets and limits of memory against measured rows. */
import { describe, expect, test } from "@jest/globals";
import { GROUPS } from "../../bench/cases/index.mjs";
import { CONTENDERS } from "../../bench/contenders/index.mjs";
import { parseOptions } from "../../bench/harness/options.mjs";
import { idlePeak, judgeMemory, judgeTargets, metCount } from "../../bench/report/judge.mjs";
import { LIMITS } from "../../bench/report/limits.mjs";
import { markdownPage } from "../../bench/report/markdown.mjs";
import { verdictTable } from "../../bench/report/table.mjs";
import { TARGETS } from "../../bench/report/targets.mjs";
import type { Row, Target } from "../../bench/types.d.ts";

const place = { group: "g", case: "c" };
const row = (contender: string, threads: number, medianMs: number, more: Partial<Row> = {}): Row => ({
  ...place,
  contender,
  version: "1",
  threads,
  turbo: false,
  medianMs,
  runs: 1,
  ...more,
});
const target = (wants: Target["wants"]): Target => ({ ...place, turbo: false, threads: 2, wants });

describe("judgeTargets", () => {
  test("a factor is the fastest variant of the peer over Heddle's variant that was asked for", () => {
    const rows = [row("heddle", 1, 1), row("heddle", 2, 2), row("peer", 1, 12), row("peer", 2, 9)];
    const [verdict] = judgeTargets([target({ times: 4, than: "peer" })], rows);
    expect(verdict).toEqual({
      ...place,
      variant: "heddle, 2 threads",
      wanted: "≥ 4.00 × peer, 2 threads",
      measured: "4.50 ×",
      met: true,
    });
    expect(judgeTargets([target({ times: 4.6, than: "peer" })], rows)[0].met).toBe(false);
  });

  test("GFLOP/s are a least, milliseconds a most, and the bound itself is met", () => {
    const rows = [row("heddle", 2, 10, { gflops: 50 })];
    const met = (wants: Target["wants"]) => judgeTargets([target(wants)], rows)[0].met;
    expect([met({ gflops: 50 }), met({ gflops: 50.1 }), met({ ms: 10 }), met({ ms: 9.9 })]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  test("a score has to be at least the peer's", () => {
    const judge = (ours: number) =>
      judgeTargets(
        [target({ scoreOf: "peer" })],
        [row("heddle", 2, 1, { score: ours }), row("peer", 1, 1, { score: 0.8 })],
      )[0].met;
    expect([judge(0.8), judge(0.7999)]).toEqual([true, false]);
  });

  test("what did not run is left out, and so is a comparison without the peer", () => {
    const wants = [target({ times: 2, than: "peer" })];
    expect(judgeTargets(wants, [row("peer", 1, 1)])).toEqual([]);
    expect(judgeTargets(wants, [row("heddle", 2, 1, { turbo: true }), row("peer", 1, 1)])).toEqual([]);
    expect(judgeTargets(wants, [row("heddle", 2, 1)])).toEqual([]);
    const silent = row("peer", 1, 1, { medianMs: undefined, unavailable: "not installed" });
    expect(judgeTargets(wants, [row("heddle", 2, 1), silent])).toEqual([]);
  });

  test("Heddle without a time has not met its target", () => {
    const failed = row("heddle", 2, 1, { medianMs: undefined, unavailable: "crashed" });
    expect(judgeTargets([target({ ms: 1 })], [failed])[0]).toMatchObject({ measured: "none", met: false });
  });
});

describe("judgeMemory", () => {
  const limit = { ...place, bytes: 100 * 2 ** 20, rule: "100 MiB" };

  test("looks at the variant that takes most", () => {
    const rows = [
      row("heddle", 1, 1, { peakMb: 90 }),
      row("heddle", 2, 1, { peakMb: 101 }),
      row("peer", 1, 1, { peakMb: 900 }),
    ];
    const [verdict] = judgeMemory([limit], rows);
    expect(verdict).toEqual({
      ...place,
      variant: "heddle, 2 threads",
      wanted: "≤ 100 (100 MiB)",
      measured: "101",
      met: false,
    });
    expect(judgeMemory([limit], rows.slice(0, 1))[0].met).toBe(true);
  });

  test("leaves out what did not run", () => {
    expect(judgeMemory([limit], [row("peer", 1, 1, { peakMb: 1 })])).toEqual([]);
  });

  test("a process that only loaded Heddle is the startup case's", () => {
    expect(idlePeak([row("heddle", 1, 1, { group: "startup", case: "process to library", peakMb: 60 })])).toBe(60);
    expect(idlePeak([row("heddle", 1, 1, { peakMb: 60 })])).toBeUndefined();
  });
});

describe("the data", () => {
  const options = parseOptions(["--full"], { groups: Object.keys(GROUPS), cores: 2 });
  const cases = Object.values(GROUPS).flatMap((group) => group.cases(options));
  const caseOf = (wanted: { group: string; case: string }) =>
    cases.find(({ group, name }) => group === wanted.group && name === wanted.case);

  test("every target and limit names a case of the full run", () => {
    const missing = [...TARGETS, ...LIMITS].filter((wanted) => !caseOf(wanted));
    expect(missing).toEqual([]);
  });

  test("every peer of a target takes part in its case", () => {
    for (const { wants, ...wanted } of TARGETS) {
      const peer = "than" in wants ? wants.than : "scoreOf" in wants ? wants.scoreOf : "heddle";
      expect(CONTENDERS.map(({ name }) => name)).toContain(peer);
      expect(caseOf(wanted)!.contenders).toContain(peer);
    }
  });
});

describe("the report", () => {
  const [wanted] = TARGETS;
  const rows = [row("heddle", wanted.threads, 1, { group: wanted.group, case: wanted.case, gflops: 1 })];
  const verdicts = judgeTargets(TARGETS, rows);

  test("the page says which targets were not met, and has no section without rows", () => {
    const page = (found: Row[]) => markdownPage({ machine: {}, rows: found, fits: [], tolerances: {} });
    expect(page(rows)).toMatch(
      /## Against the targets[^#]*0 of 1 met[^#]*1 thread \| ≥ 50 GFLOP\/s \| 1\.0 \| \*\*not met\*\*/,
    );
    expect(page(rows)).not.toContain("## Memory");
    expect(page([row("heddle", 1, 1)])).not.toContain("## Against");
  });

  test("the terminal counts them", () => {
    expect(metCount(verdicts)).toBe("0 of 1 met");
    expect(verdictTable("Targets", verdicts)).toMatch(/^Targets: 0 of 1 met\nNOT {2}gemm: /);
  });
});
