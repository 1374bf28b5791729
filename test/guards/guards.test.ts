/** The list of guards is about the source as it is: taking them away takes a quarter of an hour, seeing that they are there does not. */
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { ROOT } from "../support/cli.js";
import { GUARDS } from "./guards.mjs";

test("no two guards have one name", () => {
  expect(new Set(GUARDS.map(({ name }) => name)).size).toBe(GUARDS.length);
});

test.each(GUARDS.map((guard) => [guard.name, guard] as const))("%s", (_, { file, find }) => {
  expect(readFileSync(`${ROOT}src/${file}`, "utf8").split(find)).toHaveLength(2);
});
