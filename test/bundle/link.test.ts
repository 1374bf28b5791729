/** The linker keeps what modules mean, and refuses what it does not know. */
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { link } from "../../scripts/link.mjs";
import { withTemporaryFolder } from "../support/temporary.js";

/** Links `files` with the entry a.js, and gives what it exports. */
function linked(files: Record<string, string>): Promise<Record<string, unknown>> {
  return withTemporaryFolder(async (folder) => {
    await mkdir(join(folder, "parallel"));
    const all = { "package.json": '{ "type": "module" }', "parallel/worker-entry.cjs": "", ...files };
    for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text);
    link(folder, { "a.js": "door.js" });
    expect((await readdir(join(folder, "bundle"))).sort()).toEqual([
      "door.d.ts",
      "door.js",
      "library.js",
      "worker-entry.cjs",
    ]);
    return import(join(folder, "bundle/door.js"));
  });
}

test("linked modules export what they did", async () => {
  const exports = await linked({
    "a.js": `import { one, two as second } from "./b.js";
import {
  sep,
} from "node:path";
import "./c.js";
export * from "./b.js";
export { three, three as drei } from "./c.js";
export default function sum() {
  return one + second();
}
export const separator = sep;
const later = 4;
export { later as four };
`,
    "b.js": `import { three } from "./c.js";
export const one = three - 2;
export async function* numbers() {}
export function two() {
  return 2;
}
//# sourceMappingURL=b.js.map
`,
    "c.js": `const one = 3;
export const three = one;
export class Three {
  static name3 = "import { x } from './nowhere.js';";
}
`,
  });
  const { default: sum, two, numbers, ...values } = exports;
  expect(values).toEqual({ one: 1, three: 3, drei: 3, separator: join("/"), four: 4 });
  expect((sum as () => number)()).toBe(3);
  expect([typeof two, typeof numbers]).toEqual(["function", "function"]);
});

test("a module that others share is run once, before them", async () => {
  const { order } = await linked({
    "a.js":
      'import "./b.js";\nimport "./c.js";\nimport { order } from "./d.js";\norder.push("a");\nexport { order };\n',
    "b.js": 'import { order } from "./d.js";\norder.push("b");\n',
    "c.js": 'import { order } from "./d.js";\norder.push("c");\n',
    "d.js": 'export const order = ["d"];\n',
  });
  expect(order).toEqual(["d", "b", "c", "a"]);
});

test.each([
  ['import b from "./b.js";', "a default import"],
  ['import * as b from "./b.js";', "a namespace"],
  ['export * as b from "./b.js";', "a namespace, exported"],
  ["export let count = 0;", "a binding that may change"],
  ["export default 3;", "an expression"],
  ["export const [first] = [1];", "a pattern"],
  ['const b = await import("./b.js");', "a file loaded later"],
])("%s is refused: it is %s", async (line) => {
  await expect(linked({ "a.js": `${line}\n`, "b.js": "export const one = 1;\n" })).rejects.toThrow(
    "link: a.js: cannot",
  );
});
