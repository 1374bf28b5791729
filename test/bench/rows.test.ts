/** Result rows: ratios, fitted series, and what survives of an earlier run. */
import { describe, expect, test } from "@jest/globals";
import { fitSeries, makeRow, withRatios } from "../../bench/harness/rows.mjs";
import { bestPoints } from "../../bench/report/chart.mjs";
import { mergeResults } from "../../bench/report/write.mjs";
import type { Case, Contender, Row } from "../../bench/types.d.ts";

const contender = (name: string): Contender => ({ name, runtime: "node", module: name, tasks: {} });
const item: Case = { group: "g", name: "c", task: "t", spec: {}, contenders: [], agree: {}, flops: 4e6 };

function row(name: string, threads: number, ms: number, turbo = false): Row {
  return makeRow(item, { contender: contender(name), threads, turbo }, { version: "1", times: [ms] });
}

describe("makeRow", () => {
  test("GFLOP/s are the operations over the median", () => {
    expect(row("heddle", 1, 2).gflops).toBeCloseTo(2, 12);
  });

  test("a contender that is not available has a reason and no time", () => {
    const variant = { contender: contender("x"), threads: 1, turbo: false };
    const missing = makeRow(item, variant, { version: "", times: [], unavailable: "not installed" });
    expect(missing).toEqual({
      group: "g",
      case: "c",
      contender: "x",
      version: "",
      threads: 1,
      turbo: false,
      runs: 0,
      unavailable: "not installed",
    });
  });
});

describe("withRatios", () => {
  test("compares with Heddle's fastest variant of as many threads, and with its fastest of all", () => {
    const rows = withRatios([row("heddle", 1, 8), row("heddle", 1, 4, true), row("heddle", 2, 2), row("peer", 1, 12)]);
    expect(rows.map(({ ratioToHeddle }) => ratioToHeddle)).toEqual([2, 1, 1, 3]);
    expect(rows.map(({ ratioToHeddleBest }) => ratioToHeddleBest)).toEqual([4, 2, 1, 6]);
  });

  test("a faster peer has a ratio below one", () => {
    expect(withRatios([row("heddle", 1, 8), row("peer", 1, 2)])[1].ratioToHeddle).toBe(0.25);
  });

  test("there is no ratio where Heddle has no time", () => {
    expect(withRatios([row("peer", 1, 2)])[0]).not.toHaveProperty("ratioToHeddle");
  });
});

describe("fitSeries", () => {
  const cases = [10, 20, 40].map((x) => ({ ...item, name: `n${x}`, series: { name: "s", axis: "n", x } }));
  const rows = cases.map(({ name, series }) => ({ ...row("heddle", 1, series.x ** 2), case: name }));

  test("fits the cost of each contender over its points", () => {
    const [fit, ...others] = fitSeries(cases, rows);
    expect(others).toEqual([]);
    expect(fit).toMatchObject({ series: "s", axis: "n", contender: "heddle", threads: 1 });
    expect(fit.exponent).toBeCloseTo(2, 10);
  });

  test("leaves out who ran at one size only", () => {
    expect(fitSeries(cases, rows.slice(0, 1))).toEqual([]);
  });
});

describe("bestPoints", () => {
  test("each contender stands with its best variant, slower or faster than Heddle", () => {
    const rows = withRatios([row("heddle", 1, 4), row("peer", 1, 8), row("peer", 2, 2)]);
    expect(bestPoints(rows)).toEqual([{ group: "g", case: "c", contender: "peer", ratio: 0.5 }]);
  });
});

describe("mergeResults", () => {
  const cases = ["a", "b", "c"].map((name) => ({
    ...item,
    name,
    series: { name: "s", axis: "n", x: name.charCodeAt(0) },
  }));
  const results = (name: string, cpu: string, ms = 1) => ({
    machine: { cpu },
    ranAt: { [`g|${name}`]: `after ${ms} ms` },
    tolerances: { [`g|${name}`]: "exact" },
    rows: [{ ...row("heddle", 1, ms), case: name }],
    fits: [],
  });

  test("keeps the cases that did not run again, in the order of the cases", () => {
    const merged = mergeResults(results("b", "x"), results("a", "x"), cases);
    expect(merged.rows.map((found) => found.case)).toEqual(["a", "b"]);
    expect(Object.keys(merged.ranAt)).toEqual(["g|a", "g|b"]);
  });

  test("a case that ran again has its new rows only", () => {
    const merged = mergeResults(results("b", "x", 1), results("b", "x", 2), cases);
    expect(merged.rows.map(({ medianMs }) => medianMs)).toEqual([2]);
    expect(merged.ranAt).toEqual({ "g|b": "after 2 ms" });
  });

  test("forgets a case that is no more", () => {
    const merged = mergeResults(results("old", "x"), results("a", "x"), cases);
    expect(merged.rows.map((found) => found.case)).toEqual(["a"]);
    expect(Object.keys(merged.tolerances)).toEqual(["g|a"]);
  });

  test("fits the series over old and new rows", () => {
    const [fit] = mergeResults(results("b", "x"), results("a", "x"), cases).fits;
    expect(fit.points).toEqual([
      [97, 1],
      [98, 1],
    ]);
  });

  test("never mixes two machines", () => {
    expect(mergeResults(results("b", "x"), results("a", "y"), cases).rows).toHaveLength(1);
  });
});
