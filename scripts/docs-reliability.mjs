/**
 * Puts the figures of the campaigns into docs/reliability.md: `node scripts/docs-reliability.mjs FAULTS.json FUZZ.json`, the files that
 * `npm run test:faults -- --outputFile FAULTS.json` and `npm run test:fuzz -- --outputFile FUZZ.json` wrote. Refuses figures of a run that failed.
 */
import { readFileSync } from "node:fs";
import { fillPage } from "./readme.mjs";

const HASHES = new URL("../test/golden/hashes.json", import.meta.url);
const PAGE = "docs/reliability.md";
const [faultsFile, fuzzFile] = process.argv.slice(2);
if (!fuzzFile) throw new Error("usage: node scripts/docs-reliability.mjs FAULTS.json FUZZ.json");

const read = (path) => {
  const results = JSON.parse(readFileSync(path, "utf8"));
  if (results.numFailedTests > 0 || results.numPassedTests === 0) throw new Error(`${path}: the run did not pass`);
  return results;
};
const faults = read(faultsFile);
const fuzz = read(fuzzFile);

const number = (value) => value.toLocaleString("en");
const minutes = (seconds) => (seconds < 100 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`);
const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(0);

const { kills, cycles, disk, environment } = faults;
const where = `${environment.cpu}, ${environment.threads} threads, Node ${environment.node}`;
fillPage(PAGE, "kills", [
  `${number(kills.kills)} kills (seed ${kills.seed}; ${minutes(kills.seconds)} on ${where}), ${kills.atWrites} of them right after a change to the files: **${kills.kills} of ${kills.kills}** studies ended in the same \`results.json\`. ` +
    `They had finished ${number(kills.kept)} experiments when they were killed, of ${kills.experiments} in a study, and none was computed again; ${kills.complete} had their \`results.json\` already. ` +
    `${kills.temporaries} temporary files were left by kills in the middle of a write, and removed by the next run.`,
]);
fillPage(PAGE, "disk", [
  `${disk.checks} checks on ${disk.disk === "tmpfs" ? "a small disk of memory (tmpfs)" : "the system's limit on file sizes"}, all passed.`,
]);
fillPage(PAGE, "cycles", [
  `${number(cycles.cycles)} cycles each (${minutes(cycles.seconds)} on ${where}); flat means a slope of at most ${cycles.mostSlope} bytes a cycle beyond three standard errors.`,
  "",
  "| fitted and asked | resident memory, bytes a cycle | at the end, MB | of it shared with the threads, MB |",
  "| --- | ---: | ---: | ---: |",
  ...Object.entries(cycles.subjects).map(
    ([name, { slope, error, residentMegabytes, sharedMegabytes }]) =>
      `| ${name} | ${slope.toFixed(0)} ± ${error.toFixed(0)} | ${residentMegabytes.toFixed(0)} | ${sharedMegabytes.toFixed(1)} |`,
  ),
]);
const models = Object.keys(JSON.parse(readFileSync(HASHES, "utf8")));
fillPage(PAGE, "golden", [
  `Weights, states, model files and answers of ${models.length} models, which take in every classifier, solver and option that draws random numbers, are committed as hashes (\`test/golden/hashes.json\`, renewed by \`node scripts/golden.mjs\` alone).`,
]);
fillPage(PAGE, "fuzz", [
  `${number(fuzz.inputs)} inputs for every reader (seed ${fuzz.seed}, Node ${fuzz.node}):`,
  "",
  "| reader | refused | accepted | slowest input, ms | memory at most, MB |",
  "| --- | ---: | ---: | ---: | ---: |",
  ...fuzz.readers
    .toSorted((a, b) => (a.reader < b.reader ? -1 : 1))
    .map(
      ({ reader, refused, accepted, slowestMs, peakBytes }) =>
        `| ${reader} | ${number(refused)} | ${number(accepted)} | ${slowestMs.toFixed(0)} | ${megabytes(peakBytes)} |`,
    ),
]);
console.log(`${PAGE}: figures of ${faultsFile} and ${fuzzFile}`);
