// @ts-check
/**
 * One reader's campaign, in a process of its own, so that its memory can be measured: `node test/fuzz/campaign.mjs READER SEED FIRST INPUTS`
 * prints one line of JSON. The reader works in a thread; this one watches, and ends it when an input takes too long or too much.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

/** A file that is written a hundred thousand times is better not on a disk. */
const IN_MEMORY = "/dev/shm";
const LOOK_MS = 100;
/** An input takes milliseconds; a shared machine can be a thousand times slower for a moment. */
const MOST_MS = 30_000;
/** Above what the reader needs to begin with. The garbage of a young V8 heap is part of it. */
const MOST_BYTES = 768 * 2 ** 20;

const READERS = new URL("readers/index.mjs", import.meta.url).href;

/**
 * Other readers and limits are for tests of the watchdog.
 * @param {string} name
 * @param {number} seed
 * @param {number} first
 * @param {number} inputs
 */
export function campaign(name, seed, first, inputs, readers = READERS, limits = { ms: MOST_MS, bytes: MOST_BYTES }) {
  const shared = new SharedArrayBuffer(4);
  const current = new Int32Array(shared);
  current[0] = -1;
  const scratch = mkdtempSync(join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), "heddle-fuzz-"));
  const worker = new Worker(new URL("thread.mjs", import.meta.url), {
    workerData: { name, seed, first, inputs, shared, readers },
    env: { ...process.env, TMPDIR: scratch },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  const started = performance.now();
  let before = 0;
  const highest = () => process.resourceUsage().maxRSS * 1024;
  return new Promise((resolve) => {
    let [last, since] = [-1, performance.now()];
    let ended = false;
    /** @param {object} outcome */
    const end = (outcome) => {
      if (ended) return;
      ended = true;
      clearInterval(timer);
      const measured = { peakBytes: Math.max(0, highest() - before), seconds: (performance.now() - started) / 1000 };
      void worker.terminate().then(() => {
        rmSync(scratch, { recursive: true, force: true });
        resolve({ reader: name, seed, first, inputs, ...outcome, ...measured });
      });
    };
    /** @param {string} error */
    const fail = (error) =>
      end({
        refused: 0,
        accepted: 0,
        slowestMs: performance.now() - since,
        errors: {},
        failures: [{ index: current[0], error }],
      });
    const timer = setInterval(() => {
      const index = Atomics.load(current, 0);
      if (index !== last) [last, since] = [index, performance.now()];
      else if (index >= 0 && performance.now() - since > limits.ms) fail(`it took more than ${limits.ms} ms`);
      if (before > 0 && process.memoryUsage.rss() - before > limits.bytes)
        fail(`it took more than ${limits.bytes} bytes of memory`);
    }, LOOK_MS);
    worker.on("message", (/** @type {{ kind: string }} */ { kind, ...outcome }) => {
      if (kind === "ready") before = highest();
      else end(outcome);
    });
    worker.on("error", (error) => fail(String(error.stack)));
    worker.on("exit", () => fail("the thread has ended"));
  });
}

if (process.argv[1] === import.meta.filename) {
  const [, , name, ...numbers] = process.argv;
  const [seed, first, inputs] = numbers.map(Number);
  console.log(JSON.stringify(await campaign(name, seed, first, inputs)));
}
