/**
 * dist/edge-bundle/: one small file for each way of obtaining the kernels, on minified ones that they share, of which a model loads what it
 * needs; but inline.js is all in one. Like dist/edge/ the folder is one level below dist/, where predict.wasm is.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { minify } from "@swc/core";
import { rollup } from "rollup";

const ENTRIES = ["compiled", "compiled-query", "fetched", "slim"];

/** What hosts with compiled WebAssembly give for an import of the file. */
const KERNELS_TYPES = "declare const kernels: WebAssembly.Module;\nexport default kernels;\n";

export async function bundleEdge(root) {
  await bundle(root, ENTRIES, { chunkFileNames: "[name].js" });
  await bundle(root, ["inline"], { inlineDynamicImports: true });
  writeFileSync(join(root, "dist/edge-bundle/kernels.d.ts"), KERNELS_TYPES);
}

async function bundle(root, names, output) {
  const linked = await rollup({
    input: Object.fromEntries(names.map((name) => [name, join(root, `dist/edge/${name}.js`)])),
    plugins: [wasm, shrink],
    treeshake: { moduleSideEffects: false },
    onwarn: fail,
  });
  await linked.write({ dir: join(root, "dist/edge-bundle"), ...output });
}

/** Imports of the kernels stay for the host or the user's bundler, except those of their text. */
const wasm = {
  name: "wasm",
  resolveId(id, importer) {
    if (id.endsWith(".wasm?base64")) return join(dirname(importer), id);
    return /\.wasm(\?module)?$/.test(id) ? { id, external: "relative" } : null;
  },
  load(id) {
    const [path, form] = id.split("?");
    return form === "base64" ? `export default "${readFileSync(path, "base64")}";` : null;
  },
};

export const shrink = {
  name: "shrink",
  async renderChunk(code) {
    return (await minify(code, { module: true, compress: { ecma: 2022, passes: 3 }, mangle: true })).code;
  },
};

function fail({ message }) {
  throw new Error(`edge bundle: ${message}`);
}
