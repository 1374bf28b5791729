/** Tasks that travel: what they accept from outside, and that they give the same bits without what stays behind. */
import { afterAll, describe, expect, test } from "@jest/globals";
import type { Executor } from "../../src/engine/executor.js";
import { currentRuntime } from "../../src/engine/runtime.js";
import { close, SVC } from "../../src/index.js";
import { Workspace } from "../../src/kernels/tensor.js";
import type { PairPayload } from "../../src/models/svm/pair-payload.js";
import { svcPair } from "../../src/models/svm/tasks.js";
import type { FoldJob } from "../../src/selection/fold-job.js";
import { foldTask } from "../../src/selection/fold-task.js";
import { randomFloats } from "../support/random-data.js";
import { loadSample } from "../support/sample.js";

afterAll(close);

const { engine } = await currentRuntime();
const workspace = new Workspace(engine);
const X = workspace.putMatrix(randomFloats(1, 6, 2));
const column = (...values: number[]) => workspace.put("i32", values);

const fold: FoldJob = {
  data: { X, codes: column(0, 1, 0, 1, 0, 1), classes: ["a", "b"] },
  train: column(0, 1, 2, 3),
  test: column(4, 5),
  name: "SVC",
  candidates: [{ params: { C: 1 }, where: "here" }],
  scoring: "accuracy",
  errorScore: "raise",
  returnTrainScore: false,
};
const side = { start: 0, count: 3, C: 1 };
const pair: PairPayload = {
  X,
  kernel: { name: "rbf", gamma: 0.5, coef0: 0, degree: 3 },
  order: column(0, 2, 4, -1, 1, 3, 5, -1),
  sides: [side, { ...side, start: 4 }],
  gram: null,
  cacheBytes: 1e6,
  tol: 1e-3,
  maxIter: -1,
  shrinking: true,
};

describe("a payload from outside", () => {
  test("that is one is accepted as it is", () => {
    expect(foldTask.portable!.check({ ...fold, more: 1 }, engine)).toEqual(fold);
    expect(foldTask.portable!.check({ ...fold, errorScore: Number.NaN }, engine)).toMatchObject({
      errorScore: Number.NaN,
    });
    expect(svcPair.portable!.check(pair, engine)).toEqual(pair);
  });

  const folds: [string, object][] = [
    ["data", { data: { ...fold.data, X: { ...X, dtype: "f64" } } }],
    ["data.X.scale", { data: { ...fold.data, X: { ...X, scale: "1" } } }],
    ["data.classes", { data: { ...fold.data, classes: [null] } }],
    ["data.codes of another length", { data: { ...fold.data, codes: column(0, 1) } }],
    ["data.codes beyond the classes", { data: { ...fold.data, codes: column(0, 1, 0, 1, 0, 2) } }],
    ["a row beyond the data", { train: column(0, 6) }],
    ["a negative row", { test: column(-1) }],
    ["rows that are no column", { test: workspace.put("i32", [0, 1], 1, 2) }],
    ["rows that are no tensor", { test: [4, 5] }],
    ["a name that is none", { name: 7 }],
    ["no candidates", { candidates: [] }],
    ["a candidate without parameters", { candidates: [{ params: null, where: "" }] }],
    ["parameters that are a list", { candidates: [{ params: [], where: "" }] }],
    ["an unknown score", { scoring: "constructor" }],
    ["an error score that is neither", { errorScore: "ignore" }],
    ["a flag that is none", { returnTrainScore: 0 }],
  ];
  test.each(folds)("a fold with %s is a FormatError", (_, changes) => {
    const check = () => foldTask.portable!.check({ ...fold, ...changes }, engine);
    expect(check).toThrow(
      expect.objectContaining({ name: "FormatError", message: expect.stringMatching(/^job\..* must be /) }),
    );
  });

  const pairs: [string, object][] = [
    ["a Gram matrix", { gram: workspace.alloc("f32", 8, 8) }],
    ["a place beyond the rows", { order: column(0, 6) }],
    ["three sides", { sides: [side, side, side] }],
    ["a side beyond the places", { sides: [side, { ...side, start: 6 }] }],
    ["an empty side", { sides: [side, { ...side, count: 0 }] }],
    ["an unknown kernel", { kernel: { ...pair.kernel, name: "valueOf" } }],
    ["a gamma that is none", { kernel: { ...pair.kernel, gamma: Number.NaN } }],
    ["an endless tolerance", { tol: Number.POSITIVE_INFINITY }],
  ];
  test.each(pairs)("a pair with %s is a FormatError", (_, changes) => {
    const check = () => svcPair.portable!.check({ ...pair, ...changes }, engine);
    expect(check).toThrow(
      expect.objectContaining({ name: "FormatError", message: expect.stringMatching(/^pair\..* must be /) }),
    );
  });

  test("nothing at all is a FormatError", () => {
    for (const junk of [null, undefined, 3, "job", [], new Float32Array(2)]) {
      for (const { portable } of [foldTask, svcPair]) {
        expect(() => portable!.check(junk, engine)).toThrow(expect.objectContaining({ name: "FormatError" }));
      }
    }
  });
});

test("a pair with a Gram matrix stays, one without may go", () => {
  expect(svcPair.portable!.accepts(pair)).toBe(true);
  expect(svcPair.portable!.accepts({ ...pair, gram: workspace.alloc("f32", 8, 8) })).toBe(false);
});

test.each([
  ["linear", 1000],
  ["rbf", 1000],
  ["rbf", 0.1],
  ["poly", 1000],
  ["sigmoid", 1000],
] as const)(
  "an SVC (%s, %d MB) whose pairs compute their own rows has the bits of one with a Gram matrix",
  async (kernel, cacheSize) => {
    const { X, y } = loadSample().train;
    const { executor } = await currentRuntime();
    const names: string[] = [];
    const map: Executor["map"] = (task, payloads, options) => {
      names.push(task.name);
      return executor.map(task, payloads, options);
    };
    const elsewhere: Executor = {
      engine: executor.engine,
      concurrency: executor.concurrency,
      remote: { threads: 2 },
      map,
    };
    const model = await new SVC({ kernel, cacheSize }).fit(X, y, { executor: elsewhere });
    expect(names).toEqual(["svc.pair"]);
    expect(model.learnedState()).toEqual((await new SVC({ kernel }).fit(X, y)).learnedState());
  },
);
