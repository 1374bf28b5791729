/**
 * Builds what is missing or out of date: the kernels (AssemblyScript → dist/heddle.wasm, and those that predict → dist/predict.wasm, each with
 * some on relaxed SIMD beside it) and the library (TypeScript → dist/, and once more as few files in dist/bundle/, dist/edge-bundle/ and dist/browser-bundle/).
 * `node scripts/build.mjs --force` rebuilds everything.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rollup } from "rollup";
import { bundleBrowser } from "./bundle-browser.mjs";
import { bundleEdge } from "./bundle-edge.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const force = process.argv.includes("--force");

/** Latest modification time below `path`, in milliseconds. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs);
}

/** Runs `build` unless `stamp` is newer than every source. The stamp is written last, so a broken build is never taken for a good one. */
async function step(name, stamp, sources, build) {
  const stampPath = join(root, stamp);
  const fresh =
    existsSync(stampPath) && statSync(stampPath).mtimeMs > Math.max(...sources.map((s) => newest(join(root, s))));
  if (fresh && !force) return;
  const started = Date.now();
  await build();
  writeFileSync(stampPath, "");
  console.log(`built ${name} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

function run(module, ...args) {
  execFileSync(process.execPath, [join(root, "node_modules", module), ...args], { cwd: root, stdio: "inherit" });
}

/**
 * dist/bundle/: the package's entry, the pool's worker and `heddle/distributed` on shared files, because Node takes about half a millisecond for
 * each of the 160 files of an import. Bundle and folders are one level below dist/, so what is found beside `import.meta.url` is found from both.
 */
async function bundle() {
  const input = {
    index: join(root, "dist/index.js"),
    worker: join(root, "dist/parallel/worker.js"),
    distributed: join(root, "dist/distributed/index.js"),
  };
  // Dependencies, and the little that is loaded on first use, stay apart.
  const external = (id) => !/^[./]/.test(id);
  const linked = await rollup({ input, external, onwarn: fail });
  await linked.write({ dir: join(root, "dist/bundle"), chunkFileNames: "[name].js", manualChunks: sharedWith(input) });
  writeFileSync(join(root, "dist/bundle/index.d.ts"), 'export * from "../index.js";\n');
  writeFileSync(join(root, "dist/bundle/distributed.d.ts"), 'export * from "../distributed/index.js";\n');
  writeFileSync(join(root, "dist/bundle/worker.d.ts"), 'export { default } from "../parallel/worker.js";\n');
  copyFileSync(join(root, "dist/parallel/worker-entry.cjs"), join(root, "dist/bundle/worker-entry.cjs"));
}

/** What the library has in common with the others is one file, so that importing it loads two; what only the others have in common is another. */
function sharedWith({ index, worker, distributed }) {
  return (id, { getModuleInfo }) => {
    const reaches = (entry) => reachedFrom(entry, getModuleInfo).has(id);
    const users = [index, worker, distributed].filter(reaches);
    if (users.length < 2) return null;
    return users[0] === index ? "shared" : "tasks";
  };
}

function reachedFrom(id, getModuleInfo, found = new Set()) {
  if (found.has(id)) return found;
  found.add(id);
  for (const next of getModuleInfo(id).importedIds) reachedFrom(next, getModuleInfo, found);
  return found;
}

function fail({ message }) {
  throw new Error(`bundle: ${message}`);
}

mkdirSync(join(root, "build"), { recursive: true });
mkdirSync(join(root, "dist"), { recursive: true });

/** Each with its configuration and target. */
const KERNELS = {
  "heddle.wasm": ["asconfig.json", "release"],
  "heddle-relaxed.wasm": ["asconfig.relaxed.json", "shared"],
  "predict.wasm": ["asconfig.predict.json", "release"],
  "predict-relaxed.wasm": ["asconfig.relaxed.json", "private"],
};
const configurations = Object.values(KERNELS).map(([config]) => config);

await step("kernels", "build/.kernels", ["assembly", ...configurations, "scripts/build.mjs"], () => {
  for (const [name, [config, target]] of Object.entries(KERNELS)) {
    run("assemblyscript/bin/asc.js", "--config", config, "--target", target);
    copyFileSync(join(root, "build", name), join(root, "dist", name));
  }
});

// The kernels are among the sources: one edge entry holds them as text.
await step("library", "build/.library", ["src", "tsconfig.json", "scripts", "build/.kernels"], async () => {
  for (const name of readdirSync(join(root, "dist"))) {
    if (!Object.hasOwn(KERNELS, name)) rmSync(join(root, "dist", name), { recursive: true });
  }
  run("typescript/bin/tsc", "-p", "tsconfig.json");
  await bundle();
  await bundleEdge(root);
  await bundleBrowser(root);
  const cli = join(root, "dist/cli/main.js");
  if (existsSync(cli)) chmodSync(cli, 0o755);
});
