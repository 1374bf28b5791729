/** Fitting and predicting again and again: resident memory stays flat, and the arena is empty after every cycle. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { slopeOf } from "./slope.mjs";
import { SUBJECTS } from "./subjects.mjs";

/** Bytes a cycle; the smallest thing that a cycle could keep, its matrix of answers, has 3 KB, its rows 23 KB. */
const MOST_SLOPE = 2048;
/**
 * V8 lets the room for young objects grow to 16 MB a thread and touches all of it before it looks what is still in use. With 1 MB that is
 * over before measuring begins, and what is left is what is kept.
 */
const FLAGS = ["--expose-gc", "--max-semi-space-size=1"];
const CHILD = fileURLToPath(new URL("cycle-child.mjs", import.meta.url));
/**
 * Bytes by which the shared memory may grow in the second half: a region for the caller and each of two threads. Chance deals out the tasks, so
 * a thread may meet the largest of them late.
 */
const MOST_GROWTH = 3 * 2 ** 20;
const KILOBYTE = 1024;

export async function cycleCampaign({ cycles, jobs }, tally) {
  console.log(`== ${cycles} cycles of fit and predict`);
  const started = performance.now();
  const subjects = {};
  const names = Object.keys(SUBJECTS);
  const job = async () => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      const measured = await tally.check(`${name} can be run`, () => run(name, cycles));
      if (measured) subjects[name] = judge(name, measured, tally);
    }
  };
  await Promise.all(Array.from({ length: jobs }, job));
  const ordered = Object.fromEntries(Object.keys(SUBJECTS).map((name) => [name, subjects[name]]));
  return { cycles, mostSlope: MOST_SLOPE, subjects: ordered, seconds: (performance.now() - started) / 1000 };
}

/** @returns the child's measurements */
async function run(name, cycles) {
  const child = spawn(process.execPath, [...FLAGS, CHILD, name, String(cycles)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let stdout = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code !== 0) throw new Error(`the process ended with ${code}`);
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

function judge(name, { resident, mostUsed, sharedGrowth, shared }, tally) {
  const claim = (text, holds, found) =>
    holds ? tally.pass(`${name}: ${text}`) : tally.fail(`${name}: ${text}`, found);
  const { slope, error } = slopeOf(resident.slice(Math.floor(resident.length / 2)));
  claim("the arena is empty after every cycle", mostUsed === 0, `${mostUsed} bytes are still in use`);
  claim(
    "the shared memory stays as it is in the second half, but for a region a thread",
    sharedGrowth <= MOST_GROWTH,
    `${sharedGrowth} bytes more`,
  );
  // What cannot be told from noise is not called growth.
  const figure = `${slope.toFixed(0)} ± ${error.toFixed(0)} bytes a cycle`;
  claim(`resident memory is flat over the second half (${figure})`, slope - 3 * error <= MOST_SLOPE, figure);
  return { slope, error, residentMegabytes: resident.at(-1) / KILOBYTE ** 2, sharedMegabytes: shared / KILOBYTE ** 2 };
}
