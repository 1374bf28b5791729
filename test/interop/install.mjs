// @ts-check
/** The packages of this folder, installed where they are missing. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

function isInstalled() {
  const { dependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  return Object.entries(dependencies).every(([name, version]) => {
    const found = join(here, "node_modules", name, "package.json");
    return existsSync(found) && JSON.parse(readFileSync(found, "utf8")).version === version;
  });
}

/** The exit status; a package that cannot be had is a failure. */
export function installPackages() {
  return isInstalled()
    ? 0
    : (spawnSync("npm", ["ci", "--ignore-scripts"], { cwd: here, stdio: "inherit" }).status ?? 1);
}
