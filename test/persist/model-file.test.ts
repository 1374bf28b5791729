/** Model files of every classifier, alone and behind scalers; and damaged ones, all of which are refused. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type Classifier,
  close,
  DecisionTreeClassifier,
  DummyClassifier,
  FormatError,
  init,
  KNeighborsClassifier,
  LogisticRegression,
  loadModel,
  MinMaxScaler,
  MLPClassifier,
  Pipeline,
  SGDClassifier,
  StandardScaler,
  SVC,
  saveModel,
} from "../../src/index.js";
import { decodeArchive, encodeArchive, type StoredTensor } from "../../src/persist/safetensors.js";

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const X = Array.from({ length: 24 }, (_, i) => [i % 5, (i * 7) % 11, i / 3]);
const y = X.map((_, i) => ["a", "b", "c"][i % 3]);
const quiet = { onWarning: () => {} };

/** A fitted classifier's file, taken apart. */
interface Parts {
  // biome-ignore lint/suspicious/noExplicitAny: tests write nonsense into it.
  model: any;
  metadata: Record<string, string>;
  tensors: Map<string, StoredTensor>;
}

async function fileOf(model: Classifier, labels: (string | number)[] = y): Promise<Uint8Array> {
  return saveModel(await model.fit(X, labels, quiet));
}

function changed(bytes: Uint8Array, change: (parts: Parts) => void): Uint8Array {
  const { metadata, tensors } = decodeArchive(bytes);
  const parts = { model: JSON.parse(metadata.model), metadata: { ...metadata }, tensors: new Map(tensors) };
  change(parts);
  parts.metadata.model &&= JSON.stringify(parts.model);
  return encodeArchive(parts);
}

function shape(parts: Parts, name: string, shape: number[]): void {
  const { data } = parts.tensors.get(name)!;
  const length = shape.reduce((product, size) => product * size, 1);
  const Type = data.constructor as Float64ArrayConstructor;
  parts.tensors.set(name, { shape, data: new Type(length) });
}

function write(parts: Parts, name: string, at: number, value: number): void {
  const { shape: dims, data } = parts.tensors.get(name)!;
  const copy = data.slice();
  copy[at] = value;
  parts.tensors.set(name, { shape: dims, data: copy });
}

const MODELS: Record<string, () => Classifier> = {
  mlp: () => new MLPClassifier({ hiddenLayerSizes: [4], maxIter: 3, randomState: 0 }),
  logistic: () => new LogisticRegression(),
  sgd: () => new SGDClassifier({ randomState: 0 }),
  knn: () => new KNeighborsClassifier(),
  tree: () => new DecisionTreeClassifier({ randomState: 0 }),
  svc: () => new SVC({ kernel: "rbf" }),
  linearSvc: () => new SVC({ kernel: "linear" }),
  dummy: () => new DummyClassifier({ strategy: "constant", constant: "b" }),
};

