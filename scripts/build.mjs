/**
 * Builds what is missing or out of date: the kernels (AssemblyScript → dist/heddle.wasm) and the library (TypeScript → dist/).
 * `node scripts/build.mjs --force` rebuilds everything.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { link } from "./link.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const force = process.argv.includes("--force");

/** Latest modification time below `path`, in milliseconds. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs);
}

/** Runs `build` unless `stamp` is newer than every source. The stamp is written last, so a broken build is never taken for a good one. */
function step(name, stamp, sources, build) {
  const stampPath = join(root, stamp);
  const fresh =
    existsSync(stampPath) && statSync(stampPath).mtimeMs > Math.max(...sources.map((s) => newest(join(root, s))));
  if (fresh && !force) return;
  const started = Date.now();
  build();
  writeFileSync(stampPath, "");
  console.log(`built ${name} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

function run(module, ...args) {
  execFileSync(process.execPath, [join(root, "node_modules", module), ...args], { cwd: root, stdio: "inherit" });
}

mkdirSync(join(root, "build"), { recursive: true });
mkdirSync(join(root, "dist"), { recursive: true });

step("kernels", "build/.kernels", ["assembly", "asconfig.json", "scripts/build.mjs"], () => {
  run("assemblyscript/bin/asc.js", "--config", "asconfig.json", "--target", "release");
  copyFileSync(join(root, "build/heddle.wasm"), join(root, "dist/heddle.wasm"));
});

step("library", "build/.library", ["src", "tsconfig.json", "scripts/build.mjs", "scripts/link.mjs"], () => {
  for (const name of readdirSync(join(root, "dist"))) {
    if (name !== "heddle.wasm") rmSync(join(root, "dist", name), { recursive: true });
  }
  run("typescript/bin/tsc", "-p", "tsconfig.json");
  link(join(root, "dist"), { "index.js": "index.js", "parallel/worker.js": "worker.js" });
  const cli = join(root, "dist/cli/main.js");
  if (existsSync(cli)) chmodSync(cli, 0o755);
});
