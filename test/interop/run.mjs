// @ts-check
/** `node test/interop/run.mjs [Jest options]`: the tests of what others read and write, with the packages that do. */
import { fileURLToPath } from "node:url";
import { runWithOwnPackages } from "../support/own-packages.mjs";

process.exitCode = runWithOwnPackages(fileURLToPath(new URL(".", import.meta.url)), process.argv.slice(2));
