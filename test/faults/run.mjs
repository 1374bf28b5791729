/**
 * `npm run test:faults -- [--kills N] [--cycles N] [--no-disk] [--seed S] [--jobs J] [--outputFile FILE]`: what takes too long for `npm test`. Kills a
 * study N times (default 200; 0: not at all), fits and predicts N times with every estimator (default 1000), and lets every writer meet a full, a
 * read-only and a vanished folder; J processes at a time (default: the cores there are). The figures of docs/reliability.md come from FILE.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cycleCampaign } from "./campaign/cycles.mjs";
import { diskCampaign } from "./campaign/disk.mjs";
import { killCampaign } from "./campaign/kills.mjs";
import { Tally } from "./campaign/tally.mjs";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    cycles: { type: "string", default: "1000" },
    "no-disk": { type: "boolean", default: false },
    seed: { type: "string" },
    jobs: { type: "string", default: String(availableParallelism()) },
    outputFile: { type: "string" },
  },
});
const count = (name) => {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} is ${values[name]}; it must be an integer`);
  return value;
};
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : count("seed");
const [kills, cycles, jobs] = [count("kills"), count("cycles"), count("jobs")];

const folder = mkdtempSync(join(tmpdir(), "heddle-faults-"));
const tally = new Tally();
const figures = {};
const started = performance.now();
try {
  if (!values["no-disk"]) figures.disk = diskCampaign(tally);
  if (kills > 0) figures.kills = await killCampaign({ kills, seed, folder, jobs }, tally);
  if (cycles > 0) figures.cycles = await cycleCampaign({ cycles, jobs }, tally);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

console.log(JSON.stringify(figures, null, 2));
console.log(`${tally.passed} passed, ${tally.failed} failed`);
if (values.outputFile) {
  const results = {
    numPassedTests: tally.passed,
    numFailedTests: tally.failed,
    numFailedTestSuites: 0,
    environment: { node: process.version, cpu: cpus()[0].model, threads: availableParallelism() },
    date: new Date().toISOString().slice(0, 10),
    seconds: (performance.now() - started) / 1000,
    ...figures,
  };
  writeFileSync(values.outputFile, `${JSON.stringify(results, null, 2)}\n`);
}
process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1;
