/** What `import "heddle"` gives and what it costs: two files, and nothing that only readers of data, the pool or the CLI need. */
import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import * as bundled from "../../dist/bundle/index.js";
import * as index from "../../src/index.js";
import { ROOT } from "../support/cli.js";

/** All that is asked for by name while `code` runs in a fresh process, relative files left out. */
function loadedBy(code: string): string[] {
  const hook = `
    import { writeSync } from "node:fs";
    export function resolve(name, context, next) {
      if (context.parentURL?.includes("/dist/")) writeSync(1, name + "\\n");
      return next(name, context);
    }`;
  const url = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;
  const script = `import { register } from "node:module"; register(${JSON.stringify(url(hook))}); ${code}`;
  const args = ["--no-warnings", "--input-type=module", "-e", script];
  const output = execFileSync(process.execPath, args, { encoding: "utf8", cwd: ROOT });
  return [...new Set(output.trim().split("\n"))].sort();
}

const LIBRARY = [
  "./shared.js",
  "@assemblyscript/loader",
  "node:fs",
  "node:fs/promises",
  "node:os",
  "node:path",
  "node:util",
  "node:v8",
  "node:worker_threads",
];

test("importing the library loads two files, the loader of the kernels, and no other package", () => {
  expect(loadedBy('await import("heddle");')).toEqual(LIBRARY);
});

test("importing heddle/distributed loads neither BullMQ nor Redis", () => {
  const names = loadedBy('await import("heddle/distributed");');
  expect(names).toContain("node:crypto");
  expect(names.filter((name) => !/^(?:node:|\.\/)/.test(name))).toEqual(["@assemblyscript/loader"]);
});

test("Piscina is loaded with the first pool, not without one", () => {
  const start = (threads: number) =>
    `const { init, close } = await import("heddle"); await init({ threads: ${threads} }); await close();`;
  expect(loadedBy(start(0))).toEqual(LIBRARY);
  expect(loadedBy(start(1))).toContain("piscina");
});

test("the bundle exports what src/index.ts exports", () => {
  expect(Object.keys(bundled).sort()).toEqual(Object.keys(index).sort());
});

test("the bundle's threads run its own worker", async () => {
  expect(bundled.workerFilename).toMatch(/\/dist\/bundle\/worker-entry\.cjs$/);
  const { default: runTask } = await import("../../dist/bundle/worker.js");
  expect(runTask).toBeInstanceOf(Function);
  expect(runTask).not.toBe((await import("../../src/parallel/worker.js")).default);
});
