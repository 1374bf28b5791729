/** src/ keeps its layers, and the check that says so notices when it does not. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { findViolations, importsOf, reachedFrom, type SourceTree } from "./support/layering.js";

const source = fileURLToPath(new URL("../src", import.meta.url));

function readTree(): SourceTree {
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return new Map(files.map((name) => [name.replaceAll("\\", "/"), readFileSync(`${source}/${name}`, "utf8")]));
}

const tree = readTree();

test("every import in src/ points down the layers, none goes round in a circle, node:* stays where it may be", () => {
  expect(tree.size).toBeGreaterThan(25);
  expect(findViolations(tree)).toEqual([]);
});

test("only src/kernels/ reads the address of a tensor", () => {
  const readers = [...tree].filter(([, text]) => /\.ptr\b/.test(text)).map(([file]) => file);
  expect(readers.filter((file) => !file.startsWith("kernels/") && file !== "engine/arena.ts")).toEqual([]);
});

test("only composition roots choose the runtime", () => {
  const callers = [...tree].filter(([, text]) => /\bprovideRuntime\(/.test(text)).map(([file]) => file);
  const roots = ["engine/runtime.ts", "index.ts", "browser/index.ts", "parallel/worker.ts"];
  expect(callers.filter((file) => !roots.includes(file))).toEqual([]);
});

test("the edge reaches nothing that fits, writes, reads files or starts threads", () => {
  const entries = [...tree.keys()].filter((file) => file.startsWith("edge/"));
  const reached = new Set(entries.flatMap((file) => [...reachedFrom(tree, file)]));
  expect(reached).toContain("models/svm/predict.ts");
  const allowed = [
    /^(core|engine|kernels|edge)\//,
    /^persist\/(safetensors|json|plain-state|fields|header|states\/.+)\.ts$/,
    /^data\/scale-rows\.ts$/,
    /^models\/\w+\/(predict|state|votes|layout|network|device-cache|tree)\.ts$/,
    /^models\/linear\/(logistic-predict|sgd-probabilities)\.ts$/,
    /^models\/neighbors\/(job|reference|search)\.ts$/,
  ];
  expect([...reached].filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
  expect([...reached].filter((file) => file === "engine/load-node.ts" || file.includes("self-test"))).toEqual([]);
});

test("what browsers fit with reaches nothing of Node, no package but the loader of the kernels, no pool", () => {
  const reached = [...reachedFrom(tree, "browser/index.ts")];
  expect(reached).toContain("models/mlp/train-task.ts");
  const packages = reached.flatMap((file) => importsOf(tree.get(file)!).filter((name) => !name.startsWith(".")));
  expect([...new Set(packages)]).toEqual(["@assemblyscript/loader"]);
  expect(reached.filter((file) => file.startsWith("parallel/"))).toEqual(["parallel/serial.ts"]);
});

describe("the checker sees", () => {
  const planted = (files: Record<string, string>) =>
    findViolations(new Map(Object.entries({ "core/a.ts": "", ...files }))).map(({ file, rule }) => `${file}: ${rule}`);

  test("every form of import", () => {
    const text = `
      import "./bare.js";
      import one from "./default.js";
      import type { T } from "./type.js";
      import {
        a,
        type B,
      } from "./lines.js";
      export * from "./star.js";
      export { c } from './quotes.js';
      const late = await import("./late.js");
      /* import x from "./comment.js"; */
      // import y from "./line-comment.js";
      const words = 'not an import from "./string.js"';
    `;
    expect(importsOf(text).sort()).toEqual(
      ["bare", "default", "late", "lines", "quotes", "star", "type"].map((name) => `./${name}.js`),
    );
  });

  test.each([
    ["core/b.ts", "../engine/e.js", "core must not import engine"],
    ["engine/b.ts", "../kernels/e.js", "engine must not import kernels"],
    ["kernels/b.ts", "../models/e.js", "kernels must not import models"],
    ["models/mlp/b.ts", "../../parallel/e.js", "models must not import parallel"],
    ["models/mlp/b.ts", "../../metrics/e.js", "models must not import metrics"],
    ["metrics/b.ts", "../engine/e.js", "metrics must not import engine"],
    ["data/b.ts", "../metrics/e.js", "data must not import metrics"],
    ["selection/b.ts", "../parallel/e.js", "selection must not import parallel"],
    ["persist/b.ts", "../selection/e.js", "persist must not import selection"],
    ["parallel/b.ts", "../study/e.js", "parallel must not import study"],
    ["study/b.ts", "../cli/e.js", "study must not import cli"],
    ["edge/b.ts", "../parallel/e.js", "edge must not import parallel"],
    ["models/mlp/b.ts", "../../edge/e.js", "models must not import edge"],
    ["elsewhere/b.ts", "../core/a.js", "elsewhere has no place in the layers yet"],
  ])("%s importing %s", (file, specifier, rule) => {
    const target = specifier.replace(/^(\.\.\/)+/, "").replace(/js$/, "ts");
    const found = planted({ [target]: "", [file]: `import type { X } from "${specifier}";` });
    expect(found.length).toBe(1);
    expect(found[0]).toContain(`${file}: ${rule}`);
  });

  test("node:* and packages where they must not be", () => {
    const read = 'import { readFileSync } from "node:fs";';
    expect(planted({ "core/b.ts": read })).toEqual(["core/b.ts: must not import node:fs"]);
    expect(planted({ "engine/engine.ts": read })).toEqual(["engine/engine.ts: must not import node:fs"]);
    expect(planted({ "models/b.ts": 'await import("node:os");' })).toEqual(["models/b.ts: must not import node:os"]);
    expect(planted({ "core/b.ts": 'import { Piscina } from "piscina";' })).toEqual([
      "core/b.ts: core imports no package, not even piscina",
    ]);
    expect(planted({ "engine/load-node.ts": read, "data/idx.ts": read, "index.ts": read })).toEqual([]);
  });

  test("cycles, of any length", () => {
    const link = (to: string) => `import { x } from "./${to}.js";`;
    expect(planted({ "core/b.ts": link("b") })).toEqual(["core/b.ts: is part of a cycle: core/b.ts → core/b.ts"]);
    expect(planted({ "core/b.ts": link("c"), "core/c.ts": link("d"), "core/d.ts": link("b") })).toEqual([
      "core/b.ts: is part of a cycle: core/b.ts → core/c.ts → core/d.ts → core/b.ts",
    ]);
    expect(planted({ "core/b.ts": link("c") + link("d"), "core/c.ts": link("d"), "core/d.ts": "" })).toEqual([]);
  });

  test("imports of files that do not exist", () => {
    expect(planted({ "core/b.ts": 'import "./gone.js";' })).toEqual([
      "core/b.ts: imports core/gone.ts, which does not exist",
    ]);
  });
});
