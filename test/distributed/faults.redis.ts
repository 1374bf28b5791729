/** Workers that are killed, a Redis that restarts, clients that vanish: what each costs. */
import { spawn } from "node:child_process";
import { afterAll, describe, expect, test } from "@jest/globals";
import { Random } from "../../src/core/random.js";
import { redisExecutor } from "../../src/distributed/index.js";
import { close, crossValidate, DecisionTreeClassifier, GridSearchCV, MLPClassifier, SVC } from "../../src/index.js";
import { ROOT } from "../support/cli.js";
import { loadSample } from "../support/sample.js";
import { type Cluster, leftovers, withCluster } from "./cluster.js";
import { PACKAGES } from "./worker-process.js";

const { train } = loadSample();
afterAll(close);

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** 24 fits of some tenths of a second. */
function longSearch() {
  const network = new MLPClassifier({ hiddenLayerSizes: [32], maxIter: 6, nIterNoChange: 6 });
  return new GridSearchCV(network, { randomState: [1, 2, 3, 4, 5, 6, 7, 8] }, { cv: 3, refit: false });
}

const onWarning = () => {};

/** Kills one of the workers and starts another, so many times. */
async function killAtRandom({ workers, addWorker }: Cluster, times: number, seed: number): Promise<void> {
  const random = new Random(seed);
  for (let kill = 0; kill < times; kill++) {
    await pause(random.below(900));
    const alive = workers.filter((worker) => worker.running);
    await alive[random.below(alive.length)].stop();
    await addWorker();
  }
}

test("workers that are killed at random moments cost their tasks' time and nothing else", async () => {
  const here = await longSearch().fit(train.X, train.y, { onWarning });
  await withCluster({ workers: 3 }, async (cluster) => {
    const { executor, redis } = cluster;
    const seed = Number(process.env.HEDDLE_SEED ?? 11);
    let killing = true;
    const killed = killAtRandom(cluster, 6, seed).finally(() => {
      killing = false;
    });
    while (killing) {
      const heard: string[] = [];
      const onProgress = ({ params, fold }: { params: object; fold?: number }) =>
        heard.push(JSON.stringify([params, fold]));
      const there = await longSearch().fit(train.X, train.y, { executor, onWarning, onProgress });
      expect(there.cvResults_!.meanTestScore).toEqual(here.cvResults_!.meanTestScore);
      // Every fit is told of once, however often it was begun.
      expect([new Set(heard).size, heard.length]).toEqual([24, 24]);
    }
    await killed;
    await executor.close();
    expect(await leftovers(redis)).toEqual([]);
  });
});

