/** One run of a small study in a process of its own, by the command line. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, watch } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
/** Of a run that takes seconds. */
const LOOK_MS = 5;
export const SAMPLE = fileURLToPath(new URL("../../fixtures/fashion-mnist-sample", import.meta.url));

/** Steps with many small fits, on settings so small that they take a second or two. */
export const studyArguments = (out, threads) => [
  MAIN,
  "study",
  "--profile",
  "smoke",
  "--json",
  "--no-turbo",
  "--threads",
  String(threads),
  "--only",
  "svm,regularisation",
  "--out",
  out,
];

/**
 * Runs the study into `out`, a folder with a folder `experiments`. `killAt` may hold `work`, after which it is killed, or `writes`, the number of
 * changes to its files after which it is. Resolves to its events, how it ended, and how much of both it did.
 */
export function runStudy(out, threads, killAt = {}) {
  const child = spawn(process.execPath, studyArguments(out, threads), {
    env: { ...process.env, HEDDLE_DATA_DIR: SAMPLE },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let writes = 0;
  const onChange = (_, name) => {
    if (!name?.endsWith(".tmp")) return;
    writes++;
    if (writes === killAt.writes) child.kill("SIGKILL");
  };
  const watchers = [out, join(out, "experiments")].map((folder) => watch(folder, onChange));
  const workOf = workMeter(child.pid);
  let work = 0;
  const timer = setInterval(() => {
    work = workOf() ?? work;
    if (work >= killAt.work) child.kill("SIGKILL");
  }, LOOK_MS);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearInterval(timer);
      for (const watcher of watchers) watcher.close();
      resolve({ code, signal, stderr, writes, work, events: eventsOf(stdout) });
    });
  });
}

/** What a process has done so far: its processor time, which other load does not stretch; where the system does not tell, the time since now. */
function workMeter(pid) {
  const started = performance.now();
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return () => performance.now() - started;
  return () => {
    try {
      // After the name, which may hold spaces: the state, ten numbers, then ticks in user and in system mode.
      const fields = readFileSync(stat, "utf8").split(") ").at(-1).split(" ");
      return Number(fields[11]) + Number(fields[12]);
    } catch {
      return undefined;
    }
  };
}

/** The last line may be cut. */
function eventsOf(stdout) {
  const lines = stdout.split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

/** Names of the experiments that a run told to be finished; with `resumed`, only of those it took from an earlier one. */
export function finished(events, resumed = false) {
  const ended = events.filter(({ event }) => event === "experimentEnded");
  return new Set(ended.filter((one) => !resumed || one.resumed).map(({ step, title }) => `${step}: ${title}`));
}
