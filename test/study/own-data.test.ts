/** The study on data of one's own: how the rows are dealt out, and the whole from files. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { type Matrix, matrix } from "../../src/core/matrix.js";
import { protocol } from "../../src/study/context.js";
import { ownStudy } from "../../src/study/own-data.js";
import { runCli, SAMPLE_DIR } from "../support/cli.js";
import { loadDataSet } from "../support/fixtures.js";
import { readResults, withFolder } from "./support.js";

/** Rows whose one feature is their number, of classes with the given counts, class by class. */
function sorted(counts: readonly number[]) {
  const y = counts.flatMap((count, label) => Array.from({ length: count }, () => `c${label}`));
  return {
    X: matrix(
      Float32Array.from(y, (_, i) => i),
      [y.length, 1],
    ),
    y,
  };
}

const countsOf = (y: ArrayLike<number>, classes: number) =>
  Array.from({ length: classes }, (_, code) => Array.from(y).filter((one) => one === code).length);

describe("rows", () => {
  test("sorted by class, they still give parts with all classes in proportion", () => {
    const train = sorted([210, 105, 42]);
    const study = ownStudy({ name: "n", source: "s", train }, 0);
    const { shortlistTrain, tuningTrain, validation } = protocol(study);
    expect(countsOf(study.test.y, 3)).toEqual([30, 15, 6]);
    expect(countsOf(shortlistTrain.y, 3)).toEqual([30, 15, 6]);
    expect(countsOf(validation.y, 3)).toEqual([30, 15, 6]);
    expect(countsOf(tuningTrain.y, 3)).toEqual([150, 75, 30]);
    expect(study.summary).toMatchObject({ testSet: "heldOut", published: false, classNames: ["c0", "c1", "c2"] });
    expect(study.summary.imageShape).toBeUndefined();
  });

  test("none is lost or used twice, and each keeps its label", () => {
    const train = sorted([50, 40]);
    const study = ownStudy({ name: "n", source: "s", train }, 3);
    const min = Math.min(...study.train.X.data);
    const max = Math.max(...study.train.X.data);
    expect([min, max]).toEqual([0, 1]);
    const values = [...study.train.X.data, ...study.test.X.data].sort((a, b) => a - b);
    expect(new Set(values).size).toBe(90);
    // Of two classes that lie one after the other, the larger values are the second's.
    const least = (code: number) => Math.min(...[...study.train.X.data].filter((_, i) => study.train.y[i] === code));
    const most = (code: number) => Math.max(...[...study.train.X.data].filter((_, i) => study.train.y[i] === code));
    expect(most(0)).toBeLessThan(least(1));
  });

  test("the seed decides", () => {
    const drawn = (seed: number) => [
      ...ownStudy({ name: "n", source: "s", train: sorted([50, 40]) }, seed).test.X.data,
    ];
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });

  test("bytes stay bytes and count as 0 … 1", () => {
    const X: Matrix = matrix(
      Uint8Array.from({ length: 60 }, (_, i) => i),
      [60, 1],
    );
    const y = Array.from({ length: 60 }, (_, i) => i % 2);
    const { train } = ownStudy({ name: "n", source: "s", train: { X, y } }, 0);
    expect(train.X.data).toBeInstanceOf(Uint8Array);
    expect(train.X.scale).toBe(Math.fround(1 / 255));
  });

  test("21 rows of a class are enough, 20 are not; with test rows 18 are", () => {
    const study = ownStudy({ name: "n", source: "s", train: sorted([21, 300]) }, 0);
    const { shortlistTrain, validation } = protocol(study);
    for (const { y } of [shortlistTrain, validation, study.test]) {
      expect(countsOf(y, 2)[0]).toBeGreaterThanOrEqual(2);
    }
    expect(() => ownStudy({ name: "n", source: "s", train: sorted([20, 300]) }, 0)).toThrow(
      'study: class "c0" has 20 rows; at least 21 of every class are needed, or 18 with test rows of their own',
    );
    const own = ownStudy({ name: "n", source: "s", train: sorted([18, 300]), test: sorted([1, 1]) }, 0);
    expect(own.summary.testSet).toBe("given");
    expect(() => ownStudy({ name: "n", source: "s", train: sorted([17, 300]), test: sorted([1, 1]) }, 0)).toThrow(
      "17 rows",
    );
    expect(() => ownStudy({ name: "n", source: "s", train: sorted([90]) }, 0)).toThrow("two classes are needed");
  });

  test("test rows with other columns or classes are refused", () => {
    const test = { X: matrix(new Float32Array(4), [2, 2]), y: ["c0", "c1"] };
    expect(() => ownStudy({ name: "n", source: "s", train: sorted([30, 30]), test }, 0)).toThrow("have 2 features");
    expect(() => ownStudy({ name: "n", source: "s", train: sorted([30, 30]), test: sorted([1, 1, 1]) }, 0)).toThrow(
      '"c2", not one of the 2 classes',
    );
  });
});