describe("a file that was tampered with is refused:", () => {
  const cases: [model: keyof typeof MODELS, claim: string, change: (parts: Parts) => void, message: RegExp][] = [
    ["mlp", "another format", (f) => (f.metadata.format = "x"), /format is "x"/],
    ["mlp", "an old version", (f) => (f.metadata.version = "1"), /version "1" is not known/],
    ["mlp", "no model", (f) => delete f.metadata.model, /the model is not JSON/],
    ["mlp", "an unknown estimator", (f) => (f.model.estimator = "toString"), /"toString" is not known here/],
    ["mlp", "an unknown option", (f) => (f.model.params.epochs = 1), /no parameter "epochs"/],
    ["mlp", "something not learned", (f) => (f.model.state.fit = 1), /fit must be left out/],
    ["mlp", "no state", (f) => delete f.model.state, /state: must be an object/],
    ["mlp", "no number of features", (f) => delete f.model.state.nFeaturesIn_, /nFeaturesIn_ must be an integer/],
    [
      "mlp",
      "other features than weights",
      (f) => (f.model.state.nFeaturesIn_ = 4),
      /0 must be a 4 × any matrix of F32/,
    ],
    ["mlp", "weights of another shape", (f) => shape(f, "coefs_.0", [3, 5]), /1 must be a 5 × 3 matrix/],
    ["mlp", "a bias too few", (f) => f.model.state.intercepts_.pop(), /one for each of 2 coefs_/],
    ["mlp", "no layer", (f) => Object.assign(f.model.state, { coefs_: [], intercepts_: [] }), /one for each of 0/],
    ["mlp", "an unknown activation", (f) => (f.model.state.activation_ = "gelu"), /activation_ must be one of/],
    ["mlp", "classes out of order", (f) => f.model.state.classes_.reverse(), /classes_ must be rising/],
    ["mlp", "classes of two kinds", (f) => (f.model.state.classes_ = [1, "a", "b"]), /classes_ must be rising/],
    ["mlp", "a class too many", (f) => f.model.state.classes_.push("d"), /must be a 4 × 4 matrix/],
    ["mlp", "NaN among the weights", (f) => write(f, "coefs_.0", 2, Number.NaN), /value NaN at 2/],
    ["logistic", "coefficients of another shape", (f) => shape(f, "coef_", [2, 3]), /coef_ must be a 3 × 3 matrix/],
    ["logistic", "an intercept too few", (f) => shape(f, "intercept_", [2]), /intercept_ must be 3 numbers of F64/],
    ["sgd", "an unknown loss", (f) => (f.model.state.loss_ = "log"), /loss_ must be one of/],
    ["knn", "a class that is not there", (f) => write(f, "fitCodes_", 3, 3), /fitCodes_ must be positions among 3/],
    ["knn", "no neighbour", (f) => (f.model.params.nNeighbors = 0), /nNeighbors must be an integer/],
    ["knn", "rows of another width", (f) => shape(f, "fitX_", [24, 2]), /fitX_ must be a any × 3 matrix/],
    [
      "tree",
      "a child before its parent",
      (f) => write(f, "tree_.childrenLeft", 1, 0),
      /childrenLeft must be -1 or later/,
    ],
    ["tree", "a child that is not there", (f) => write(f, "tree_.childrenRight", 0, 1000), /childrenLeft must be/],
    ["tree", "a column that is not there", (f) => write(f, "tree_.feature", 0, 3), /feature must be a column of 3/],
    ["tree", "a node without samples", (f) => write(f, "tree_.weightedNNodeSamples", 0, 0), /must be above 0/],
    ["svc", "an unknown kernel", (f) => (f.model.state.kernel_.name = "x"), /name must be one of linear/],
    ["svc", "gamma unsettled", (f) => (f.model.state.kernel_.gamma = "scale"), /gamma must be a finite number/],
    ["svc", "a negative count", (f) => write(f, "nSupport_", 0, -1), /nSupport_ must be numbers of rows/],
    ["svc", "vectors too few", (f) => write(f, "nSupport_", 0, 1000), /supportVectors_ must be a \d+ × 3 matrix/],
    ["linearSvc", "no weights", (f) => delete f.model.state.coef_, /coef_ must be 9 numbers of F64, not missing/],
    ["dummy", "a constant that is not there", (f) => (f.model.state.constantCode_ = 3), /constantCode_ must be/],
  ];
  test.each(cases)("%s with %s", async (name, _, change, message) => {
    const bytes = await fileOf(MODELS[name]());
    expect(loadModel(bytes).name).toBeTruthy();
    const read = () => loadModel(changed(bytes, change));
    expect(read).toThrow(FormatError);
    expect(read).toThrow(message);
  });

  test("a pipeline whose steps disagree, share a name, or end in no classifier", async () => {
    const bytes = await fileOf(
      new Pipeline([
        ["scale", new MinMaxScaler()],
        ["svc", new SVC()],
      ]),
    );
    const refused = (change: (parts: Parts) => void) => expect(() => loadModel(changed(bytes, change)));
    refused((f) => (f.model.steps[0].state.nFeaturesIn_ = 2)).toThrow(/nFeaturesIn_ must be 3 in every step/);
    refused((f) => (f.model.steps[0].name = "svc")).toThrow(/steps must be of different names/);
    refused((f) => f.model.steps.pop()).toThrow(/classes_ must be/);
    refused((f) => (f.model.steps = [])).toThrow(/steps must be one or more/);
    refused((f) => (f.model.steps[0].estimator = "SVC")).toThrow(/"SVC" is not known here; there are MinMaxScaler/);
    refused((f) => write(f, "scale.scale_", 1, 0)).toThrow(/scale_ must be other than 0/);
  });

  test("any single byte of the header flipped is refused or read as a model, never another error", async () => {
    const bytes = await fileOf(MODELS.tree());
    const headerBytes = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    for (let at = 0; at < 8 + headerBytes; at++) {
      const broken = bytes.slice();
      broken[at] ^= 1 << (at % 8);
      try {
        loadModel(broken);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }
  });
});

test("a file of the first version names both versions", () => {
  const bytes = encodeArchive({ metadata: { format: "heddle-model", version: "1" }, tensors: new Map() });
  expect(() => loadModel(bytes)).toThrow('model file: version "1" is not known; this Heddle reads version 2');
});

test("matrices have their own shape in the file", async () => {
  const { tensors } = decodeArchive(await fileOf(MODELS.mlp()));
  expect(tensors.get("coefs_.0")!.shape).toEqual([3, 4]);
  expect(tensors.get("intercepts_.0")!.shape).toEqual([4]);
});

const scalers = { MinMaxScaler: () => new MinMaxScaler({ clip: true }), StandardScaler: () => new StandardScaler() };
test.each(Object.entries(scalers))("a pipeline with a %s comes back, bit for bit", async (_, make) => {
  const model = new Pipeline([
    ["scale", make()],
    ["mlp", MODELS.mlp()],
  ]);
  await model.fit(X, y, quiet);
  const loaded = loadModel(saveModel(model)) as Pipeline;
  expect(loaded).toBeInstanceOf(Pipeline);
  expect(loaded.getParams()).toEqual(model.getParams());
  expect(saveModel(loaded)).toEqual(saveModel(model));
  const beyond = X.map((row) => row.map((value) => 3 * value - 5));
  expect(await loaded.predictProba(beyond)).toEqual(await model.predictProba(beyond));
});
