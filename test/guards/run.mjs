/**
 * `npm run test:guards -- [--only TEXT] [--outputFile FILE]`: takes away one guard of `guards.mjs` after the other, in a copy of the built library, and
 * runs the tests that are to notice. The tests pass while all guards are there; a guard that nobody misses is a failure of the tests.
 */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { transformSync } from "@swc/core";
import { GUARDS } from "./guards.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** At the root, and not copied. */
const LEFT_OUT = new Set(["node_modules", ".git", "report"]);
/** Of one run of tests; without its guard, one may hang. */
const TIMEOUT_MS = 120_000;

const { values } = parseArgs({ options: { only: { type: "string" }, outputFile: { type: "string" } } });
const chosen = GUARDS.filter(({ name }) => name.includes(values.only ?? ""));

const copy = mkdtempSync(join(tmpdir(), "heddle-guards-"));
cpSync(ROOT, copy, { recursive: true, filter: (path) => !LEFT_OUT.has(relative(ROOT, path)) });
symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));

/** What became of the tests; `hung` where they did not end. */
async function runTests({ suite, only }) {
  const results = join(copy, "guards-results.json");
  rmSync(results, { force: true });
  const flags = ["--experimental-vm-modules", "--no-warnings"];
  const options = ["--forceExit", "--silent", "--json", `--outputFile=${results}`, "--testTimeout=30000"];
  const jest = [...flags, "node_modules/jest/bin/jest.js", suite, ...(only ? ["-t", only] : []), ...options];
  const child = spawn(process.execPath, jest, { cwd: copy, stdio: "ignore", detached: true });
  const timer = setTimeout(() => process.kill(-child.pid, "SIGKILL"), TIMEOUT_MS);
  await new Promise((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  if (!existsSync(results)) return { hung: true, passed: 0, failed: [] };
  const { numPassedTests, testResults } = JSON.parse(readFileSync(results, "utf8"));
  const failed = testResults.flatMap(({ name, status, assertionResults }) => {
    const own = assertionResults.filter((one) => one.status === "failed").map(({ fullName }) => fullName);
    return own.length === 0 && status === "failed" ? [basename(name)] : own;
  });
  return { hung: false, passed: numPassedTests, failed };
}

/** Until the tests have noticed, or as often as the guard says. */
async function tryTests(guard) {
  let outcome = await runTests(guard);
  for (let left = guard.tries ?? 1; left > 1 && !isNoticed(outcome); left--) outcome = await runTests(guard);
  return outcome;
}

const isNoticed = ({ hung, failed }) => hung || failed.length > 0;

/** The tests while every guard is there: they have to be there too, and to pass. */
const whole = new Map();
async function passesWhole(guard) {
  const key = JSON.stringify([guard.suite, guard.only]);
  if (!whole.has(key)) {
    const { hung, passed, failed } = await runTests(guard);
    whole.set(key, !hung && passed > 0 && failed.length === 0);
  }
  return whole.get(key);
}

async function without({ file, find, without }, work) {
  const source = readFileSync(join(ROOT, "src", file), "utf8");
  if (source.split(find).length !== 2)
    throw new Error(`src/${file} does not have ${JSON.stringify(find)} exactly once`);
  const { code } = transformSync(
    source.replace(find, () => without),
    { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "es6" } },
  );
  const built = join(copy, "dist", file.replace(/\.ts$/, ".js"));
  const kept = readFileSync(built);
  writeFileSync(built, code);
  try {
    return await work();
  } finally {
    writeFileSync(built, kept);
  }
}

let missed = 0;
const noticed = [];
try {
  for (const guard of chosen) {
    const sound = await passesWhole(guard);
    const { hung, failed } = await without(guard, () => tryTests(guard));
    const seen = sound && isNoticed({ hung, failed });
    if (seen) noticed.push(guard.name);
    else missed++;
    const by = hung ? "the tests did not end" : failed[0];
    console.log(
      `${seen ? "noticed" : "MISSED "} ${guard.name}${seen ? `: ${by}` : sound ? "" : " (the tests fail with it)"}`,
    );
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`${noticed.length} passed, ${missed} failed`);
if (values.outputFile) {
  const results = {
    numPassedTests: noticed.length,
    numFailedTests: missed,
    numFailedTestSuites: 0,
    environment: { node: process.version, cpu: cpus()[0].model, threads: availableParallelism() },
    guards: { noticed: noticed.length, names: noticed },
  };
  writeFileSync(values.outputFile, `${JSON.stringify(results, null, 2)}\n`);
}
process.exitCode = missed === 0 && noticed.length > 0 ? 0 : 1;
