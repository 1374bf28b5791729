/** Models of scikit-learn, as python/heddle_export.py writes them, predict the same here and at the edge: from stored files, and written anew where Python has scikit-learn. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Label } from "../../src/core/labels.js";
import type { Matrix } from "../../src/core/matrix.js";
import { sliceRows } from "../../src/core/matrix.js";
import { loadModel as loadEdgeModel } from "../../src/edge/slim.js";
import { close, init, loadModel, saveModel } from "../../src/index.js";
import { ROOT } from "../support/cli.js";
import { type DataSetName, loadDataSet } from "../support/fixtures.js";
import { withTemporaryFolder } from "../support/temporary.js";

/** Of probabilities, and of decisions relative to the largest: float32 weights, rows and support vectors in place of float64. */
const TOLERANCE = 1e-5;
const STORED = join(ROOT, "test/fixtures/sklearn/export");
/** The first interpreter that has scikit-learn. */
const PYTHON = [process.env.PYTHON ?? "python3", "/usr/bin/python3"].find(
  (python) => spawnSync(python, ["-c", "import sklearn"]).status === 0,
);

const edgeKernels = new WebAssembly.Module(readFileSync(join(ROOT, "dist/predict.wasm")));

interface Case {
  readonly data: DataSetName;
  readonly features: "raw" | "scaled";
  /** Of all test rows. */
  readonly predictions: Label[];
  readonly method: "predictProba" | "decisionFunction";
  /** Of the first test rows. */
  readonly scores: number[] | number[][];
}

beforeAll(() => init({ threads: 0 }));
afterAll(close);

function casesOf(folder: string): [string, Case][] {
  return Object.entries(JSON.parse(readFileSync(join(folder, "cases.json"), "utf8")));
}

async function check(folder: string, name: string, { data, features, predictions, method, scores }: Case) {
  const bytes = readFileSync(join(folder, `${name}.safetensors`));
  const model = loadModel(bytes);
  const { test: raw, scaledTest } = loadDataSet(data);
  const { X } = features === "raw" ? raw : scaledTest;
  expect(await model.predict(X)).toEqual(predictions);
  expect((await loadEdgeModel(bytes, edgeKernels)).predict(X)).toEqual(predictions);
  expect(new Set(predictions).size).toBeGreaterThan(1);
  const scored = model as typeof model & Record<typeof method, (X: Matrix) => Promise<Matrix>>;
  const answer = await scored[method](sliceRows(X, 0, scores.length));
  const expected = scores.flat();
  expect(answer.data.length).toBe(expected.length);
  const largest = Math.max(1, ...expected.map(Math.abs));
  const errors = expected.map((value, i) => Math.abs(value - answer.data[i]) / largest);
  expect(Math.max(...errors)).toBeLessThan(TOLERANCE);
  // A model from elsewhere is one that can be saved again.
  expect(await loadModel(saveModel(model)).predict(X)).toEqual(predictions);
}

describe("stored files, written with scikit-learn 1.2.1", () => {
  const cases = casesOf(STORED);

  test("cover every classifier and scaler", () => {
    const written = cases.map(([name]) => readFileSync(join(STORED, `${name}.safetensors`), "latin1"));
    const names = ["MLPClassifier", "LogisticRegression", "SGDClassifier", "KNeighborsClassifier", "SVC"];
    for (const name of [...names, "DecisionTreeClassifier", "Pipeline", "MinMaxScaler", "StandardScaler"]) {
      expect(written.filter((text) => text.includes(`"${name}\\"`)).length).toBeGreaterThan(0);
    }
  });

  test.each(cases)("%s", (name, one) => check(STORED, name, one));
});

(PYTHON ? describe : describe.skip)("with the scikit-learn that is here", () => {
  const python = (args: string[], cwd: string) =>
    spawnSync(PYTHON!, args, { cwd, encoding: "utf8", env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" } });

  test("all of them, fitted and written anew", async () => {
    await withTemporaryFolder(async (folder) => {
      const { status, stderr } = python(["export.py", folder], join(ROOT, "scripts/fixtures"));
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      const cases = casesOf(folder);
      expect(cases.length).toBeGreaterThan(25);
      for (const [name, one] of cases) await check(folder, name, one);
    });
  });

  test("python/test_heddle_export.py passes", () => {
    const { status, stderr } = python(["-m", "unittest"], join(ROOT, "python"));
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/Ran 1\d tests[\s\S]*OK/) });
  });
});
