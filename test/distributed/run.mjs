// @ts-check
/** `node test/distributed/run.mjs [Jest options]`: the tests on a real Redis, which is installed by apt where there is none. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { run, runWithOwnPackages } from "../support/own-packages.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

function hasRedis() {
  return spawnSync("redis-server", ["--version"]).status === 0;
}

function installRedis() {
  return run("apt-get", ["update"], here) || run("apt-get", ["install", "--yes", "redis-server"], here);
}

process.exitCode = (hasRedis() ? 0 : installRedis()) || runWithOwnPackages(here, process.argv.slice(2));
