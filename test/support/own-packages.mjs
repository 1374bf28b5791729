// @ts-check
/** For tests that need packages of their own: their folder has a package.json and a jest.config.mjs. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Installs the folder's packages where they are missing and runs Jest with its configuration.
 * @param {string} folder
 * @param {string[]} args for Jest
 * @returns {number} the exit status
 */
export function runWithOwnPackages(folder, args) {
  const jest = join(root, "node_modules/jest/bin/jest.js");
  const config = ["--config", join(folder, "jest.config.mjs")];
  return (
    installOwnPackages(folder) ||
    run(process.execPath, ["--experimental-vm-modules", "--no-warnings", jest, ...config, ...args], root)
  );
}

/**
 * The exit status; a package that cannot be had is a failure.
 * @param {string} folder
 */
export function installOwnPackages(folder) {
  return isInstalled(folder) ? 0 : run("npm", ["ci", "--ignore-scripts"], folder);
}

/**
 * The exit status of a command.
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 */
export function run(command, args, cwd) {
  return spawnSync(command, args, { cwd, stdio: "inherit" }).status ?? 1;
}

/** @param {string} folder */
function isInstalled(folder) {
  const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return Object.entries(dependencies).every(([name, version]) => {
    const found = join(folder, "node_modules", name, "package.json");
    return existsSync(found) && JSON.parse(readFileSync(found, "utf8")).version === version;
  });
}
