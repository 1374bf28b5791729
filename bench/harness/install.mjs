// @ts-check
/** Installs the contenders' packages when one is missing or has another version than bench/package.json asks for. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const BENCH = new URL("../", import.meta.url);

function isInstalled() {
  const { dependencies } = JSON.parse(readFileSync(new URL("package.json", BENCH), "utf8"));
  return Object.entries(dependencies).every(([name, version]) => {
    const found = new URL(`node_modules/${name}/package.json`, BENCH);
    return existsSync(found) && JSON.parse(readFileSync(found, "utf8")).version === version;
  });
}

/** A failure is printed and not fatal: the contenders concerned will say that they are missing. */
export function installContenders() {
  if (isInstalled()) return;
  console.log("installing the contenders' packages (bench/package.json) …");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: fileURLToPath(BENCH),
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) console.log(`npm ci ended with ${status}; contenders without their package will not take part`);
}
