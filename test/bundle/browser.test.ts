/** What `import "heddle/browser"` gives: one file that stands alone. */
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import * as bundled from "../../dist/browser-bundle/index.js";
import * as source from "../../src/browser/index.js";

const text = readFileSync(new URL("../../dist/browser-bundle/index.js", import.meta.url), "utf8");

test("the bundle exports what src/browser/index.ts exports", () => {
  expect(Object.keys(bundled).sort()).toEqual(Object.keys(source).sort());
  expect(Object.keys(bundled)).toContain("MLPClassifier");
});

test("it imports nothing, knows no Node, and evaluates no text", () => {
  expect(text).not.toMatch(/\bimport\s*["'{*(]|\bfrom\s*["']|["']node:|\bprocess\.|\beval\(|\bnew Function\b/);
});

test("where the kernels cannot be fetched, init says so by name, and may be asked again", async () => {
  // Node fetches no files.
  for (const _ of [1, 2])
    await expect(bundled.init()).rejects.toThrow(/cannot load the kernels from file:.*heddle\.wasm/);
});
