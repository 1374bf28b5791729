/**
 * Measures what docs/distributed.md says of costs and scaling, and puts it there:
 * `npm run build && node test/distributed/run.mjs --listTests && node scripts/docs-distributed.mjs`.
 * Starts a redis-server and workers of its own on this machine; takes about three minutes, and the machine should have nothing else to do.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { register } from "node:module";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fillPage } from "./readme.mjs";
import { simulate } from "./simulate-cluster.mjs";

register(new URL("../test/distributed/packages-hook.mjs", import.meta.url));
const root = fileURLToPath(new URL("..", import.meta.url));
const { crossValidate, DummyClassifier, GridSearchCV, init, close, loadFashionMnist, MLPClassifier } = await import(
  "../dist/index.js"
);
const { redisExecutor } = await import("../dist/distributed/index.js");
const { createPool, PiscinaExecutor } = await import("../dist/parallel/piscina.js");

const folder = mkdtempSync(join(tmpdir(), "heddle-docs-"));
const PORT = 6399;
const url = `redis://127.0.0.1:${PORT}`;
const children = [];
const TICKS_PER_SECOND = 100;

function start(command, args, ready) {
  const child = spawn(command, args, { cwd: folder });
  children.push(child);
  return new Promise((resolve, reject) => {
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        text += chunk;
        if (ready.test(text)) resolve(child);
      });
    }
    child.on("exit", () => reject(new Error(text)));
  });
}

async function startWorker(threads, name) {
  const packages = join(root, "test/distributed/packages.mjs");
  const own = ["worker", "--redis", url, "--threads", `${threads}`, "--cache-dir", join(folder, name)];
  return start(process.execPath, ["--import", packages, join(root, "dist/cli/main.js"), ...own], /threads for/);
}

async function stop(child) {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}

/** Seconds of processor time that a process has used. */
function cpuOf({ pid }) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function timed(work) {
  const started = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - started) / 1000 };
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

async function withExecutor(work) {
  const executor = await redisExecutor({ url });
  try {
    return await work(executor);
  } finally {
    await executor.close();
  }
}

/** Tasks that do nothing, so that all that is measured is what it costs to hand them out. */
async function costPerTask(server) {
  const X = { data: Float32Array.from({ length: 400 }, (_, i) => i), rows: 400, cols: 1 };
  const y = Array.from({ length: 400 }, (_, i) => i % 2);
  const folds = 4000;
  const cv = Array.from({ length: folds }, () => ({ train: Int32Array.of(0, 1), test: Int32Array.of(2, 3) }));
  const run = (executor) => crossValidate(new DummyClassifier(), X, y, { cv, executor });
  const here = await timed(() => run());
  const worker = await startWorker(1, "empty");
  return withExecutor(async (executor) => {
    await crossValidate(new DummyClassifier(), X, y, { cv: cv.slice(0, 200), executor });
    const before = { own: process.cpuUsage(), redis: cpuOf(server), worker: cpuOf(worker) };
    const there = await timed(() => run(executor));
    const { user, system } = process.cpuUsage(before.own);
    const redisCpu = cpuOf(server) - before.redis;
    const workerCpu = cpuOf(worker) - before.worker;
    const trips = [];
    for (let i = 0; i < 50; i++) {
      trips.push(
        (await timed(() => crossValidate(new DummyClassifier(), X, y, { cv: cv.slice(0, 1), executor }))).seconds,
      );
    }
    await stop(worker);
    return {
      local: here.seconds / folds,
      remote: there.seconds / folds,
      client: (user + system) / 1e6 / folds,
      redis: redisCpu / folds,
      worker: workerCpu / folds,
      trip: median(trips),
    };
  });
}

/** Of all 60,000 images: into Redis, to a worker's disk and memory, and from there on. */
async function costOfData(train) {
  const worker = await startWorker(1, "data");
  const cv = [{ train: Int32Array.of(0, 1), test: Int32Array.of(2, 3) }];
  const run = (executor) => crossValidate(new DummyClassifier(), train.X, train.y, { cv, executor });
  const first = await withExecutor(async (executor) => (await timed(() => run(executor))).seconds);
  const second = await withExecutor(async (executor) => (await timed(() => run(executor))).seconds);
  await stop(worker);
  return { bytes: train.X.data.length, first, second };
}

/** The same search here and on workers. */
async function scaling(train, engine) {
  const rows = 10_000;
  const X = { data: train.X.data.subarray(0, rows * 784), rows, cols: 784 };
  const y = train.y.subarray(0, rows);
  const network = new MLPClassifier({ hiddenLayerSizes: [64], maxIter: 12, nIterNoChange: 12 });
  const grid = { learningRateInit: [0.003, 0.01, 0.03, 0.1], dropout: [0, 0.3] };
  const search = (executor, paramGrid = grid) => {
    const times = [];
    const onProgress = ({ fitTime }) => times.push(fitTime);
    return timed(async () => {
      await new GridSearchCV(network, paramGrid, { cv: 3, refit: false }).fit(X, y, {
        executor,
        onProgress,
        onWarning() {},
      });
      return times;
    });
  };
  const pools = [await createPool(1), await createPool(2)];
  const [one, two] = pools.map((pool) => new PiscinaExecutor(engine, pool));
  const workers = [await startWorker(1, "one")];
  const runs = { local1: [], local2: [], remote1: [], remote2: [] };
  const measure = async (name, executor) => {
    // What the first fits of a process cost, compiling above all, is not what is asked.
    if (runs[name].length === 0) await search(executor, { dropout: [0, 0.3] });
    runs[name].push(await search(executor));
  };
  for (let round = 0; round < ROUNDS; round++) {
    await measure("local1", one);
    await measure("local2", two);
    await withExecutor((executor) => measure("remote1", executor));
    workers.push(await startWorker(1, `two-${round}`));
    await withExecutor((executor) => measure("remote2", executor));
    await stop(workers.pop());
  }
  await Promise.all([...workers.map(stop), ...pools.map((pool) => pool.destroy())]);
  const best = (name) => runs[name].toSorted((a, b) => a.seconds - b.seconds)[0];
  return Object.fromEntries(Object.keys(runs).map((name) => [name, best(name)]));
}

