/** Adds up the results of a CI run: `node scripts/ci-summary.mjs FOLDER`. Fails unless everything ran and passed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [folder] = process.argv.slice(2);
/** All that .ci/run sets out to do, so that a run that ends early is no success. */
const STEPS = readFileSync(new URL("../.ci/run", import.meta.url), "utf8").match(/^step "/gm).length;
const steps = readFileSync(join(folder, "steps"), "utf8").trim().split("\n").map(Number);
let passed = steps.filter((status) => status === 0).length;
let failed = STEPS - passed;
for (const name of [
  "pinned.json",
  "system.json",
  "node-22.json",
  "node-26.json",
  "interop.json",
  "fuzz.json",
  "distributed.json",
  "platform.json",
  "faults.json",
]) {
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(
      readFileSync(join(folder, name), "utf8"),
    );
    passed += numPassedTests;
    failed += Math.max(numFailedTests, numFailedTestSuites);
  } catch {
    console.error(`${name} is missing: the tests did not run to their end`);
    failed += 1;
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
