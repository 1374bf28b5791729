import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { turboAvailable } from "../../src/engine/load-node.js";
import { runCli } from "../support/cli.js";
import { loadDataSet } from "../support/fixtures.js";

let folder: string;
let flowers: string;
let features: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "heddle-cli-"));
  flowers = join(folder, "flowers.csv");
  features = join(folder, "features.csv");
  const { train, test: held } = loadDataSet("iris");
  const header = "a,b,c,d";
  const line = (X: { data: ArrayLike<number>; cols: number }, i: number) =>
    Array.from({ length: X.cols }, (_, j) => X.data[i * X.cols + j]).join(",");
  const named = train.y.map((label, i) => `${line(train.X, i)},iris-${label}`);
  writeFileSync(flowers, `${header},species\n${named.join("\n")}\n`);
  const bare = held.y.map((_, i) => line(held.X, i));
  writeFileSync(features, `${header}\n${bare.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("heddle", () => {
  test("--help names every command and exits with 0", async () => {
    const { code, stdout } = await runCli(["--help"]);
    expect(code).toBe(0);
    for (const name of ["study", "train", "evaluate", "predict", "data", "info"]) expect(stdout).toContain(name);
  });

  test("a mistyped option gets a suggestion and exit code 2", async () => {
    const { code, stderr } = await runCli(["study", "--sed", "1"]);
    expect(code).toBe(2);
    expect(stderr).toContain("Did you mean --seed?");
  });

  test("a mistyped classifier gets the list of classifiers", async () => {
    const { code, stderr } = await runCli(["train", "SVM", "--out", join(folder, "x")]);
    expect(code).toBe(2);
    expect(stderr).toContain("DecisionTreeClassifier");
  });

  test("a mistyped parameter gets a suggestion before any work", async () => {
    const { code, stderr } = await runCli(["train", "SVC", "--set", "gama=1", "--out", join(folder, "x")]);
    expect(code).toBe(2);
    expect(stderr).toContain("did you mean gamma?");
  });

  test("info tells of SIMD, threads and turbo", async () => {
    const { code, stdout } = await runCli(["info", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ simd: true, sharedMemory: true, node: process.versions.node });
    const turbo = turboAvailable() ? /^verified: \d+ kernels agree bit for bit/ : /^not on this Node$/;
    expect(JSON.parse(stdout).turbo).toMatch(turbo);
  });

  test("data describes what it found", async () => {
    const { code, stdout, stderr } = await runCli(["data"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Ankle boot");
    expect(stderr).toContain("training");
  });

  test("a missing data folder is an error that names it", async () => {
    const { code, stderr } = await runCli(["data", "--data-dir", join(folder, "nowhere")]);
    expect(code).toBe(1);
    expect(stderr).toContain("nowhere");
    expect(stderr).toContain("ResourceError");
  });

  test.each([
    "SVC",
    "DecisionTreeClassifier",
    "KNeighborsClassifier",
    "LogisticRegression",
    "MLPClassifier",
    "SGDClassifier",
  ])("%s is trained on a CSV, evaluated, and predicts new rows", async (name) => {
    const model = join(folder, `${name}.safetensors`);
    const trained = await runCli(["train", name, "--data", flowers, "--label", "species", "--out", model]);
    expect(trained).toMatchObject({ code: 0, stdout: "" });
    const evaluated = await runCli(["evaluate", model, "--data", flowers, "--label", "species", "--json"]);
    expect(evaluated.code).toBe(0);
    expect(JSON.parse(evaluated.stdout).accuracy).toBeGreaterThan(0.6);
    const predicted = await runCli(["predict", model, features]);
    expect(predicted.code).toBe(0);
    const labels = predicted.stdout.trim().split("\n");
    expect(labels).toHaveLength(loadDataSet("iris").test.y.length);
    expect(new Set(labels).size).toBeGreaterThan(1);
    for (const label of labels) expect(label).toMatch(/^iris-[012]$/);
  });

  test("a truncated model file is refused", async () => {
    const whole = readFileSync(join(folder, "SVC.safetensors"));
    const cut = join(folder, "cut.safetensors");
    writeFileSync(cut, whole.subarray(0, whole.length - 10));
    const { code, stderr } = await runCli(["predict", cut, features]);
    expect(code).toBe(1);
    expect(stderr).toContain("FormatError");
  });

  test("rows of another width are refused", async () => {
    const narrow = join(folder, "narrow.csv");
    writeFileSync(narrow, "a,b\n1,2\n");
    const { code, stderr } = await runCli(["predict", join(folder, "SVC.safetensors"), narrow]);
    expect(code).toBe(1);
    expect(stderr).toContain("X has 2 columns, the model was fitted with 4");
  });

  test("a model is not half written where it cannot be written", async () => {
    const before = readdirSync(folder);
    const { code, stderr } = await runCli([
      "train",
      "DummyClassifier",
      "--data",
      flowers,
      "--label",
      "species",
      "--out",
      join(folder, "no", "such", "folder"),
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain("ResourceError");
    expect(readdirSync(folder)).toEqual(before);
  });

  test("a place that cannot be written is refused before anything is trained or predicted", async () => {
    const out = join(folder, "no", "such", "folder");
    const trained = await runCli(["train", "SVC", "--data", flowers, "--label", "species", "--out", out]);
    // The features are not even looked for.
    const missing = join(folder, "missing.csv");
    const predicted = await runCli(["predict", join(folder, "SVC.safetensors"), missing, "--out", out]);
    for (const { code, stderr } of [trained, predicted]) {
      expect(code).toBe(1);
      expect(stderr).toBe(`ResourceError: cannot write ${out}: ${stderr.slice(stderr.indexOf("ENOENT")).trimEnd()}\n`);
    }
  });

  test("a model whose folder is gone when it is trained is written to the folder for temporary files", async () => {
    const gone = join(folder, "gone");
    mkdirSync(gone);
    const { code, stderr } = await runCli(
      ["train", "MLPClassifier", "--set", "maxIter=3", "--out", join(gone, "mlp"), "--threads", "0"],
      { onMatch: { pattern: /MLPClassifier …/, run: () => rmSync(gone, { recursive: true }) } },
    );
    expect(code).toBe(1);
    const [, rescued] = /ResourceError: cannot write .*ENOENT.*; the model was written to (\S+)/.exec(stderr)!;
    const evaluated = await runCli(["evaluate", rescued, "--json"]);
    rmSync(dirname(rescued), { recursive: true });
    expect(JSON.parse(evaluated.stdout).accuracy).toBeGreaterThan(0.3);
  });

  test("Ctrl-C ends a fit with code 130 and leaves no file", async () => {
    const out = join(folder, "never.safetensors");
    const { code, stderr } = await runCli(
      [
        "train",
        "MLPClassifier",
        "--set",
        "maxIter=100000",
        "--set",
        "tol=0",
        "--set",
        "nIterNoChange=100000",
        "--out",
        out,
      ],
      {
        interruptAt: /MLPClassifier …/,
      },
    );
    expect(code).toBe(130);
    expect(stderr).toContain("Stopped");
    expect(readdirSync(folder)).not.toContain("never.safetensors");
  });
});
