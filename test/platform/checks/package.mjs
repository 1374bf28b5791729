// @ts-check
/** What is in the tarball, and what it does to who installs it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, tool } from "../install.mjs";

/** @typedef {import("../install.mjs").Project} Project */

const NEEDED = [
  /^dist\/.+\.(js|cjs|d\.ts|d\.cts|wasm)$/,
  /^python\/heddle_export\.py$/,
  /^(README\.md|LICENSE|CHANGELOG\.md|package\.json)$/,
];

/** @param {Project} project */
export function packedFiles({ files }) {
  const odd = files.filter((path) => !NEEDED.some((pattern) => pattern.test(path)));
  if (odd.length > 0) throw new Error(`the tarball holds ${odd.join(", ")}`);
  for (const path of [
    "dist/heddle.wasm",
    "dist/heddle-relaxed.wasm",
    "dist/predict.wasm",
    "dist/predict-relaxed.wasm",
    "dist/bundle/index.js",
    "dist/browser-bundle/index.js",
    "dist/edge-bundle/inline.js",
  ])
    if (!files.includes(path)) throw new Error(`the tarball lacks ${path}`);
}

/** @param {Project} project */
export function scripts({ folder }) {
  const { packages } = JSON.parse(readFileSync(join(folder, "node_modules/.package-lock.json"), "utf8"));
  const names = Object.keys(packages);
  if (!names.includes("node_modules/heddle")) throw new Error("heddle is not among the installed packages");
  const having = names.filter((name) => packages[name].hasInstallScript);
  if (having.length > 0) throw new Error(`install scripts: ${having.join(", ")}`);
}

/** @param {Project} project */
export function judges(project) {
  run(process.execPath, [tool("publint/src/cli.js"), "--strict", project.package], project.folder);
  const packed = run("npm", ["pack", "--json", "--ignore-scripts"], project.package);
  const tarball = join(project.package, JSON.parse(packed)[0].filename);
  // Heddle is ESM; what CommonJS and Node 10 would find is not asked.
  run(
    process.execPath,
    [tool("@arethetypeswrong/cli/dist/index.js"), tarball, "--profile", "esm-only"],
    project.folder,
  );
}

/** @param {Project} project @param {string} resolution */
export function types({ folder }, resolution) {
  const config = {
    compilerOptions: {
      target: "es2022",
      lib: ["es2022", "dom"],
      types: [],
      module: resolution === "bundler" ? "esnext" : resolution,
      moduleResolution: resolution,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
    },
    files: ["consumer.ts"],
  };
  const path = join(folder, `tsconfig.${resolution}.json`);
  writeFileSync(path, JSON.stringify(config));
  run(process.execPath, [tool("typescript/bin/tsc"), "-p", path], folder);
}
