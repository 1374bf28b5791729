/** The task of one fit, run by hand: cancelling on the way, warnings, failures. */
import { describe, expect, test } from "@jest/globals";
import type { TaskContext } from "../../src/engine/executor.js";
import { currentRuntime } from "../../src/engine/runtime.js";
import { close } from "../../src/index.js";
import { withWorkspace } from "../../src/kernels/tensor.js";
import type { FitResult } from "../../src/selection/fit-and-score.js";
import type { FoldJob, FoldReport } from "../../src/selection/fold-job.js";
import { foldTask } from "../../src/selection/fold-task.js";
import { clusters } from "../estimators/data.js";

/** Runs the task on 300 rows, tested on the first 30, and gives the result of each candidate. */
async function runAll(name: string, params: object[], context: Partial<TaskContext>, changes: Partial<FoldJob> = {}) {
  const { engine } = await currentRuntime();
  const { X, y } = clusters(300, 20, 4, 0.5);
  try {
    return await withWorkspace(engine, async (workspace) => {
      const rows = Int32Array.from({ length: 300 }, (_, i) => i);
      const results: FitResult[] = [];
      const report = (value: unknown) => {
        const { kind, ...rest } = value as FoldReport;
        if (kind === "fit") results.push((rest as { result: FitResult }).result);
      };
      const job: FoldJob = {
        data: { X: workspace.putMatrix(X), codes: workspace.put("i32", y), classes: ["a", "b", "c", "d"] },
        train: workspace.put("i32", rows.subarray(30)),
        test: workspace.put("i32", rows.subarray(0, 30)),
        name,
        candidates: params.map((one) => ({ params: one, where: "here" })),
        scoring: "accuracy",
        returnTrainScore: true,
        errorScore: "raise",
        ...changes,
      };
      const before = engine.arena.usedBytes;
      await foldTask.run(job, { engine, report, cancelled: () => false, ...context });
      expect(engine.arena.usedBytes).toBe(before);
      return results;
    });
  } finally {
    await close();
  }
}

async function run(name: string, params: object, context: Partial<TaskContext>, changes: Partial<FoldJob> = {}) {
  const [result] = await runAll(name, [params], context, changes);
  return result;
}

describe("the task of a fold", () => {
  test("fits, scores and times", async () => {
    const result = await run("DecisionTreeClassifier", { maxDepth: 6 }, {});
    expect(result.trainScore).toBeGreaterThan(0.5);
    expect(result.testScore).toBeLessThanOrEqual(1);
    expect(result.fitTime).toBeGreaterThan(0);
    expect(result).not.toHaveProperty("failure");
  });

  test("a fit that runs stops when its caller has given up, whatever errorScore says", async () => {
    let looks = 0;
    const cancelled = () => ++looks > 2;
    for (const errorScore of ["raise", 0] as const) {
      looks = 0;
      await expect(run("DecisionTreeClassifier", {}, { cancelled }, { errorScore })).rejects.toMatchObject({
        name: "AbortError",
      });
      expect(looks).toBeGreaterThan(2);
    }
  });

  test("a failure is thrown, or returned with errorScore in place of the scores", async () => {
    const params = { maxDepth: -1 };
    const message = expect.stringMatching(/^here: DecisionTreeClassifier: maxDepth is -1; it must be/);
    await expect(run("DecisionTreeClassifier", params, {})).rejects.toMatchObject({ name: "ParameterError", message });
    expect(await run("DecisionTreeClassifier", params, {}, { errorScore: -7 })).toMatchObject({
      testScore: -7,
      trainScore: -7,
      failure: { name: "ParameterError", message },
    });
  });

  test("candidates fitted one after the other score as they do alone", async () => {
    const candidates = [{ C: 0.01 }, { C: 1 }, { C: 1, gamma: 0.5 }, { C: 100, gamma: 0.5 }, { C: 0.01 }];
    const scores = ({ testScore, trainScore }: FitResult) => ({ testScore, trainScore });
    const together = (await runAll("SVC", candidates, {})).map(scores);
    const alone: object[] = [];
    for (const params of candidates) alone.push(scores(await run("SVC", params, {})));
    expect(together).toEqual(alone);
    expect(new Set(together.map(({ trainScore }) => trainScore)).size).toBeGreaterThan(1);
  });

  test("an unknown name is refused", async () => {
    await expect(run("Oracle", {}, {})).rejects.toThrow('no classifier is named "Oracle"');
  });
});
