// @ts-check
/**
 * Vercel's edge runtime. The program is bundled as Next.js does it: conditions edge-light, worker and browser; an import of `.wasm?module`
 * becomes a global that holds the module, compiled before the program starts. As in production, the program itself may compile nothing.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EdgeRuntime } from "edge-runtime";
import { build } from "esbuild";

/** @param {import("../install.mjs").Project} project */
export async function vercel({ folder, models }) {
  /** @type {Record<string, WebAssembly.Module>} */
  const modules = {};
  const { outputFiles } = await build({
    entryPoints: [join(folder, "vercel.mjs")],
    bundle: true,
    write: false,
    format: "iife",
    conditions: ["edge-light", "worker", "browser"],
    plugins: [{ name: "wasm", setup: (builder) => compileBefore(builder, modules) }],
    logLevel: "silent",
  });
  const files = Object.fromEntries(readdirSync(models).map((name) => [name, readFileSync(join(models, name))]));
  const runtime = new EdgeRuntime({
    initialCode: outputFiles[0].text,
    codeGeneration: { strings: false, wasm: false },
    extend: (context) => Object.assign(context, modules, { files }),
  });
  const response = await runtime.dispatchFetch("http://localhost/");
  if (!response.ok) throw new Error(await response.text());
  return /** @type {any} */ (await response.json());
}

/** @param {import("esbuild").PluginBuild} builder @param {Record<string, WebAssembly.Module>} modules */
function compileBefore(builder, modules) {
  builder.onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => {
    return { path: join(resolveDir, path.replace("?module", "")), namespace: "compiled" };
  });
  builder.onLoad({ filter: /.*/, namespace: "compiled" }, ({ path }) => {
    const name = `wasm_${Object.keys(modules).length}`;
    modules[name] = new WebAssembly.Module(readFileSync(path));
    return { contents: `export default ${name};` };
  });
}
