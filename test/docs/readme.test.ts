import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { ROOT, runNode } from "../support/cli.js";

const readme = readFileSync(`${ROOT}README.md`, "utf8");

test("the README's example runs as it stands", async () => {
  const code = /```js\n([\s\S]*?)```/.exec(readme)![1];
  expect(
    code
      .trim()
      .split("\n")
      .filter((line) => line.trim() !== "").length,
  ).toBeLessThanOrEqual(10);
  const run = await runNode(["--input-type=module", "--eval", code]);
  expect(run.stderr).toBe("");
  expect(run.code).toBe(0);
  expect(run.stdout).toMatch(/weighted avg/);
  expect(run.stdout).toMatch(/^accuracy 0\.\d+$/m);
});

test("the README opens with the two commands that work on a fresh clone", () => {
  expect(readme).toContain("npm ci && npm start");
  expect(readme).toContain("npm ci && npm test");
});
