// @ts-check
/**
 * `node bench/sweep.mjs [--turbo] [--json FILE]`: Heddle's sgemm on one thread at every m, n and k from 1 to 300, the other two
 * fixed at 128 and at 300. Prints the rates at some sizes, the worst fall below a size's neighbours (a cliff), and the ten worst.
 * Needs a build; takes about a minute.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ratiosToNeighbours } from "./harness/holes.mjs";
import { uniform } from "./harness/random.mjs";

const LARGEST = 300;
const FIXED = [128, 300];
const SHOWN = [1, 8, 16, 17, 32, 33, 64, 100, 128, 200, 256, 300];
const WORST = 10;
/** Every size is visited so often, at times far apart; the shortest time counts, so one disturbance makes no hole. */
const VISITS = 4;
/** The deepest holes are looked at again, since a busy machine makes some of its own. */
const DOUBTED = 60;
const SECOND_LOOKS = 8;
/** Calls are timed together until they take about this long, so that the clock's steps do not count. */
const BLOCK_MS = 1;
const BLOCKS = 3;
const WARM_MS = 1500;

/** @typedef {{ axis: "m" | "n" | "k", fixed: number, size: number, gflops: number }} Point */

/** @param {boolean} turbo */
async function openSgemm(turbo) {
  const { init } = await import("../dist/index.js");
  const { gemm, gemmScratch } = await import("../dist/kernels/gemm.js");
  const { Workspace } = await import("../dist/kernels/tensor.js");
  const { engine } = await init({ threads: 1, turbo });
  if (turbo && !engine.turbo) throw new Error("this Node has no turbo");
  const all = new Workspace(engine);
  const scratch = gemmScratch(all);
  const [dataA, dataB] = [uniform(LARGEST * LARGEST, 1), uniform(LARGEST * LARGEST, 2)];
  /**
   * Calls `use` with a product of that shape.
   * @param {number} m
   * @param {number} n
   * @param {number} k
   * @param {(multiply: () => void) => void} use
   */
  return (m, n, k, use) => {
    const workspace = new Workspace(engine);
    const A = workspace.put("f32", dataA.subarray(0, m * k), m, k);
    const B = workspace.put("f32", dataB.subarray(0, k * n), k, n);
    const C = workspace.alloc("f32", m, n);
    use(() => gemm(engine, A, B, C, scratch));
    workspace.release();
  };
}

/**
 * Milliseconds of one call, the least of some blocks.
 * @param {() => void} multiply
 */
function shortest(multiply) {
  const once = (/** @type {number} */ calls) => {
    const started = performance.now();
    for (let i = 0; i < calls; i++) multiply();
    return (performance.now() - started) / calls;
  };
  multiply();
  const calls = Math.max(1, Math.round(BLOCK_MS / once(1)));
  return Math.min(...Array.from({ length: BLOCKS }, () => once(calls)));
}

/** @returns {Point[]} */
function points() {
  const axes = /** @type {const} */ (["m", "n", "k"]);
  return axes.flatMap((axis) =>
    FIXED.flatMap((fixed) => Array.from({ length: LARGEST }, (_, i) => ({ axis, fixed, size: i + 1, gflops: 0 }))),
  );
}

/** @param {Point} point */
function shapeOf({ axis, fixed, size }) {
  const of = (/** @type {string} */ name) => (name === axis ? size : fixed);
  return { m: of("m"), n: of("n"), k: of("k") };
}

/** @param {Point[]} all */
function seriesOf(all) {
  /** @type {Map<string, Point[]>} */
  const series = new Map();
  for (const point of all) {
    const { axis, fixed } = point;
    const title = `${axis} (${["m", "n", "k"].filter((name) => name !== axis).join(" = ")} = ${fixed})`;
    series.set(title, [...(series.get(title) ?? []), point]);
  }
  return series;
}

/** @param {Point[]} all */
function holesOf(all) {
  return [...seriesOf(all)]
    .flatMap(([title, series]) => {
      const rates = series.map((point) => ({ size: point.size, rate: point.gflops }));
      return ratiosToNeighbours(rates).map((hole) => ({ title, point: series[hole.size - 1], ...hole }));
    })
    .sort((a, b) => a.ratio - b.ratio);
}

/** @param {Point[]} all */
function print(all) {
  const holes = holesOf(all);
  for (const [title, series] of seriesOf(all)) {
    console.log(`\n${title}, GFLOP/s`);
    console.log(`  ${SHOWN.map((size) => `${size}: ${series[size - 1].gflops.toFixed(1)}`).join("  ")}`);
    const cliff = holes.find((hole) => hole.title === title);
    if (cliff) console.log(`  cliff: ${cliff.ratio.toFixed(2)} of its neighbours' median at ${cliff.size}`);
  }
  console.log(`\nThe ${WORST} worst holes`);
  for (const { title, size, rate, ratio } of holes.slice(0, WORST))
    console.log(`  ${title}: size ${size}, ${rate.toFixed(1)} GFLOP/s, ${ratio.toFixed(2)} of its neighbours`);
}

async function main() {
  const { values } = parseArgs({ options: { turbo: { type: "boolean", default: false }, json: { type: "string" } } });
  const withProduct = await openSgemm(values.turbo);
  const until = performance.now() + WARM_MS;
  while (performance.now() < until) withProduct(LARGEST, LARGEST, LARGEST, (multiply) => multiply());
  const all = points();
  const visit = (/** @type {Point} */ point) => {
    const { m, n, k } = shapeOf(point);
    withProduct(m, n, k, (multiply) => {
      point.gflops = Math.max(point.gflops, (2 * m * n * k) / shortest(multiply) / 1e6);
    });
  };
  for (let i = 0; i < VISITS; i++) all.forEach(visit);
  for (let i = 0; i < SECOND_LOOKS; i++) for (const { point } of holesOf(all).slice(0, DOUBTED)) visit(point);
  print(all);
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ turbo: values.turbo, points: all }, null, 1)}\n`);
  process.exit(0);
}

main().catch((error) => {
  console.error(`sweep: ${error.message}`);
  process.exitCode = 2;
});
