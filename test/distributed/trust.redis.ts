/** Passwords, TLS, other versions, and messages that nobody of ours has written. */
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cp, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, describe, expect, test } from "@jest/globals";
import { Queue, QueueEvents } from "bullmq";
import { Redis } from "ioredis";
import { redisExecutor, startWorker } from "../../src/distributed/index.js";
import { jobId, PROTOCOL, queueName } from "../../src/distributed/keys.js";
import { close, crossValidate, DecisionTreeClassifier } from "../../src/index.js";
import { codeVersion } from "../../src/parallel/code-version.js";
import { ROOT } from "../support/cli.js";
import { loadSample } from "../support/sample.js";
import { withTemporaryFolder } from "../support/temporary.js";
import { leftovers, withCluster } from "./cluster.js";
import { WorkerProcess } from "./worker-process.js";

const { train } = loadSample();
afterAll(close);

const PASSWORD = "s3cret/&pass word";
const fit = (options: object) => crossValidate(new DecisionTreeClassifier(), train.X, train.y, { cv: 2, ...options });

/** Whatever a person or a program could see of an error. */
const allOf = (error: unknown) => inspect(error, { depth: 20, showHidden: true, getters: true });

describe("a password", () => {
  const hidden = (text: string) => {
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), "s3cret"]) expect(text).not.toContain(secret);
  };

  test("is honoured, and stands in no output, no error and no object that is looked at", async () => {
    await withCluster({ workers: 1, redis: { password: PASSWORD } }, async ({ executor, redis, workers }) => {
      const here = await fit({});
      expect((await fit({ executor })).testScore).toEqual(here.testScore);
      hidden(allOf(executor));
      const worker = await startWorker({ url: redis.url });
      hidden(allOf(worker));
      await worker.finish();
      await redis.stop("SIGKILL");
      await new Promise((resolve) => setTimeout(resolve, 2000));
      hidden(workers[0].output);
    });
  });

  test("that is wrong or missing is refused with an error that does not tell it", async () => {
    await withCluster({ workers: 0, redis: { password: PASSWORD } }, async ({ redis, folder }) => {
      const wrong = `redis://:${encodeURIComponent("s3cret-wrong")}@127.0.0.1:${redis.port}`;
      for (const url of [wrong, `redis://127.0.0.1:${redis.port}`]) {
        for (const open of [redisExecutor({ url }), startWorker({ url })]) {
          const error = await open.catch((reason) => reason);
          expect(error.name).toBe("ResourceError");
          expect(error.message).toMatch(
            /^(?:redisExecutor|worker): Redis at redis:\/\/127\.0\.0\.1:\d+ cannot be used: (?:WRONGPASS|NOAUTH)/,
          );
          hidden(allOf(error));
        }
      }
      const worker = WorkerProcess.spawn({ url: wrong, cacheDir: folder });
      expect(await worker.ended).toBe(1);
      expect(worker.output).toMatch(/^ResourceError: worker: Redis at/m);
      hidden(worker.output);
    });
  });

  test("in what is no URL of Redis is not repeated", async () => {
    for (const url of [`http://:${PASSWORD}@localhost`, `redis:/:${PASSWORD}`, `:${PASSWORD}@localhost`, ""]) {
      const error = await redisExecutor({ url }).catch((reason) => reason);
      expect(error.name).toBe("ParameterError");
      hidden(allOf(error));
    }
  });
});

test("TLS is spoken with rediss://, and only to a server whose certificate is known", async () => {
  await withTemporaryFolder(async (folder) => {
    const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
    const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
    execFileSync("openssl", [...request, ...subject, "-keyout", key, "-out", cert], { stdio: "ignore" });
    const ca = await readFile(cert, "utf8");
    const settings = {
      workers: 1,
      redis: { password: PASSWORD, tls: { cert, key } },
      worker: { args: ["--redis-ca", cert] },
      executor: { tls: { ca } },
    };
    await withCluster(settings, async ({ executor, redis }) => {
      const here = await fit({});
      expect((await fit({ executor })).testScore).toEqual(here.testScore);
      await expect(redisExecutor({ url: redis.url })).rejects.toMatchObject({
        name: "ResourceError",
        message: expect.stringMatching(/self.signed certificate/),
      });
    });
  });
});

test("a worker of another Heddle refuses the tasks, and both sides say so", async () => {
  const warnings: string[] = [];
  const executor = { onWarning: ({ message }: Error) => void warnings.push(message) };
  await withCluster({ workers: 0, executor }, async ({ executor, folder, addWorker }) => {
    const root = join(folder, "other/");
    await cp(`${ROOT}dist`, join(root, "dist"), { recursive: true });
    await symlink(`${ROOT}node_modules`, join(root, "node_modules"));
    const { version, ...rest } = JSON.parse(await readFile(`${ROOT}package.json`, "utf8"));
    await writeFile(join(root, "package.json"), JSON.stringify({ ...rest, version: "9.9.9" }));
    expect(version).not.toBe("9.9.9");
    const other = await addWorker({ root });
    const running = fit({ executor });
    await other.says(/refuses the tasks of .*: its Heddle is .*, this one 9\.9\.9-/);
    while (warnings.length === 0) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(warnings[0]).toMatch(/no worker of Heddle .* is there, but 1 of Heddle 9\.9\.9-\w+, which refuse its tasks/);
    await addWorker();
    expect((await running).testScore).toEqual((await fit({})).testScore);
    expect(other.output).not.toMatch(/done in/);
  });
});

