/** JSON in model files that is well-formed and means harm: most cases once ended in another error, in none, or not at all. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { FormatError } from "../../src/core/errors.js";
import {
  close,
  init,
  KNeighborsClassifier,
  LogisticRegression,
  loadModel,
  MLPClassifier,
  SVC,
  saveModel,
} from "../../src/index.js";
import { decodeArchive, encodeArchive, type StoredTensor } from "../../src/persist/safetensors.js";

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const X = Array.from({ length: 12 }, (_, i) => [i % 5, (i * 7) % 11]);
const y = X.map((_, i) => i % 2);
const quiet = { onWarning: () => {} };

// biome-ignore lint/suspicious/noExplicitAny: tests write nonsense into it.
type Described = any;

/** The file with another description of its model: an object, or text that is to be JSON. */
function described(
  bytes: Uint8Array,
  change: (model: Described, tensors: Map<string, StoredTensor>) => string | undefined,
): Uint8Array {
  const { metadata, tensors } = decodeArchive(bytes);
  const model = JSON.parse(metadata.model);
  const changed = new Map(tensors);
  const text = change(model, changed) ?? JSON.stringify(model);
  return encodeArchive({ metadata: { ...metadata, model: text }, tensors: changed });
}

function refused(bytes: Uint8Array, words: RegExp): void {
  const read = () => loadModel(bytes);
  expect(read).toThrow(FormatError);
  expect(read).toThrow(words);
}

let logistic: Uint8Array;
beforeAll(async () => {
  logistic = saveModel(await new LogisticRegression().fit(X, y, quiet));
});

describe("a model file is refused, in any engine and at once, when", () => {
  test.each([
    ["arrays", "[", "]"],
    ["objects", '{"a":', "}"],
  ])("%s are nested a hundred thousand deep", (_, open, shut) => {
    const deep = `${open.repeat(100_000)}0${shut.repeat(100_000)}`;
    refused(
      described(logistic, () => `{"estimator":${deep}}`),
      /nested deeper than 64/,
    );
    const header = new TextEncoder().encode(`{"__metadata__":{},"x":${deep}}`);
    const bytes = new Uint8Array(8 + header.length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
    bytes.set(header, 8);
    refused(bytes, /nested deeper than 64/);
  });

  test.each([
    ["letters", "x".repeat(14_000_000)],
    ["escaped quotes", '\\"'.repeat(2_000_000)],
  ])("a text has millions of %s", (_, long) => {
    refused(
      described(logistic, (model) => `{"estimator":"${long}","params":${JSON.stringify(model.params)}}`),
      /must be an object/,
    );
  });

  test("a parameter's name has five million characters", () => {
    refused(
      described(logistic, (model) => {
        model.params["x".repeat(5_000_000)] = 1;
        return undefined;
      }),
      /LogisticRegression has no parameter "x{60}"; it has C, /,
    );
  });

  test.each([[{ toString: 1, valueOf: 1 }], [["coef_"]], [null], [7]])("the name of a tensor is %j", (name) => {
    for (const stand of ["$tensor", "$matrix", "$number"]) {
      refused(
        described(logistic, (model) => {
          model.state.coef_ = { [stand]: name };
          return undefined;
        }),
        /is missing|is not the name of a number/,
      );
    }
  });

  test.each<[string, object]>([
    ["more rows than it has numbers", { rows: 4000 }],
    ["rows that are text", { rows: "12" }],
    ["rows that are no whole number", { rows: 0.5, cols: 48 }],
    ["rows that cannot be shown", { rows: { toString: 1, valueOf: 1 } }],
    ["a scale below 0", { scale: -1 }],
    ["a scale that is text", { scale: "1" }],
  ])("what looks like a matrix has %s", async (_, lie) => {
    const bytes = saveModel(
      await new KNeighborsClassifier({ nNeighbors: 2 }).fit({ data: new Uint8Array(24), rows: 12, cols: 2 }, y),
    );
    refused(
      described(bytes, (model, tensors) => {
        tensors.set("fitX_", { ...tensors.get("fitX_")!, shape: [24] });
        model.state.fitX_ = { data: { $tensor: "fitX_" }, rows: 12, cols: 2, ...lie };
        return undefined;
      }),
      /fitX_ must be a any × 2 matrix/,
    );
  });

  test("classes are infinite", () => {
    for (const classes of [
      [{ $number: "-Infinity" }, 0],
      [0, { $number: "Infinity" }],
    ]) {
      refused(
        described(logistic, (model) => {
          model.state.classes_ = classes;
          return undefined;
        }),
        /classes_ must be rising numbers or strings/,
      );
    }
    refused(
      described(logistic, (model) => JSON.stringify(model).replace('"classes_":[0,1]', '"classes_":[0,1e999]')),
      /classes_ must be rising/,
    );
  });

  test("the degree of a kernel is more than 32 bits count", async () => {
    const bytes = saveModel(await new SVC({ kernel: "poly" }).fit(X, y, quiet));
    refused(
      described(bytes, (model) => {
        model.state.kernel_.degree = 2 ** 32 + 3;
        return undefined;
      }),
      /degree must be an integer from 0 to 2147483647/,
    );
  });

  test("something is learned that no attribute can be called", async () => {
    const bytes = saveModel(await new MLPClassifier({ maxIter: 1, randomState: 0 }).fit(X, y, quiet));
    for (const name of ["__defineGetter__", "_", "a b_", "predict"]) {
      refused(
        described(bytes, (model) => {
          model.state[name] = 1;
          return undefined;
        }),
        /must be left out: it is not learned/,
      );
    }
  });
});
