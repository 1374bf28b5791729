/** What fits of a search share: one set of dot products for all kernels, one Gram matrix for every C. The machines are those of fits alone. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { FitMemory } from "../../src/core/fit-memory.js";
import { type Matrix, takeRows } from "../../src/core/matrix.js";
import { AbortError, close, GridSearchCV, init, SVC, type SvcParams } from "../../src/index.js";
import { type Tensor, view, withWorkspace } from "../../src/kernels/tensor.js";
import { gramOf } from "../../src/models/svm/gram.js";
import { svcDots, svcGram, svcGramOfDots } from "../../src/models/svm/gram-tasks.js";
import { layOutClasses } from "../../src/models/svm/layout.js";
import { type CrossValidationScores, crossValidate, parameterGrid } from "../../src/selection/index.js";
import { loadDataSet } from "../support/fixtures.js";

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const digits = loadDataSet("digits");
const rows = Int32Array.from({ length: 300 }, (_, i) => 2 * i);
const inputs = [
  { kind: "bytes", ...digits.train },
  { kind: "floats", ...digits.scaledTrain },
].map(({ kind, X, y }) => ({ kind, X: takeRows(X as Matrix, rows), y: Array.from(rows, (row) => y[row]) }));
const [bytes, floats] = inputs;

/** The Gram matrix of the padded rows of all classes. */
const { order: places } = layOutClasses(Int32Array.from(bytes.y, Number), 10);
const GRAM_MEGABYTES = (4 * places.length ** 2) / 2 ** 20;

const machines = ({ dualCoef_, intercept_, support_, nIter_, kernel_ }: SVC) => ({
  dualCoef_,
  intercept_,
  support_,
  nIter_,
  kernel_,
});

/** Every C of one kernel, and kernels that differ in one number each. */
const CANDIDATES: Partial<SvcParams>[] = [
  { gamma: 0.001, C: 0.1 },
  { gamma: 0.001, C: 10 },
  { gamma: 0.02, C: 0.1 },
  { gamma: 0.02, C: 10 },
  { gamma: "scale", C: 10 },
  { kernel: "linear", C: 0.1 },
  { kernel: "poly", gamma: 0.01, C: 1 },
  { kernel: "poly", gamma: 0.01, coef0: 1, C: 1 },
  { kernel: "poly", gamma: 0.01, coef0: 1, degree: 2, C: 1 },
  { kernel: "sigmoid", gamma: 0.001, C: 1 },
  { kernel: "sigmoid", gamma: 0.001, coef0: 0.5, C: 1 },
  { gamma: 0.001, C: 10 },
];

describe.each(inputs)("$kind", ({ X, y }) => {
  const alone: object[] = [];
  beforeAll(async () => {
    for (const params of CANDIDATES) alone.push(machines(await new SVC(params).fit(X, y)));
  });

  test.each([
    ["with the dot products", ["kernel", "gamma"], 1000],
    ["without, where only C is said to vary", ["C"], 1000],
    ["without, where they have no room", ["kernel", "gamma"], 1.5 * GRAM_MEGABYTES],
    ["with nothing, where the Gram matrix has no room", ["kernel", "gamma"], 0.9 * GRAM_MEGABYTES],
  ])("fits after each other have the bits of fits alone: %s", async (_, varying, cacheSize) => {
    const memory = new FitMemory(varying);
    try {
      for (const [candidate, params] of CANDIDATES.entries()) {
        const shared = await new SVC({ ...params, cacheSize }).fit(X, y, { memory });
        expect(machines(shared)).toEqual(alone[candidate]);
      }
    } finally {
      memory.release();
    }
  });
});

test("dot products are computed once for all kernels, kernel values once for every C", async () => {
  const runs = await tasksOf(["kernel", "gamma"], 1000);
  expect(runs.map((names) => [...new Set(names)])).toEqual([
    ["svc.pack", svcDots.name, svcGramOfDots.name],
    [],
    [svcGramOfDots.name],
    [svcGramOfDots.name],
    // coef0 is nothing to a linear kernel.
    [],
  ]);
  expect(await tasksOf(["C"], 1000)).toEqual(
    [true, false, true, true, false].map((made) => (made ? expect.arrayContaining([svcGram.name]) : [])),
  );
  const crowded = (await tasksOf(["gamma"], 1.5 * GRAM_MEGABYTES)).flat();
  expect(new Set(crowded)).toEqual(new Set(["svc.pack", svcGram.name]));
});

