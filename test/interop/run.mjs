// @ts-check
/** `node test/interop/run.mjs [Jest options]`: the tests that need packages of their own, which are installed first where they are missing. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages } from "./install.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../..");
const jest = join(root, "node_modules/jest/bin/jest.js");
const options = ["--config", join(here, "jest.config.mjs"), ...process.argv.slice(2)];
const run = () =>
  spawnSync(process.execPath, ["--experimental-vm-modules", "--no-warnings", jest, ...options], {
    cwd: root,
    stdio: "inherit",
  });
process.exitCode = installPackages() || (run().status ?? 1);
