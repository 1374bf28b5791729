/** Bit for bit: fitted states and answers on real data are the committed ones, on any number of threads, with 128 and with 256 bits. */
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { classifierNames } from "../../src/models/registry.js";
import { goldenHashes, goldenNames, HASHES } from "./golden.mjs";

const committed: Record<string, string> = JSON.parse(readFileSync(HASHES, "utf8"));
/** It neither computes nor looks at X. */
const WITHOUT = ["DummyClassifier"];

test("every classifier has a committed hash, and every hash a classifier", () => {
  expect(Object.keys(committed)).toEqual(goldenNames);
  const covered = new Set(goldenNames.map((name) => name.split(",")[0]));
  expect([...covered, ...WITHOUT].sort()).toEqual([...classifierNames].sort());
});

test.each([0, 1, 2, 7].flatMap((threads) => [false, true].map((turbo) => ({ threads, turbo }))))(
  "what is learned and answered has the committed bits: $threads threads, turbo $turbo",
  async (options) => {
    // If a change of the numbers is meant: node scripts/golden.mjs
    expect(await goldenHashes(options)).toEqual(committed);
  },
);
