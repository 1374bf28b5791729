/** Fits that other processes do: the same bits, data once, and nothing left behind. */
import { afterAll, describe, expect, test } from "@jest/globals";
import {
  close,
  crossValidate,
  DecisionTreeClassifier,
  GridSearchCV,
  HalvingGridSearchCV,
  KNeighborsClassifier,
  LogisticRegression,
  learningCurve,
  MLPClassifier,
  type RunOptions,
  SVC,
  validationCurve,
} from "../../src/index.js";
import { randomFloats } from "../support/random-data.js";
import { loadSample } from "../support/sample.js";
import { type Cluster, leftovers, withCluster } from "./cluster.js";

const { train } = loadSample();
afterAll(close);

/** Without times, which differ. */
function untimed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, item) => (/time/i.test(key) ? undefined : item)));
}

/** `work` with the workers gives what it gives here. */
async function sameBits(executor: Cluster["executor"], work: (options: RunOptions) => Promise<unknown>): Promise<void> {
  const here = untimed(await work({}));
  expect(untimed(await work({ executor }))).toEqual(here);
  expect(JSON.stringify(here).length).toBeGreaterThan(20);
}

test("every search and curve gives the bits of one machine", async () => {
  await withCluster({}, async ({ executor, redis }) => {
    const { X, y } = train;
    await sameBits(executor, async (options) => {
      const grid = { C: [0.1, 1, 10], kernel: ["linear", "rbf"] };
      const search = await new GridSearchCV(new SVC(), grid, { cv: 3, returnTrainScore: true }).fit(X, y, options);
      return [search.cvResults_, search.bestEstimator_!.learnedState()];
    });
    await sameBits(executor, async (options) => {
      const grid = { learningRateInit: [0.01, 0.1], dropout: [0, 0.3] };
      const network = new MLPClassifier({ hiddenLayerSizes: [32], maxIter: 3, randomState: 1 });
      const search = new HalvingGridSearchCV(network, grid, { cv: 2, factor: 2, randomState: 0, refit: false });
      return (await search.fit(X, y, { ...options, onWarning() {} })).cvResults_;
    });
    const scoring = "neg_log_loss";
    await sameBits(executor, (options) => crossValidate(new KNeighborsClassifier(), X, y, { ...options, scoring }));
    const paramRange = [0.001, 0.1, 10];
    await sameBits(executor, (options) =>
      validationCurve(new LogisticRegression(), X, y, { ...options, paramName: "C", paramRange, cv: 3 }),
    );
    await sameBits(executor, (options) => learningCurve(new DecisionTreeClassifier(), X, y, { ...options, cv: 3 }));
    await executor.close();
    expect(await leftovers(redis)).toEqual([]);
  });
});

describe("SVC", () => {
  const floats = randomFloats(3, 300, 12);
  const labels = Array.from({ length: 300 }, (_, i) => ["a", "b", "c"][i % 3]);

  test.each([
    ["bytes, rbf", train.X, train.y, { kernel: "rbf", C: 5 }],
    ["bytes, linear", train.X, train.y, { kernel: "linear" }],
    ["floats, poly, classes that weigh", floats, labels, { kernel: "poly", classWeight: { a: 2 } }],
    ["floats, sigmoid, rows that do not fit the cache", floats, labels, { kernel: "sigmoid", cacheSize: 0.05 }],
  ] as const)("pairs of %s", async (_, X, y, params) => {
    await withCluster({}, async ({ executor, redis }) => {
      const here = await new SVC(params).fit(X, y);
      const progress: number[] = [];
      const there = await new SVC(params).fit(X, y, { executor, onProgress: ({ done }) => progress.push(done) });
      expect(there.learnedState()).toEqual(here.learnedState());
      const pairs = here.intercept_!.length;
      expect(progress).toEqual(Array.from({ length: pairs }, (_, i) => i + 1));
      await executor.close();
      expect(await leftovers(redis)).toEqual([]);
    });
  });
});

describe("data", () => {
  const fetches = (output: string) => output.match(/fetched .* MB/g) ?? [];

  test("travels once to a worker, stays on its disk, and is checked when it is read there", async () => {
    await withCluster({ workers: 1 }, async ({ executor, workers, addWorker, folder }) => {
      const fit = () => crossValidate(new DecisionTreeClassifier(), train.X, train.y, { cv: 2, executor });
      const scores = await fit();
      // The images, the labels and two lists of rows, which train and test by turns.
      expect(fetches(workers[0].output)).toHaveLength(4);
      expect(await fit()).toMatchObject({ testScore: scores.testScore });
      await executor.close();
      await fit();
      expect(fetches(workers[0].output)).toHaveLength(4);
      await workers[0].stop();
      const next = await addWorker({ cacheDir: `${folder}/cache-0` });
      await fit();
      expect(fetches(next.output)).toEqual([]);
      await next.stop();
      const { readdir, writeFile } = await import("node:fs/promises");
      for (const name of await readdir(`${folder}/cache-0`)) await writeFile(`${folder}/cache-0/${name}`, "spoiled");
      const last = await addWorker({ cacheDir: `${folder}/cache-0` });
      expect(await fit()).toMatchObject({ testScore: scores.testScore });
      expect(fetches(last.output)).toHaveLength(4);
    });
  });

  test("comes from a folder or a web server where clients put it, and not through Redis", async () => {
    const { createServer } = await import("node:http");
    const { createReadStream } = await import("node:fs");
    const { readdir } = await import("node:fs/promises");
    await withCluster({ workers: 0 }, async ({ redis, folder, addWorker }) => {
      const { redisExecutor } = await import("../../src/distributed/index.js");
      const dataDir = `${folder}/data`;
      const server = createServer(({ url }, response) => {
        createReadStream(`${dataDir}${url}`)
          .on("error", () => response.writeHead(404).end())
          .pipe(response);
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as { port: number };
      const executor = await redisExecutor({ url: redis.url, dataDir });
      try {
        const here = await crossValidate(new DecisionTreeClassifier(), train.X, train.y, { cv: 2 });
        for (const place of [dataDir, `http://127.0.0.1:${port}`]) {
          const worker = await addWorker({ args: ["--data", place] });
          let blobs: string[] = [];
          const onProgress = async () => {
            blobs = await redis.look((client) => client.keys("heddle:blob:*"));
          };
          const there = await crossValidate(new DecisionTreeClassifier(), train.X, train.y, {
            cv: 2,
            executor,
            onProgress,
          });
          expect(there.testScore).toEqual(here.testScore);
          expect(fetches(worker.output)).toHaveLength(4);
          expect(blobs).toEqual([]);
          await worker.stop();
        }
      } finally {
        await executor.close();
        server.close();
      }
      expect(await readdir(dataDir)).toEqual([]);
    });
  });
});
