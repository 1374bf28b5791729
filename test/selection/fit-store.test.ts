/** Searches that keep their fits: what is known is not fitted again, and the results are the same. */
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  close,
  crossValidate,
  type FitKey,
  type FitResult,
  type FitStore,
  GridSearchCV,
  HalvingGridSearchCV,
  init,
  LogisticRegression,
  type RunOptions,
  type SelectionProgress,
} from "../../src/index.js";
import { clouds } from "../mlp/problems.js";
import { steps, Threshold } from "./support.js";

/** In memory, as text: what a file would give back. */
class Kept implements FitStore {
  readonly texts = new Map<string, string>();
  readonly asked: FitKey[] = [];

  async load(key: FitKey): Promise<FitResult | undefined> {
    this.asked.push(key);
    const text = this.texts.get(JSON.stringify(key));
    return text && JSON.parse(text);
  }

  async save(key: FitKey, result: FitResult): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.texts.set(JSON.stringify(key), JSON.stringify(result));
  }
}

beforeEach(() => {
  Threshold.fits = [];
});
afterAll(close);

const { X, y } = clouds(120, 5, 3, 2);
const grid = { C: [0.01, 0.1, 1, 10] };

type Search = GridSearchCV<LogisticRegression> | HalvingGridSearchCV<LogisticRegression>;

const searches: Record<string, { readonly threads: number; search(): Search }> = {
  "on a pool": {
    threads: 2,
    search: () => new GridSearchCV(new LogisticRegression(), grid, { cv: 3, refit: false }),
  },
  "in the calling thread": {
    threads: 0,
    search: () =>
      new GridSearchCV(new LogisticRegression(), grid, {
        cv: 3,
        refit: false,
        scoring: (one, X, y) => one.score(X, y),
      }),
  },
  "by halving": {
    threads: 2,
    search: () => new HalvingGridSearchCV(new LogisticRegression(), grid, { cv: 3, refit: false, randomState: 1 }),
  },
};

/** All of the table but the times. */
async function scoresOf(search: Search, options: RunOptions) {
  const { cvResults_, bestParams_ } = await search.fit(X, y, options);
  const { params, splitTestScore, rankTestScore } = cvResults_!;
  return { params, splitTestScore, rankTestScore, bestParams_ };
}

describe.each(Object.entries(searches))("%s", (_, { threads, search }) => {
  test("stopped on the way and started again, only what is missing is fitted, and the results are the same", async () => {
    await init({ threads });
    const expected = await scoresOf(search(), {});
    const store = new Kept();
    const stop = new AbortController();
    const onProgress = ({ done }: SelectionProgress) => {
      if (done === 5) stop.abort();
    };
    await expect(search().fit(X, y, { store, signal: stop.signal, onProgress })).rejects.toThrow("was cancelled");
    const known = store.texts.size;
    expect(known).toBeGreaterThanOrEqual(5);

    const before = new Map(store.texts);
    const seen: SelectionProgress[] = [];
    expect(await scoresOf(search(), { store, onProgress: (one) => seen.push(one) })).toEqual(expected);
    expect(seen.map(({ done }) => done)).toEqual(seen.map((_, i) => i + 1));
    expect(seen).toHaveLength(seen[0].total);
    expect(store.texts.size).toBe(seen.length);
    // Another fit would have taken another time.
    for (const [key, text] of before) expect(store.texts.get(key)).toBe(text);

    const whole = new Map(store.texts);
    expect(await scoresOf(search(), { store })).toEqual(expected);
    expect(store.texts).toEqual(whole);
  });
});

test("a fit is known by its candidate, its fold and its numbers of rows", async () => {
  await init({ threads: 0 });
  const store = new Kept();
  const halving = new HalvingGridSearchCV(
    new Threshold(),
    { threshold: [5, 12, 19] },
    { cv: 2, minResources: 10, randomState: 0, refit: false, subsampleTest: false },
  );
  await halving.fit(steps.X, steps.y, { store });
  const keys = [5, 12, 19].flatMap((threshold) =>
    [0, 1].map((fold) => ({ params: { threshold }, fold, trainRows: 5, testRows: 20 })),
  );
  const winner = { params: halving.bestParams_, trainRows: 15, testRows: 20 };
  expect(store.asked).toEqual([...keys, { ...winner, fold: 0 }, { ...winner, fold: 1 }]);
  expect(Threshold.fits).toHaveLength(8);
});

test("fits that failed are not kept", async () => {
  await init({ threads: 0 });
  const store = new Kept();
  const search = new GridSearchCV(new Threshold(), { fails: [false, true] }, { cv: 2, errorScore: 0, refit: false });
  await search.fit(steps.X, steps.y, { store, onWarning: () => {} });
  expect([...store.texts.keys()].map((key) => JSON.parse(key).params)).toEqual([{ fails: false }, { fails: false }]);
});

describe("a store that fails", () => {
  test.each([0, 2])("to save cancels the search, which rejects with the same error (threads: %p)", async (threads) => {
    await init({ threads });
    const full = new Error("disk full");
    let saves = 0;
    const store: FitStore = {
      load: async () => undefined,
      async save() {
        if (saves++ === 1) throw full;
      },
    };
    const search = new GridSearchCV(new LogisticRegression(), { C: Array.from({ length: 60 }, (_, i) => 1 + i) });
    await expect(search.fit(X, y, { store })).rejects.toBe(full);
    expect(saves).toBeLessThan(300);
    expect(search.cvResults_).toBeUndefined();
  });

  test("to save the last fit is no success", async () => {
    await init({ threads: 0 });
    const full = new Error("disk full");
    const store: FitStore = { load: async () => undefined, save: () => Promise.reject(full) };
    const one = { train: Int32Array.of(0, 39), test: Int32Array.of(1) };
    await expect(crossValidate(new Threshold(), steps.X, steps.y, { cv: [one], store })).rejects.toBe(full);
  });

  test("to load computes nothing", async () => {
    await init({ threads: 0 });
    const gone = new Error("gone");
    const store: FitStore = { load: () => Promise.reject(gone), save: async () => {} };
    await expect(crossValidate(new Threshold(), steps.X, steps.y, { store })).rejects.toBe(gone);
    expect(Threshold.fits).toEqual([]);
  });
});
