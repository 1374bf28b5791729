/** The benchmark's command line, its cases, and how work is shared out. */
import { describe, expect, test } from "@jest/globals";
import { GROUPS } from "../../bench/cases/index.mjs";
import { partOf } from "../../bench/contenders/heddle-gemm.mjs";
import { CONTENDERS, variantsOf } from "../../bench/contenders/index.mjs";
import { parseOptions } from "../../bench/harness/options.mjs";

const known = { groups: ["a", "b"], cores: 2 };

describe("parseOptions", () => {
  test("without arguments every group runs, with one and two threads and turbo", () => {
    expect(parseOptions([], known)).toMatchObject({ groups: ["a", "b"], threads: [1, 2], turbo: true, quick: false });
  });

  test("takes groups, thread counts and contenders", () => {
    const options = parseOptions(["b", "--threads", "4,1,4", "--no-turbo", "--contenders", "x,y"], known);
    expect(options).toMatchObject({ groups: ["b"], threads: [1, 4], turbo: false, contenders: ["x", "y"] });
  });

  test("takes parts of the names of cases", () => {
    const options = parseOptions(["--case", "60,000", "--case", "rbf, C = 10"], known);
    expect(options.cases).toEqual(["60,000", "rbf, C = 10"]);
    expect(parseOptions([], known).cases).toBeUndefined();
  });

  test("refuses what it does not know", () => {
    expect(() => parseOptions(["c"], known)).toThrow("no group c; there are a, b");
    expect(() => parseOptions(["--threads", "0"], known)).toThrow(/positive integers/);
    expect(() => parseOptions(["--quick", "--full"], known)).toThrow(/exclude/);
  });
});

describe("the cases", () => {
  const sizes = [[], ["--quick"], ["--full"]];

  test.each(sizes.map((args) => [args.join(" ") || "the usual sizes", args] as const))(
    "%s: every case has its own name, and contenders that can do its task, Heddle among them",
    (_, args) => {
      const options = parseOptions([...args], { groups: Object.keys(GROUPS), cores: 2 });
      for (const [group, { cases }] of Object.entries(GROUPS)) {
        const all = cases(options);
        expect(all.length).toBeGreaterThan(0);
        expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
        for (const item of all) {
          expect(item.group).toBe(group);
          expect(item.contenders).toContain("heddle");
          const able = CONTENDERS.filter(({ tasks }) => item.task in tasks).map(({ name }) => name);
          expect(able).toEqual(expect.arrayContaining(item.contenders));
        }
      }
    },
  );

  test("a contender without threads runs once, Heddle with every thread count, plain and turbo", () => {
    const options = parseOptions([], { groups: Object.keys(GROUPS), cores: 2 });
    const [item] = GROUPS.gemm.cases(options);
    const counts = variantsOf(item, options).map(({ contender, threads, turbo }) => [contender.name, threads, turbo]);
    expect(counts.filter(([name]) => name === "tfjs-wasm")).toEqual([["tfjs-wasm", 1, false]]);
    expect(counts.filter(([name]) => name === "heddle")).toHaveLength(4);
  });
});

test("a case for the most threads runs with the largest count only", () => {
  const options = parseOptions(["--threads", "1,2,4"], { groups: Object.keys(GROUPS), cores: 4 });
  const [item] = GROUPS.gemm.cases(options);
  const variants = variantsOf({ ...item, contenders: ["heddle"], mostThreads: true }, options);
  expect(variants.map(({ threads, turbo }) => [threads, turbo])).toEqual([
    [4, false],
    [4, true],
  ]);
  const fastest = { ...item, contenders: ["heddle"], mostThreads: true, turboOnly: true };
  expect(variantsOf(fastest, options).map(({ threads, turbo }) => [threads, turbo])).toEqual([[4, true]]);
  const plain = variantsOf(fastest, { ...options, turbo: false });
  expect(plain.map(({ threads, turbo }) => [threads, turbo])).toEqual([[4, false]]);
});

describe("partOf", () => {
  test.each([
    [128, 512, 2],
    [1024, 1024, 3],
    [100, 37, 2],
    [16, 8, 4],
  ])("the parts of a %i × %i product for %i threads cover its longer side once", (m, n, threads) => {
    const parts = Array.from({ length: threads }, (_, i) => partOf({ m, n }, i, threads));
    const ranges = parts.map((part) => ("rows" in part ? part.rows : part.cols));
    expect(parts.every((part) => "rows" in part === m >= n)).toBe(true);
    expect(ranges[0][0]).toBe(0);
    expect(ranges.at(-1)![1]).toBe(Math.max(m, n));
    for (let i = 1; i < threads; i++) expect(ranges[i][0]).toBe(ranges[i - 1][1]);
  });
});
