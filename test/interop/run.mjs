// @ts-check
/** `node test/interop/run.mjs [Jest options]`: the tests that need packages of their own, which are installed first where they are missing. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../..");

function isInstalled() {
  const { dependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  return Object.entries(dependencies).every(([name, version]) => {
    const found = join(here, "node_modules", name, "package.json");
    return existsSync(found) && JSON.parse(readFileSync(found, "utf8")).version === version;
  });
}

/**
 * The exit status of a command; nothing is caught, so that a package that cannot be had is a failure.
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 */
function run(command, args, cwd) {
  return spawnSync(command, args, { cwd, stdio: "inherit" }).status ?? 1;
}

const jest = join(root, "node_modules/jest/bin/jest.js");
const config = ["--config", join(here, "jest.config.mjs")];
process.exitCode =
  (isInstalled() ? 0 : run("npm", ["ci", "--ignore-scripts"], here)) ||
  run(
    process.execPath,
    ["--experimental-vm-modules", "--no-warnings", jest, ...config, ...process.argv.slice(2)],
    root,
  );
