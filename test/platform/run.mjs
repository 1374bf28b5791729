// @ts-check
/**
 * `node test/platform/run.mjs [--outputFile=FILE] [--pictures=FOLDER]`: installs the runtimes and what the checks import, then runs the checks;
 * a runtime that is missing is a failure. --pictures keeps screenshots of the browser example.
 */
import { installRuntimes } from "./install.mjs";

installRuntimes();
await import("./checks.mjs");
