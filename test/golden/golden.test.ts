/** Bit for bit: fitted states, model files and answers on real data are the committed ones, on any number of threads, with 128 and with 256 bits. */
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { classifierNames } from "../../src/models/registry.js";
import { goldenHashes, HASHES } from "./golden.mjs";

const committed: Record<string, Record<string, string>> = JSON.parse(readFileSync(HASHES, "utf8"));

test("every classifier has committed hashes, and what is made of classifiers too", () => {
  const covered = new Set(Object.keys(committed).map((name) => name.split(",")[0]));
  expect([...covered].sort()).toEqual([...classifierNames, "Pipeline", "QuantizedMLPClassifier"].sort());
});

test("no two models are the same, and every one has hashes of its state, its file and its answers", () => {
  const entries = Object.values(committed);
  expect(new Set(entries.map((hashes) => JSON.stringify(hashes))).size).toBe(entries.length);
  for (const hashes of entries) {
    for (const name of ["state", "file", "predict"]) expect(hashes[name]).toMatch(/^[\da-f]{16}$/);
  }
});

test.each([0, 1, 2, 7].flatMap((threads) => [false, true].map((turbo) => ({ threads, turbo }))))(
  "what is learned and answered has the committed bits: $threads threads, turbo $turbo",
  async (options) => {
    // If a change of the numbers is meant: node scripts/golden.mjs
    expect(await goldenHashes(options)).toEqual(committed);
  },
);
