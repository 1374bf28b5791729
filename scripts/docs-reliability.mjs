/**
 * Puts the figures of campaigns into docs/reliability.md: `node scripts/docs-reliability.mjs FILE…`, the files that
 * `npm run test:faults`, `npm run test:fuzz` and `npm run test:guards` wrote with `-- --outputFile FILE`. Refuses figures of a run that failed; those of parts
 * that no file has stay.
 */
import { readFileSync } from "node:fs";
import { fillPage } from "./readme.mjs";

const HASHES = new URL("../test/golden/hashes.json", import.meta.url);
const PAGE = "docs/reliability.md";
const files = process.argv.slice(2);
if (files.length === 0) throw new Error("usage: node scripts/docs-reliability.mjs FILE…");

const read = (path) => {
  const results = JSON.parse(readFileSync(path, "utf8"));
  if (results.numFailedTests > 0 || results.numPassedTests === 0) throw new Error(`${path}: the run did not pass`);
  return results;
};

const number = (value) => value.toLocaleString("en");
const minutes = (seconds) => (seconds < 100 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`);
const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(0);

const where = ({ cpu, threads, node }) => `${cpu}, ${threads} threads, Node ${node}`;

function fillKills({ kills, environment }) {
  fillPage(PAGE, "kills", [
    `${number(kills.kills)} kills (seed ${kills.seed}; ${minutes(kills.seconds)} on ${where(environment)}), ${kills.atWrites} of them right after a change to the files: **${kills.kills} of ${kills.kills}** studies ended in the same \`results.json\`. ` +
      `They had finished ${number(kills.kept)} experiments when they were killed, of ${kills.experiments} in each, and none was computed again; ${kills.complete} had their \`results.json\` already. ` +
      `${kills.temporaries} temporary files were left by kills in the middle of a write, and removed by the next run.`,
  ]);
}

function fillDisk({ disk }) {
  fillPage(PAGE, "disk", [
    `${disk.checks} checks on ${disk.disk === "tmpfs" ? "a small disk of memory (tmpfs)" : "the system's limit on file sizes"}, all passed.`,
  ]);
}

function fillCycles({ cycles, environment }) {
  const row = ([name, { slope, error, residentMegabytes, sharedMegabytes }]) =>
    `| ${name} | ${slope.toFixed(0)} ± ${error.toFixed(0)} | ${residentMegabytes.toFixed(0)} | ${sharedMegabytes.toFixed(1)} |`;
  fillPage(PAGE, "cycles", [
    `${number(cycles.cycles)} cycles each (${minutes(cycles.seconds)} on ${where(environment)}); flat means a slope of at most ${cycles.mostSlope} bytes a cycle beyond three standard errors.`,
    "",
    "| fitted and asked | resident memory, bytes a cycle | at the end, MB | of it shared with the threads, MB |",
    "| --- | ---: | ---: | ---: |",
    ...Object.entries(cycles.subjects).map(row),
  ]);
}

function fillGolden() {
  const models = Object.keys(JSON.parse(readFileSync(HASHES, "utf8")));
  fillPage(PAGE, "golden", [
    `Weights, states, model files and answers of ${models.length} models, which take in every classifier, solver and option that draws random numbers, are committed as hashes (\`test/golden/hashes.json\`, renewed by \`node scripts/golden.mjs\` alone).`,
  ]);
}

function fillFuzz({ inputs, seed, node, readers }) {
  const row = ({ reader, refused, accepted, slowestMs, peakBytes }) =>
    `| ${reader} | ${number(refused)} | ${number(accepted)} | ${slowestMs.toFixed(0)} | ${megabytes(peakBytes)} |`;
  fillPage(PAGE, "fuzz", [
    `${number(inputs)} inputs for every reader (seed ${seed}, Node ${node}):`,
    "",
    "| reader | refused | accepted | slowest input, ms | memory at most, MB |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...readers.toSorted((a, b) => (a.reader < b.reader ? -1 : 1)).map(row),
  ]);
}

function fillGuards({ guards, environment }) {
  fillPage(PAGE, "guards", [
    `${guards.noticed} guards taken away, one at a time (${where(environment)}): a test noticed **${guards.noticed} of ${guards.noticed}**.`,
  ]);
}

/** What a file may hold, and what shows it. */
const PARTS = { kills: fillKills, disk: fillDisk, cycles: fillCycles, guards: fillGuards, readers: fillFuzz };

fillGolden();
for (const path of files) {
  const run = read(path);
  const parts = Object.keys(PARTS).filter((name) => name in run);
  for (const name of parts) PARTS[name](run);
  console.log(`${PAGE}: ${parts.join(", ")} of ${path}`);
}