/** The names of the tasks that each of five Gram matrices takes, and that nothing of them is left in the end. */
async function tasksOf(varying: string[], megabytes: number): Promise<string[][]> {
  const { engine, executor } = await init({ threads: 0 });
  const before = engine.arena.usedBytes;
  const memory = new FitMemory(varying);
  const rbf = { name: "rbf", gamma: 0.1, coef0: 0, degree: 3 } as const;
  const kernels = [
    rbf,
    rbf,
    { ...rbf, gamma: 0.2 },
    { ...rbf, name: "linear" },
    { ...rbf, name: "linear", coef0: 1 },
  ] as const;
  const runs: string[][] = [];
  for (const kernel of kernels) {
    await withWorkspace(engine, async (workspace) => {
      const names: string[] = [];
      const spy: typeof executor = {
        engine,
        concurrency: 1,
        map: (task, payloads, options) => {
          names.push(task.name);
          return executor.map(task, payloads, options);
        },
      };
      const order = workspace.put("i32", places);
      const request = {
        workspace,
        executor: spy,
        X: workspace.putMatrix(bytes.X),
        kernel,
        order,
        bytes: megabytes * 2 ** 20,
      };
      const gram = (await gramOf({ ...request, signal: undefined }, memory)) as Tensor<"f32">;
      const fresh = (await gramOf({ ...request, executor, signal: undefined }, undefined)) as Tensor<"f32">;
      expect(view(engine, gram)).toEqual(view(engine, fresh));
      runs.push(names);
    });
  }
  memory.release();
  expect(engine.arena.usedBytes).toBe(before);
  return runs;
}

test("a fit cancelled on the way leaves its memory as it can be used, and empty in the end", async () => {
  const { engine } = await init({ threads: 0 });
  const { X, y } = floats;
  const before = engine.arena.usedBytes;
  const memory = new FitMemory(["gamma"]);
  const signal = AbortSignal.abort();
  const late = Object.defineProperty(new AbortController().signal, "aborted", { get: lookedAt(3) });
  await expect(new SVC().fit(X, y, { memory, signal })).rejects.toThrow(AbortError);
  await expect(new SVC().fit(X, y, { memory, signal: late })).rejects.toThrow(AbortError);
  const shared = await new SVC().fit(X, y, { memory });
  expect(machines(shared)).toEqual(machines(await new SVC().fit(X, y)));
  memory.release();
  expect(engine.arena.usedBytes).toBe(before);
});

/** False the first times, then true. */
function lookedAt(times: number): () => boolean {
  let looks = 0;
  return () => ++looks > times;
}

test("a search over C and gamma scores as fits alone do, serial and in a pool", async () => {
  const paramGrid = { C: [0.1, 10], gamma: [0.001, 0.01, 0.1] };
  for (const { X, y } of inputs) {
    const options = { cv: 3, returnTrainScore: true };
    const alone: CrossValidationScores[] = [];
    for (const params of parameterGrid(paramGrid)) alone.push(await crossValidate(new SVC(params), X, y, options));
    for (const threads of [0, 2, 7]) {
      await init({ threads });
      for (const estimator of [new SVC(), new SVC({ cacheSize: 0.5 })]) {
        const search = new GridSearchCV(estimator, paramGrid, { ...options, refit: false });
        const { splitTestScore, splitTrainScore } = (await search.fit(X, y)).cvResults_!;
        for (const [fold, scores] of splitTestScore.entries()) {
          expect(scores).toEqual(alone.map(({ testScore }) => testScore[fold]));
          expect(splitTrainScore![fold]).toEqual(alone.map(({ trainScore }) => trainScore![fold]));
        }
      }
    }
    expect(new Set(alone.flatMap(({ testScore }) => [...testScore])).size).toBeGreaterThan(5);
  }
  await init({ threads: 0 });
});
