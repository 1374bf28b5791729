// @ts-check
/** Times one job: short calls by tinybench, long ones by the clock. */

/** Calls below this many milliseconds are repeated by tinybench. */
const SHORT = 25;

/**
 * Milliseconds of each run.
 * @param {() => unknown} run
 * @param {{ budgetMs: number, expectedMs: number }} plan
 * @returns {Promise<number[]>}
 */
export async function measure(run, { budgetMs, expectedMs }) {
  return expectedMs < SHORT ? repeatShort(run, budgetMs) : repeatLong(run, budgetMs);
}

/**
 * @param {() => unknown} run
 * @param {number} budgetMs
 */
async function repeatShort(run, budgetMs) {
  const { Bench } = await import("tinybench");
  const bench = new Bench({
    time: budgetMs,
    iterations: 3,
    warmup: false,
    retainSamples: true,
    throws: true,
  });
  bench.add("run", run);
  const [task] = await bench.run();
  const { latency } = /** @type {{ latency: { samples: number[] } }} */ (/** @type {unknown} */ (task.result));
  return [...latency.samples];
}

/**
 * At least one run, more while the budget lasts.
 * @param {() => unknown} run
 * @param {number} budgetMs
 */
async function repeatLong(run, budgetMs) {
  const times = [];
  for (let spent = 0; spent === 0 || spent + times[0] <= budgetMs; spent += /** @type {number} */ (times.at(-1)))
    times.push(await once(run));
  return times;
}

/** @param {() => unknown} run */
async function once(run) {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

/**
 * Runs unmeasured for about `ms`, until compilers and caches have settled; the milliseconds of the last run.
 * @param {() => unknown} run
 * @param {number} ms
 */
export async function warm(run, ms) {
  const until = performance.now() + ms;
  let last = 0;
  while (performance.now() < until) last = await once(run);
  return last;
}