describe("a message that nobody of ours has written", () => {
  const forged = async () => ({
    protocol: PROTOCOL,
    version: await codeVersion(),
    session: randomUUID(),
    call: "",
    task: "selection/fold",
    about: "forged",
    payload: {} as unknown,
    blobs: [] as unknown[],
  });
  const address = { dtype: "f32", ptr: 0, rows: 1000, cols: 1000, scale: 1 };
  const inline = (hash: string) => ({
    $: [
      "tensor",
      [
        ["dtype", "f32"],
        ["rows", 2],
        ["cols", 1],
      ],
      hash,
    ],
  });

  const cases: [string, (message: Awaited<ReturnType<typeof forged>>) => object, RegExp][] = [
    ["of another version", (message) => ({ ...message, version: "0.0.1" }), /the task is of Heddle "0\.0\.1"/],
    ["of another protocol", (message) => ({ ...message, protocol: 2 }), /protocol 2; this worker is Heddle/],
    [
      "for no task",
      (message) => ({ ...message, task: "constructor" }),
      /no task that can travel is named "constructor"/,
    ],
    [
      "for a task that stays",
      (message) => ({ ...message, task: "svc.gram" }),
      /no task that can travel is named "svc\.gram"/,
    ],
    [
      "with a path for a hash",
      (message) => ({ ...message, blobs: [{ hash: "../../../etc/passwd", bytes: 5 }] }),
      /not as Heddle writes it/,
    ],
    ["with a path for a session", (message) => ({ ...message, session: "../../../tmp" }), /not as Heddle writes it/],
    [
      "with a blob too large for any memory",
      (message) => ({ ...message, blobs: [{ hash: "0".repeat(64), bytes: 2 ** 40 }] }),
      /not as Heddle writes it/,
    ],
    ["with an address", (message) => ({ ...message, payload: { data: { X: address } } }), /is not as Heddle writes it/],
    [
      "with a tensor that is not there",
      (message) => ({ ...message, payload: inline("0".repeat(64)) }),
      /not among its blobs/,
    ],
    [
      "that would pollute a prototype",
      (message) => ({ ...message, payload: JSON.parse('{"__proto__": {"polluted": 1}}') }),
      /__proto__ is not accepted/,
    ],
    [
      "as deep as a well",
      (message) => ({ ...message, payload: JSON.parse("[".repeat(500) + "]".repeat(500)) }),
      /more than 64 levels/,
    ],
    ["with fields of other types", (message) => ({ ...message, payload: { data: 3 } }), /job\.data must be an object/],
    ["that is a list", () => [1, 2, 3], /the task is of Heddle unknown/],
  ];

  test("is refused with the reason, and the worker serves on", async () => {
    await withCluster({ workers: 1 }, async ({ redis, executor, workers }) => {
      const version = await codeVersion();
      const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
      const queue = new Queue(queueName(version), { connection, prefix: "heddle" });
      const events = new QueueEvents(queueName(version), { connection, prefix: "heddle", lastEventId: "0-0" });
      const failures = new Map<string, string>();
      events.on("failed", ({ jobId, failedReason }) => void failures.set(jobId, String(failedReason)));
      await events.waitUntilReady();
      try {
        for (const [name, forge, expected] of cases) {
          const call = randomUUID();
          await connection.set(`heddle:call:${call}`, "open", "PX", 60_000);
          const opts = {
            attempts: 1,
            backoff: { type: "exponential", delay: 1 },
            removeOnComplete: true,
            removeOnFail: true,
          } as const;
          const data = forge({ ...(await forged()), call });
          await queue.addBulk([{ name: "x", data, opts: { ...opts, jobId: jobId(call, 0) } }]);
          while (!failures.has(jobId(call, 0))) await new Promise((resolve) => setTimeout(resolve, 20));
          expect([name, failures.get(jobId(call, 0))]).toEqual([name, expect.stringMatching(expected)]);
          await connection.del(`heddle:call:${call}`);
        }
      } finally {
        await events.close();
        await queue.close();
        connection.disconnect();
      }
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      expect((await fit({ executor })).testScore).toEqual((await fit({})).testScore);
      expect(workers[0].output).toMatch(/refused after/);
      await executor.close();
      expect(await leftovers(redis)).toEqual([]);
    });
  });

  test("in place of an outcome ends the call with a FormatError", async () => {
    await withCluster({ workers: 0 }, async ({ redis, executor, addWorker }) => {
      const running = fit({ executor }).catch((error) => error);
      let jobs: string[] = [];
      while (jobs.length < 2) {
        const keys = await redis.look((client) => client.keys("heddle:tasks-*-0"));
        jobs = keys.length === 0 ? [] : await redis.look((client) => client.keys("heddle:tasks-*-[01]"));
      }
      const junk = Buffer.from('\u0005\u0000\u0000\u0000{"a":');
      for (const key of jobs) {
        const name = key.split(":").at(-1)!;
        await redis.look((client) => client.set(`heddle:outcome:${name}`, junk, "PX", 60_000));
      }
      await addWorker();
      expect(await running).toMatchObject({ name: "FormatError", message: "an outcome is cut off or no JSON" });
    });
  });
});
