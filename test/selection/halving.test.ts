/** HalvingGridSearchCV: its schedule, the rows it draws, and what it refuses. */
import { describe, expect, test } from "@jest/globals";
import { type Matrix, type MatrixLike, matrix } from "../../src/core/matrix.js";
import {
  DummyClassifier,
  HalvingGridSearchCV,
  type Label,
  type Labels,
  type SelectionProgress,
} from "../../src/index.js";
import { halvingSchedule } from "../../src/selection/halving-schedule.js";
import { steps, Threshold, withRuntime } from "./support.js";

const { X, y } = steps;

/** Remembers the rows (the values of the one feature) of every fit and score. */
class Witness extends Threshold {
  override readonly name = "Witness";
  static seen: { readonly threshold: number; readonly train: number[]; test?: number[] }[] = [];

  override clone(): this {
    return new Witness(this.params) as this;
  }

  override async fit(given: MatrixLike, labels: Labels): Promise<this> {
    Witness.seen.push({ threshold: this.params.threshold, train: [...(given as Matrix).data] });
    return super.fit(given, labels);
  }

  override async predict(given: MatrixLike): Promise<Label[]> {
    Witness.seen.at(-1)!.test = [...(given as Matrix).data];
    return super.predict(given);
  }
}

const search = (options = {}) =>
  new HalvingGridSearchCV(
    new Witness(),
    { threshold: [5, 8, 12, 15, 19, 22, 25, 28, 31] },
    { cv: 2, minResources: 10, randomState: 7, refit: false, ...options },
  );

async function witnessed(options = {}) {
  Witness.seen = [];
  const fitted = await search(options).fit(X, y);
  return { fitted, seen: Witness.seen };
}

describe("the schedule", () => {
  test("powers of the factor count exactly", () => {
    const rules = { factor: 3, minResources: 1, maxResources: 243, smallest: 1 } as const;
    const { requiredIterations, possibleIterations, iterations } = halvingSchedule(243, rules, "test");
    expect([requiredIterations, possibleIterations]).toEqual([6, 6]);
    expect(iterations.map(({ candidates }) => candidates)).toEqual([243, 81, 27, 9, 3, 1]);
    expect(iterations.map(({ resources }) => resources)).toEqual([1, 3, 9, 27, 81, 243]);
  });

  test("more at the start than at most is refused", async () => {
    await expect(search({ minResources: 50 }).fit(X, y)).rejects.toMatchObject({
      name: "ParameterError",
      message: "HalvingGridSearchCV.fit: minResources is 50, more than maxResources = 40",
    });
  });
});

