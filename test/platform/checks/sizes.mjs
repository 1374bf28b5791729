// @ts-check
/** Gzipped sizes of what an edge program loads, from the installed package. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGETS = { kernels: 24 * 1024, javascript: 12 * 1024 };
const FAMILIES = ["dummy", "linear", "mlp", "neighbors", "quantized", "svm", "tree"];

/** @param {import("../install.mjs").Project} project */
export function sizes({ package: root }) {
  const folder = join(root, "dist/edge-bundle");
  const text = (/** @type {string} */ name) => readFileSync(join(folder, name), "utf8");
  const gzipped = (/** @type {Uint8Array | string} */ bytes) => gzipSync(bytes, { level: 9 }).length;
  /** The file and all that it imports at once. @param {string} name @param {Set<string>} found */
  const closure = (name, found) => {
    if (found.has(name)) return found;
    found.add(name);
    for (const [, next] of text(name).matchAll(/from\s*"\.\/([^"]+)"/g)) closure(next, found);
    return found;
  };
  const total = (/** @type {Set<string>} */ files) => [...files].reduce((sum, name) => sum + gzipped(text(name)), 0);
  const kernels = ["predict.wasm", "predict-relaxed.wasm"].reduce(
    (sum, name) => sum + gzipped(readFileSync(join(root, "dist", name))),
    0,
  );
  const javascript = Object.fromEntries(
    FAMILIES.map((family) => [family, total(closure(`${family}.js`, closure("fetched.js", new Set())))]),
  );
  const all = new Set(FAMILIES.flatMap((family) => [...closure(`${family}.js`, closure("fetched.js", new Set()))]));
  if (kernels > BUDGETS.kernels) throw new Error(`the kernels have ${kernels} bytes, ${BUDGETS.kernels} are allowed`);
  for (const [family, bytes] of Object.entries(javascript))
    if (bytes > BUDGETS.javascript)
      throw new Error(`JavaScript for ${family} has ${bytes} bytes, ${BUDGETS.javascript} are allowed`);
  const browser = {
    kernels: gzipped(readFileSync(join(root, "dist/heddle.wasm"))),
    javascript: gzipped(readFileSync(join(root, "dist/browser-bundle/index.js"))),
  };
  return { browser, kernels, javascript: { ...javascript, all: total(all) }, inline: gzipped(text("inline.js")) };
}