describe("Redis", () => {
  test.each(["SIGTERM", "SIGKILL"] as const)(
    "restarted in the middle by %s costs nothing that was finished",
    async (signal) => {
      const here = await longSearch().fit(train.X, train.y, { onWarning });
      await withCluster({ workers: 2 }, async ({ executor, redis, workers }) => {
        let restarted: Promise<void> | undefined;
        const onProgress = ({ done: count }: { done: number }) => {
          if (count !== 6) return;
          restarted = redis
            .stop(signal)
            .then(() => pause(1500))
            .then(() => redis.start());
        };
        const there = await longSearch().fit(train.X, train.y, { executor, onWarning, onProgress });
        await restarted;
        expect(there.cvResults_!.meanTestScore).toEqual(here.cvResults_!.meanTestScore);
        for (const worker of workers) worker.kill("SIGINT");
        await Promise.all(workers.map(({ ended }) => ended));
        const done = workers.map(({ output }) => Number(/stopped: (\d+) tasks done/.exec(output)![1]));
        // Nothing was done twice but, at most, what was running.
        expect(done[0] + done[1]).toBeGreaterThanOrEqual(24);
        expect(done[0] + done[1]).toBeLessThanOrEqual(24 + 2);
      });
    },
  );

  test("restarted without what it held is given it again", async () => {
    const here = await longSearch().fit(train.X, train.y, { onWarning });
    await withCluster({ workers: 2 }, async ({ executor, redis }) => {
      const onProgress = ({ done }: { done: number }) => {
        if (done === 6) void redis.look((client) => client.flushall());
      };
      const there = await longSearch().fit(train.X, train.y, { executor, onWarning, onProgress });
      expect(there.cvResults_!.meanTestScore).toEqual(here.cvResults_!.meanTestScore);
    });
  });

  test("that cannot be reached is a ResourceError, soon", async () => {
    const started = performance.now();
    await expect(redisExecutor({ url: "redis://127.0.0.1:1" })).rejects.toMatchObject({
      name: "ResourceError",
      message: expect.stringMatching(
        /^redisExecutor: Redis at redis:\/\/127\.0\.0\.1:1 cannot be used: connect ECONNREFUSED/,
      ),
    });
    const { createServer } = await import("node:net");
    const silent = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const { port } = silent.address() as { port: number };
    await expect(redisExecutor({ url: `redis://127.0.0.1:${port}`, connectTimeout: 500 })).rejects.toThrow(
      "no answer for 0.5 s",
    );
    silent.close();
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test("that stays away ends the work with a ResourceError", async () => {
    await withCluster({ workers: 1, executor: { patience: 1000 } }, async ({ executor, redis }) => {
      const onProgress = ({ done }: { done: number }) => {
        if (done === 2) void redis.stop("SIGKILL");
      };
      await expect(longSearch().fit(train.X, train.y, { executor, onWarning, onProgress })).rejects.toMatchObject({
        name: "ResourceError",
        message: expect.stringContaining("was away for more than 1 s"),
      });
    });
  });
});

describe("a call", () => {
  test("that is cancelled stops the work of others and leaves nothing", async () => {
    await withCluster({ workers: 2 }, async ({ executor, redis, workers }) => {
      const controller = new AbortController();
      const endless = new MLPClassifier({ hiddenLayerSizes: [256], maxIter: 100_000, tol: 0, nIterNoChange: 100_000 });
      const running = crossValidate(endless, train.X, train.y, { executor, signal: controller.signal });
      setTimeout(() => controller.abort("enough"), 3000);
      await expect(running).rejects.toMatchObject({ name: "AbortError", message: "crossValidate was cancelled" });
      for (const worker of workers) await worker.says(/dropped after/);
      // They are free again.
      const { testScore } = await crossValidate(new DecisionTreeClassifier(), train.X, train.y, { executor, cv: 2 });
      expect(testScore).toHaveLength(2);
      await executor.close();
      const left = await leftovers(redis);
      // What tells workers that it is over expires by itself.
      expect(left.filter((key) => !key.startsWith("heddle:call:"))).toEqual([]);
      for (const key of left) expect(await redis.look((client) => client.pttl(key))).toBeGreaterThan(0);
    });
  });

  test("whose fits fail for their own reason tells of their parameters and goes on, or stops if asked to", async () => {
    await withCluster({ workers: 2 }, async ({ executor }) => {
      const search = (errorScore: "raise" | number) =>
        new GridSearchCV(new SVC(), { C: [1, -1, 10] }, { cv: 2, errorScore, refit: false });
      const warnings: Error[] = [];
      const options = { executor, onWarning: (warning: Error) => void warnings.push(warning) };
      const { cvResults_ } = await search(Number.NaN).fit(train.X, train.y, options);
      expect(cvResults_!.meanTestScore.map(Number.isNaN)).toEqual([false, true, false]);
      expect(warnings.map(({ message }) => message).join()).toMatch(/2 of 6 fits failed; the first: .*"C":-1.*fold 0/);
      await expect(search("raise").fit(train.X, train.y, { executor })).rejects.toMatchObject({
        name: "ParameterError",
        message: expect.stringMatching(/"C":-1.*fold \d.*C is -1/),
      });
    });
  });

  test("that runs when the executor is closed ends with a WorkerError", async () => {
    await withCluster({ workers: 0, executor: { onWarning } }, async ({ executor, redis }) => {
      const running = crossValidate(new DecisionTreeClassifier(), train.X, train.y, { executor, cv: 2 });
      setTimeout(() => executor.close(), 1000);
      await expect(running).rejects.toMatchObject({
        name: "WorkerError",
        message: expect.stringContaining("was closed"),
      });
      await executor.close();
      expect((await leftovers(redis)).filter((key) => key.includes(":blob:"))).toEqual([]);
    });
  });

  test("that nobody can serve says so, and is served when somebody comes", async () => {
    const warnings: string[] = [];
    const executor = { onWarning: ({ message }: Error) => void warnings.push(message) };
    await withCluster({ workers: 0, executor }, async ({ executor, addWorker }) => {
      const running = crossValidate(new DecisionTreeClassifier(), train.X, train.y, { executor, cv: 2 });
      while (warnings.length === 0) await pause(100);
      expect(warnings[0]).toMatch(/^tasks wait: no worker of Heddle .* is there; start some with: heddle worker/);
      await addWorker();
      expect((await running).testScore).toHaveLength(2);
    });
  });

  test("does not mix with another at the same time", async () => {
    await withCluster({ workers: 2 }, async ({ executor, redis }) => {
      const other = await redisExecutor({ url: redis.url });
      const half = {
        X: { ...train.X, data: train.X.data.subarray(0, 500 * 784), rows: 500 },
        y: train.y.subarray(0, 500),
      };
      const fit = (data: typeof half, options: object) =>
        crossValidate(new SVC(), data.X, data.y, { cv: 4, ...options });
      const [one, two] = await Promise.all([fit(train, { executor }), fit(half, { executor: other })]);
      await other.close();
      expect(one.testScore).toEqual((await fit(train, {})).testScore);
      expect(two.testScore).toEqual((await fit(half, {})).testScore);
    });
  });

  test("of a client that was killed is dropped, and what it left expires", async () => {
    await withCluster({ workers: 0 }, async ({ redis, addWorker }) => {
      const code = `(async () => {
        const { crossValidate, DecisionTreeClassifier } = await import("heddle");
        const { redisExecutor } = await import("heddle/distributed");
        const X = { data: Float32Array.from({ length: 4000 }, (_, i) => Math.sin(i)), rows: 400, cols: 10 };
        const y = Array.from({ length: 400 }, (_, i) => i % 2);
        const executor = await redisExecutor({ url: ${JSON.stringify(redis.url)}, onWarning() { console.log("waiting"); } });
        await crossValidate(new DecisionTreeClassifier(), X, y, { executor });
      })()`;
      const child = spawn(process.execPath, ["--import", PACKAGES, "--eval", code], {
        cwd: ROOT,
      });
      let errors = "";
      child.stderr.on("data", (chunk) => {
        errors += chunk;
      });
      await new Promise<void>((resolve, reject) => {
        child.stdout.on("data", () => resolve());
        child.on("exit", () => reject(new Error(errors)));
      });
      child.kill("SIGKILL");
      const ofClient = (await redis.look((client) => client.keys("heddle:*"))).filter((key) =>
        /:(?:call|blob|outcome):/.test(key),
      );
      expect(ofClient.length).toBeGreaterThan(3);
      for (const key of ofClient) expect(await redis.look((client) => client.pttl(key))).toBeGreaterThan(0);
      // As if a minute had passed.
      await redis.look(async (client) => client.del(...ofClient));
      const worker = await addWorker();
      await worker.says(/dropped after/, 5);
      expect(await leftovers(redis)).toEqual([]);
    });
  });
});