describe("the search", () => {
  test("nine candidates on a quarter of the rows, then the best three on three quarters", async () => {
    const { fitted, seen } = await witnessed();
    expect(fitted.nCandidates_).toEqual([9, 3]);
    expect(fitted.nResources_).toEqual([10, 30]);
    expect(seen.map(({ train, test: held }) => [train.length, held!.length])).toEqual([
      ...Array.from({ length: 18 }, () => [5, 5]),
      ...Array.from({ length: 6 }, () => [15, 15]),
    ]);
    const { iter, meanTestScore, params } = fitted.cvResults_!;
    const first = params.slice(0, 9).map((one, i) => ({ threshold: one.threshold as number, score: meanTestScore[i] }));
    const three = [...first].sort((a, b) => b.score - a.score || a.threshold - b.threshold).slice(0, 3);
    const kept = params.filter((_, i) => iter[i] === 1).map(({ threshold }) => threshold);
    expect(kept).toEqual(three.map(({ threshold }) => threshold).sort((a, b) => a - b));
    expect(kept).toContain(fitted.bestParams_!.threshold);
    expect(fitted.bestScore_).toBe(Math.max(...meanTestScore.slice(9)));
    expect(iter[fitted.bestIndex_!]).toBe(1);
  });

  test("rows of a later iteration hold those of the earlier, all candidates of an iteration get the same", async () => {
    const { seen } = await witnessed();
    for (const fold of [0, 1]) {
      const [early, late] = [seen[fold], seen[18 + fold]];
      expect(late.train).toEqual(expect.arrayContaining(early.train));
      expect(late.test).toEqual(expect.arrayContaining(early.test!));
      expect(seen[2 + fold].train).toEqual(early.train);
    }
  });

  test("without subsampleTest every candidate meets the whole test folds", async () => {
    const { seen } = await witnessed({ subsampleTest: false });
    expect(seen.map(({ test: held }) => held!.length)).toEqual(Array.from({ length: 24 }, () => 20));
  });

  test("the same seed draws the same rows, another one others", async () => {
    const rows = async (randomState: number) => (await witnessed({ randomState })).seen[0].train;
    const [one, again, other] = [await rows(7), await rows(7), await rows(8)];
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  test("a parameter as the resource is set in every candidate and in bestParams_", async () => {
    const options = { cv: 2, factor: 2, resource: "randomState", minResources: 3, maxResources: 20, refit: false };
    const grid = { strategy: ["uniform", "stratified", "prior", "most_frequent"] };
    const { cvResults_: table, bestParams_ } = await new HalvingGridSearchCV(new DummyClassifier(), grid, options).fit(
      X,
      y,
    );
    expect(table!.params.map(({ randomState }) => randomState)).toEqual([3, 3, 3, 3, 6, 6, 12]);
    expect(table!.nResources).toEqual([3, 3, 3, 3, 6, 6, 12]);
    expect(bestParams_!.randomState).toBe(12);
  });

  test("progress counts the fits of all iterations and the last one on all rows", async () => {
    const heard: SelectionProgress[] = [];
    const fitted = await search({ refit: true }).fit(X, y, { onProgress: (progress) => heard.push(progress) });
    expect(heard.map(({ done }) => done)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
    expect(new Set(heard.map(({ total }) => total))).toEqual(new Set([25]));
    expect(await fitted.predict(matrix([[0], [39]]))).toEqual(["a", "b"]);
  });

  test("the table is the same with 0, 1, 2 and 7 threads", async () => {
    const grid = { strategy: ["uniform", "stratified", "prior", "most_frequent"] };
    const run = (threads: number) =>
      withRuntime(threads, async ({ executor }) => {
        const halving = new HalvingGridSearchCV(new DummyClassifier({ randomState: 1 }), grid, {
          cv: 2,
          factor: 2,
          scoring: "neg_log_loss",
          randomState: 0,
          refit: false,
        });
        await halving.fit(X, y, { executor });
        const { params, meanTestScore, rankTestScore, iter } = halving.cvResults_!;
        return { params, meanTestScore, rankTestScore, iter, best: halving.bestParams_ };
      });
    const alone = await run(0);
    expect(alone.iter).toEqual([0, 0, 0, 0, 1, 1, 2]);
    for (const threads of [1, 2, 7]) expect(await run(threads)).toEqual(alone);
  });

  test("clone carries its options", () => {
    const { estimator, ...rest } = search({ factor: 4, resource: "threshold" }).clone().getParams();
    const { estimator: original, ...expected } = search({ factor: 4, resource: "threshold" }).getParams();
    expect(rest).toEqual(expected);
    expect(estimator.getParams()).toEqual(original.getParams());
  });
});

describe("what it refuses, before any fit", () => {
  const cases: [object, string][] = [
    [{ factor: 1 }, "HalvingGridSearchCV: factor is 1; it must be a number above 1"],
    [{ minResources: 0 }, "minResources is 0"],
    [{ resource: "rows" }, 'resource is "rows"; it must be "nSamples" or a parameter of Witness'],
    [{ resource: "threshold", maxResources: 9 }, "threshold is both the resource and in the grid"],
    [{ resource: "fails" }, 'maxResources is "auto"; with resource fails it must be a number'],
    [{ maxResources: 41 }, "maxResources is 41, X has only 40 rows"],
    [{ minResources: 1 }, "1 of 40 rows leave none of the 20 of a part of fold 0; raise minResources"],
    [{ factr: 2 }, 'has no parameter "factr"; did you mean factor?'],
  ];
  test.each(cases)("%j", async (options, message) => {
    Witness.seen = [];
    await expect(search(options).fit(X, y)).rejects.toMatchObject({
      name: "ParameterError",
      message: expect.stringContaining(message),
    });
    expect(Witness.seen).toEqual([]);
  });

  test("a failed search leaves an earlier one's attributes", async () => {
    const fitted = await search().fit(X, y);
    const before = fitted.cvResults_;
    fitted.setParams({ factor: 0.5 });
    await expect(fitted.fit(X, y)).rejects.toThrow("factor");
    expect(fitted.cvResults_).toBe(before);
    expect(fitted.nCandidates_).toEqual([9, 3]);
  });
});
