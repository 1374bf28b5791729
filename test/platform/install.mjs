// @ts-check
/** Puts the runtimes where the checks look for them, and the tarball into an empty project. */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../..");

/**
 * @typedef {object} Project
 * @property {string} folder where Heddle is installed, and the files of project/ are
 * @property {string} models where fit-all.mjs writes
 * @property {string} package the installed package
 * @property {string} tarball what was installed
 * @property {string[]} files what the tarball holds
 */

/** A program of the runtimes' own packages. @param {string} name */
export function tool(name) {
  return join(here, "node_modules", name);
}

export const SAMPLE = join(root, "test/fixtures/fashion-mnist-sample");
export const CHROMIUM = "/usr/bin/chromium";
export const FIREFOX = "/usr/bin/firefox-esr";

/** What a command prints; throws with its errors if it fails. @param {string} command @param {string[]} args @param {string} cwd @param {NodeJS.ProcessEnv} [env] */
export function run(command, args, cwd, env) {
  const options = { cwd, env, encoding: /** @type {const} */ ("utf8"), maxBuffer: 2 ** 28 };
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

/** The last line that a program prints, as JSON. @param {string} command @param {string[]} args @param {string} cwd */
export function ask(command, args, cwd) {
  return JSON.parse(run(command, args, cwd).trim().split("\n").at(-1) ?? "");
}

export function installRuntimes() {
  if (!isCurrent()) execFileSync("npm", ["ci", "--ignore-scripts"], { cwd: here, stdio: "inherit" });
  const missing = [CHROMIUM, FIREFOX].filter((path) => !existsSync(path)).map((path) => basename(path));
  if (missing.length === 0) return;
  execFileSync("apt-get", ["update", "-q"], { stdio: "inherit" });
  execFileSync("apt-get", ["install", "-q", "-y", "--no-install-recommends", ...missing], { stdio: "inherit" });
}

/** npm leaves a copy of the lock that it installed. */
function isCurrent() {
  const installed = join(here, "node_modules/.package-lock.json");
  if (!existsSync(installed)) return false;
  const packages = (/** @type {string} */ path) => JSON.parse(readFileSync(path, "utf8")).packages;
  const wanted = Object.entries(packages(join(here, "package-lock.json"))).filter(([name]) => name !== "");
  const found = packages(installed);
  return wanted.every(([name, { version, optional }]) => optional || found[name]?.version === version);
}

/** @param {string} folder @returns {Project} */
export function makeProject(folder) {
  const [packed] = JSON.parse(run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root));
  const project = join(folder, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
  const tarball = join(folder, packed.filename);
  run("npm", ["install", "--no-fund", "--no-audit", tarball], project);
  for (const name of readdirSync(join(here, "project"))) copyFileSync(join(here, "project", name), join(project, name));
  for (const name of ["hash.mjs", "models.mjs"]) copyFileSync(join(root, "test/golden", name), join(project, name));
  return {
    folder: project,
    models: join(folder, "models"),
    package: join(project, "node_modules/heddle"),
    tarball,
    files: packed.files.map((/** @type {{path: string}} */ { path }) => path),
  };
}
