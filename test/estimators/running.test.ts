/** Fits and predictions as work: threads, cancelling, progress and memory. */
import { describe, expect } from "@jest/globals";
import { currentRuntime } from "../../src/engine/runtime.js";
import { crossValScore, init, type Progress } from "../../src/index.js";
import { clusters } from "./data.js";
import { checkEach } from "./each.js";
import { answers, learned, type Subject } from "./table.js";

const { X, y } = clusters(90, 6, 3, 0.8);

async function outcome(subject: Subject) {
  const estimator = await subject.fitted(X, y);
  return { ...learned(estimator), ...(await answers(estimator, subject, X)) };
}

describe("threads", () => {
  checkEach("learns and answers the same bits with 0, 1, 2 and 7 threads", async (subject) => {
    await init({ threads: 0 });
    const alone = await outcome(subject);
    for (const threads of [1, 2, 7]) {
      await init({ threads });
      expect(await outcome(subject)).toEqual(alone);
    }
    await init();
  });

  checkEach("scores the same in a worker as in the calling thread", async ({ make }) => {
    const inPool = await crossValScore(make(), X, y, { cv: 3 });
    const here = await crossValScore(make(), X, y, {
      cv: 3,
      scoring: (estimator, rows, labels) => estimator.score(rows, labels),
    });
    expect(inPool).toEqual(here);
  });
});

describe("cancelling", () => {
  checkEach("does not start when the signal has fired", async (subject) => {
    const signal = AbortSignal.abort();
    const estimator = subject.make();
    await expect(estimator.fit(X, y, { signal })).rejects.toMatchObject({ name: "AbortError", code: "ERR_ABORTED" });
    expect(learned(estimator)).toEqual({});
    await estimator.fit(X, y);
    await expect(estimator.score(X, y, { signal })).rejects.toMatchObject({ name: "AbortError" });
    for (const method of ["predict", ...subject.scores] as const) {
      await expect(estimator[method](X, { signal })).rejects.toMatchObject({ name: "AbortError" });
    }
  });

  checkEach("leaves the estimator as it was when a fit is cancelled on the way", async (subject) => {
    const estimator = subject.make();
    await estimator.fit(X, y);
    const before = [learned(estimator), await answers(estimator, subject, X)];
    const larger = clusters(1500, 40, 5, 0.3);
    const controller = new AbortController();
    const fit = estimator.fit(larger.X, larger.y, { signal: controller.signal });
    controller.abort();
    await expect(fit).rejects.toMatchObject({ name: "AbortError" });
    expect([learned(estimator), await answers(estimator, subject, X)]).toEqual(before);
  });

  checkEach("stops a fit from its progress", async (subject) => {
    const larger = clusters(1500, 40, 5, 0.3);
    const controller = new AbortController();
    const fit = subject.make().fit(larger.X, larger.y, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(fit).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("progress", () => {
  checkEach("tells how far a fit has come", async (subject) => {
    const seen: Progress[] = [];
    await subject.make().fit(X, y, { onProgress: (progress) => seen.push(progress) });
    expect(seen.length).toBeGreaterThan(0);
    for (const [i, { done, total, unit }] of seen.entries()) {
      expect(done).toBeLessThanOrEqual(total);
      expect(done).toBeGreaterThanOrEqual(i === 0 ? 0 : seen[i - 1].done);
      expect(unit.length).toBeGreaterThan(0);
    }
  });
});

describe("memory", () => {
  checkEach("holds no more of the shared memory after twelve rounds than after six", async (subject) => {
    const { engine } = await currentRuntime();
    const estimator = subject.make();
    const round = async () => {
      await estimator.fit(X, y);
      await answers(estimator, subject, X);
      return engine.arena.usedBytes;
    };
    for (let i = 0; i < 5; i++) await round();
    const sixth = await round();
    for (let i = 0; i < 6; i++) expect(await round()).toBeLessThanOrEqual(sixth);
  });

  checkEach("gives the shared memory back when a fit is refused or cancelled", async (subject) => {
    const { engine } = await currentRuntime();
    const before = engine.arena.usedBytes;
    const controller = new AbortController();
    const fit = subject.make().fit(X, y, { signal: controller.signal });
    controller.abort();
    await fit.catch(() => {});
    await expect(subject.make().fit(X, [0])).rejects.toThrow();
    // What earlier models kept may be freed meanwhile.
    expect(engine.arena.usedBytes).toBeLessThanOrEqual(before);
  });
});