describe("the command", () => {
  test("a CSV file with 150 rows and three named classes goes through every step", async () => {
    const { train, test: held } = loadDataSet("iris");
    const names = ["setosa", "versicolor", "virginica"];
    const lines = [train, held].flatMap(({ X, y }) =>
      y.map((label, i) => [...X.data.subarray(i * X.cols, (i + 1) * X.cols), names[Number(label)]].join(",")),
    );
    await withFolder(async (folder) => {
      const csv = join(folder, "iris.csv");
      writeFileSync(csv, ["a,b,c,d,species", ...lines].join("\n"));
      const out = join(folder, "report");
      const args = ["study", "--profile", "smoke", "--data", csv, "--label", "species", "--out", out];
      const { code, stderr } = await runCli(args);
      expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
      const results = readResults(out);
      expect(results.data).toMatchObject({
        name: "iris.csv",
        trainRows: 129,
        testRows: 21,
        features: 4,
        classNames: names,
        published: false,
        testSet: "heldOut",
      });
      expect(results.steps).toHaveLength(13);
      expect(results.bestNetwork!.candidates[0].flippedValidationAccuracy).toBeUndefined();
      expect(results.final!.confusionMatrix).toHaveLength(3);
    });
  }, 300_000);

  test("a pair of IDX files, compressed or not, with test rows of its own", async () => {
    await withFolder(async (folder) => {
      const labels = join(folder, "labels.idx");
      writeFileSync(labels, gunzipSync(readFileSync(join(SAMPLE_DIR, "train-labels-idx1-ubyte.gz"))));
      const data = `${join(SAMPLE_DIR, "train-images-idx3-ubyte.gz")},${labels}`;
      const test = ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"].map((name) => join(SAMPLE_DIR, name));
      const out = join(folder, "report");
      const args = [
        "study",
        "--profile",
        "smoke",
        "--data",
        data,
        "--test",
        test.join(","),
        "--only",
        "final",
        "--out",
        out,
      ];
      const { code, stderr } = await runCli(args);
      expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
      const { data: summary, final } = readResults(out);
      expect(summary).toMatchObject({ trainRows: 1000, testRows: 400, imageShape: [28, 28], testSet: "given" });
      expect(summary.classNames).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
      const worst = final!.report.classes.reduce((low, row) => (row.recall < low.recall ? row : low));
      expect(final!.galleryClass).toBe(worst.name);
    });
  }, 300_000);

  test.each([
    [["--data", "nowhere.csv"], 2, "give --label"],
    [["--data", "nowhere.csv", "--label", "y"], 1, "ResourceError: loadCsv: nowhere.csv cannot be read"],
    [["--data", "a.idx,b.idx"], 1, "ResourceError: a.idx cannot be read"],
  ])("%j is refused", async (args, code, message) => {
    await withFolder(async (folder) => {
      const run = await runCli(["study", "--out", folder, ...args]);
      expect(run.code).toBe(code);
      expect(run.stderr).toContain(message);
    });
  });
});