/** The best of so many counts: whatever else runs on the machine only adds. */
const ROUNDS = 2;
const MACHINES = [1, 10, 100, 300, 1000];
const THREADS = 2;
const TASKS = 20_000;
/** Bytes a second of Redis's network in the simulation: 10 Gbit/s. */
const BANDWIDTH = 1.25e9;

function simulation(task, data, times) {
  const given = { addCost: task.client / 2, takeCost: task.client / 2, redisCost: task.redis, ownCost: task.worker };
  const run = (machines, factor) => {
    const tasks = Array.from({ length: TASKS }, (_, i) => factor * times[i % times.length]);
    const seconds = simulate({
      ...given,
      tasks,
      machines,
      threads: THREADS,
      data: data.bytes,
      bandwidth: BANDWIDTH,
      upload: data.first,
    });
    return { seconds, speedup: sum(tasks) / seconds };
  };
  return MACHINES.map((machines) => ({ machines, short: run(machines, 1), long: run(machines, 20) }));
}

try {
  const server = await start(
    "redis-server",
    ["--port", `${PORT}`, "--bind", "127.0.0.1", "--appendonly", "yes", "--save", ""],
    /Ready to accept/,
  );
  const { engine } = await init({ threads: 2, turbo: true });
  const { train } = await loadFashionMnist();
  const task = await costPerTask(server);
  const data = await costOfData(train);
  const runs = await scaling(train, engine);
  const micro = (seconds) => `${Math.round(seconds * 1e6)} µs`;
  const milli = (seconds) => `${(seconds * 1e3).toFixed(1)} ms`;
  const { local1, local2, remote1, remote2 } = runs;
  const times = remote1.result;
  fillPage("docs/distributed.md", "cost", [
    "| what | time |",
    "| --- | ---: |",
    `| a task of a search, nothing else to do, one worker: from one to the next | ${micro(task.remote)} |`,
    `| the same on the pool of this process | ${micro(task.local)} |`,
    `| of it: processor of the client | ${micro(task.client)} |`,
    `| of it: processor of Redis (append-only file on) | ${micro(task.redis)} |`,
    `| of it: processor of the worker | ${micro(task.worker)} |`,
    `| a single task, there and back | ${milli(task.trip)} |`,
    `| ${(data.bytes / 1e6).toFixed(0)} MB of data, first task of a new worker (into Redis, to its disk and its memory, each checked) | ${milli(data.first)} |`,
    `| the same data later, from another program (into Redis; the worker has it) | ${milli(data.second)} |`,
    "",
    `Measured by \`node scripts/docs-distributed.mjs\`: ${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}, Redis and all processes on this machine, whose load average was ${Math.round(loadavg()[0])} (an idle one is faster).`,
  ]);
  const row = (name, { seconds }, base) =>
    `| ${name} | ${seconds.toFixed(1)} s | ${(base.seconds / seconds).toFixed(2)} |`;
  fillPage("docs/distributed.md", "scaling", [
    "| who fits | whole search | times as fast as one thread here |",
    "| --- | ---: | ---: |",
    row("the pool of this process, 1 thread", local1, local1),
    row("the pool of this process, 2 threads", local2, local1),
    row("one worker of 1 thread", remote1, local1),
    row("two workers of 1 thread", remote2, local1),
    "",
    `24 fits of a 784-64-10 network on 6,667 images, ${median(times).toFixed(2)} s each (median on one worker); the best of ${ROUNDS} runs counts.`,
  ]);
  const cell = ({ seconds, speedup }, threads) =>
    `${seconds < 1000 ? `${seconds.toFixed(1)} s` : `${(seconds / 3600).toFixed(2)} h`} (${Math.round((100 * speedup) / threads)} %)`;
  fillPage("docs/distributed.md", "simulation", [
    `| machines of ${THREADS} threads | tasks of ${median(times).toFixed(2)} s | tasks of ${(20 * median(times)).toFixed(1)} s |`,
    "| ---: | ---: | ---: |",
    ...simulation(task, data, times).map(
      ({ machines, short, long }) =>
        `| ${machines.toLocaleString("en")} | ${cell(short, machines * THREADS)} | ${cell(long, machines * THREADS)} |`,
    ),
  ]);
  console.log(readFileSync(join(root, "docs/distributed.md"), "utf8"));
} finally {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
  await close();
}
