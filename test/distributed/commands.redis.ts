/** `heddle worker` and `heddle study --redis`, as people use them. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { close, crossValidate, DecisionTreeClassifier, MLPClassifier } from "../../src/index.js";
import { ROOT, runCli, runNode } from "../support/cli.js";
import { loadSample } from "../support/sample.js";
import { leftovers, withCluster } from "./cluster.js";
import { PACKAGES } from "./worker-process.js";

const { train } = loadSample();
afterAll(close);

/** Some seconds a fit. */
const slow = new MLPClassifier({ hiddenLayerSizes: [128], maxIter: 100, nIterNoChange: 100, randomState: 0 });
const onWarning = () => {};

test("Ctrl-C lets a worker finish what it does; a second hands it back, and another does it at once", async () => {
  await withCluster({ workers: 2 }, async ({ executor, workers, addWorker }) => {
    const here = await crossValidate(slow, train.X, train.y, { cv: 2, onWarning });
    const running = crossValidate(slow, train.X, train.y, { cv: 2, executor, onWarning });
    // Data is fetched for the first task.
    await Promise.all(workers.map((worker) => worker.says(/fetched/)));
    workers[0].kill("SIGINT");
    workers[1].kill("SIGINT");
    await workers[1].says(/finishing what runs/);
    workers[1].kill("SIGINT");
    expect(await workers[1].ended).toBe(0);
    expect(workers[1].output).toMatch(/handed back after .*this worker stops/);
    expect(workers[1].output).toMatch(/stopped: 0 tasks done/);
    expect(await workers[0].ended).toBe(0);
    expect(workers[0].output).toMatch(/stopped: 1 tasks done/);
    const next = await addWorker();
    expect((await running).testScore).toEqual(here.testScore);
    next.kill("SIGTERM");
    expect(await next.ended).toBe(0);
  });
});

test("a study whose fits other machines do has the results of one machine", async () => {
  await withCluster({ workers: 2 }, async ({ redis, folder, workers }) => {
    const study = (out: string, ...more: string[]) =>
      runNode(
        [
          "--import",
          PACKAGES,
          `${ROOT}dist/cli/main.js`,
          "study",
          "--profile",
          "smoke",
          "--only",
          "cSweep,svm,gridSearch",
          "--out",
          join(folder, out),
          ...more,
        ],
        {},
      );
    const here = await study("here");
    const there = await study("there", "--redis", redis.url);
    expect([here.code, there.code, there.stderr]).toEqual([0, 0, expect.stringContaining("values of C")]);
    for (const search of [/validationCurve/, /HalvingGridSearchCV/])
      await Promise.any(workers.map((worker) => worker.says(search)));
    const results = async (out: string) => {
      const text = await readFile(join(folder, out, "results.json"), "utf8");
      const drop = /seconds|^date$|^threads$/i;
      return JSON.parse(text, (key, value) => (drop.test(key) ? undefined : value));
    };
    expect(await results("there")).toEqual(await results("here"));
    expect(await leftovers(redis)).toEqual([]);
  });
});

test("a program of a user needs one line more and ends by itself", async () => {
  await withCluster({ workers: 1 }, async ({ redis }) => {
    const code = `(async () => {
      const { crossValidate, DecisionTreeClassifier } = await import("heddle");
      const { redisExecutor } = await import("heddle/distributed");
      const X = { data: Float32Array.from({ length: 4000 }, (_, i) => (i * 37) % 101), rows: 400, cols: 10 };
      const y = Array.from({ length: 400 }, (_, i) => i % 2);
      const here = await crossValidate(new DecisionTreeClassifier(), X, y);
      const there = await crossValidate(new DecisionTreeClassifier(), X, y, {
        executor: await redisExecutor({ url: ${JSON.stringify(redis.url)} }),
      });
      console.log(JSON.stringify(here.testScore) === JSON.stringify(there.testScore));
    })()`;
    const run = await runNode(["--import", PACKAGES, "--eval", code]);
    expect(run).toMatchObject({ code: 0, stdout: "true\n", stderr: "" });
    expect(await leftovers(redis)).toEqual([]);
  });
});

test("what is missing is said: the package, the URL, threads", async () => {
  const code =
    'import { redisExecutor } from "heddle/distributed"; await redisExecutor({ url: "redis://127.0.0.1:1" });';
  const run = await runNode(["--input-type=module", "--eval", code]);
  expect(run.stderr).toMatch(
    /ResourceError: redisExecutor: needs the package ioredis, which is not installed: npm install bullmq ioredis/,
  );
  const worker = await runCli(["worker"]);
  expect([worker.code, worker.stderr]).toEqual([
    2,
    expect.stringMatching(/ParameterError: worker: --redis is missing/),
  ]);
  const none = await runCli(["worker", "--redis", "redis://127.0.0.1:1", "--threads", "0"]);
  expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/a worker needs at least 1/)]);
  const tree = new DecisionTreeClassifier();
  expect((await crossValidate(tree, train.X, train.y, { cv: 2 })).testScore).toHaveLength(2);
});
