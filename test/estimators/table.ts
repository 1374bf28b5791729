/** What the common checks must know of each classifier, and which of them do not hold for it, with the reason. */
import type { Classifier } from "../../src/core/estimator.js";
import type { Matrix } from "../../src/core/matrix.js";
import {
  type Labels,
  LogisticRegression,
  type MatrixLike,
  Pipeline,
  type PredictOptions,
  QuantizedMLPClassifier,
  quantize,
  StandardScaler,
} from "../../src/index.js";
import { classifierNames, createClassifier } from "../../src/models/registry.js";

export type ScoreMethod = "predictProba" | "decisionFunction";
export type Method = "predict" | "score" | ScoreMethod;

/** A classifier with the methods that not every one has. */
export type AnyClassifier = Classifier & {
  readonly [M in ScoreMethod]: (X: MatrixLike, options?: PredictOptions) => Promise<Matrix>;
};

interface Entry {
  /** Parameters with which the checks run: a seed, and little work. */
  readonly params: object;
  readonly scores: readonly ScoreMethod[];
  /** Largest difference of scores between bytes with a scale and the same numbers as floats; predictions are equal. */
  readonly bytesTolerance: number;
  /** Why it is that large. */
  readonly bytesReason: string;
  /** Claim of a check → why it does not hold. The check then has to fail, so no exception outlives its reason. */
  readonly exceptions?: Readonly<Record<string, string>>;
}

const TABLE: Readonly<Record<string, Entry>> = {
  DecisionTreeClassifier: {
    params: { randomState: 0 },
    scores: ["predictProba"],
    bytesTolerance: 0,
    bytesReason: "thresholds part the same rows, and shares of rows do not depend on the values",
    exceptions: {
      "refuses a single class": "a leaf of one class is a tree, as in scikit-learn",
    },
  },
  DummyClassifier: {
    params: { randomState: 0 },
    scores: ["predictProba"],
    bytesTolerance: 0,
    bytesReason: "X is not looked at",
    exceptions: {
      "refuses a single class": "there is nothing to tell apart, so one class is enough",
      "separates well separated classes": "X is not looked at",
      "leaves the estimator as it was when a fit is cancelled on the way": "a fit is one pass over y, done at once",
      "stops a fit from its progress": "a fit is one pass over y, done at once",
      "tells how far a fit has come": "a fit is one pass over y, done at once",
    },
  },
  KNeighborsClassifier: {
    // Some checks have two rows to learn from.
    params: { nNeighbors: 2 },
    scores: ["predictProba"],
    bytesTolerance: 0,
    bytesReason: "the neighbours are the same, and shares of votes do not depend on distances",
    exceptions: {
      "refuses a single class": "the neighbours of one class are its own, as in scikit-learn",
      "keeps its predictions when parameters change, until the next fit":
        "nothing depends on nNeighbors and weights before the neighbours are looked for, as in scikit-learn",
      "leaves the estimator as it was when a fit is cancelled on the way": "a fit keeps X, done at once",
      "stops a fit from its progress": "a fit keeps X, done at once",
      "tells how far a fit has come": "a fit keeps X, done at once",
    },
  },
  LogisticRegression: {
    params: { C: 10 },
    scores: ["predictProba", "decisionFunction"],
    bytesTolerance: 0,
    bytesReason: "bytes become the same floats where a kernel reads them",
  },
  MLPClassifier: {
    params: { randomState: 0, hiddenLayerSizes: [20], learningRateInit: 0.02, batchSize: 16, maxIter: 60 },
    scores: ["predictProba"],
    bytesTolerance: 0,
    bytesReason: "bytes become the same floats while they are packed",
  },
  SGDClassifier: {
    // Columns reach 50, too far for the rate "optimal": of a hundred seeds, one would part seven classes in four columns. With this rate 94 do.
    params: {
      randomState: 0,
      loss: "log_loss",
      alpha: 0.1,
      learningRate: "adaptive",
      eta0: 0.1,
      nIterNoChange: 10,
    },
    scores: ["predictProba", "decisionFunction"],
    bytesTolerance: 0,
    bytesReason: "bytes become the same floats as they are read",
  },
  SVC: {
    // Otherwise equal votes go to the lower class, whatever decisionFunction says.
    params: { breakTies: true },
    scores: ["decisionFunction"],
    bytesTolerance: 1e-6,
    bytesReason: "products of bytes are exact integers, those of floats rounded sums",
  },
};

export interface Subject extends Entry {
  readonly name: string;
  /** All that can be asked of a fitted model. */
  readonly methods: readonly Method[];
  /** An unfitted classifier with its defaults. */
  bare(): AnyClassifier;
  /** An unfitted classifier with the quick parameters and `changes`. */
  make(changes?: object): AnyClassifier;
  /** A fitted one with the quick parameters. */
  fitted(X: MatrixLike, y: Labels): Promise<AnyClassifier>;
}

function subjectOf(name: string, entry: Entry, create: (params: object) => unknown): Subject {
  const make = (changes = {}) => create({ ...entry.params, ...changes }) as AnyClassifier;
  return {
    ...entry,
    name,
    methods: ["predict", "score", ...entry.scores],
    bare: () => create({}) as AnyClassifier,
    make,
    fitted: (X, y) => make().fit(X, y),
  };
}

const PIPELINE: Entry = {
  params: { logistic__C: 10 },
  scores: ["predictProba", "decisionFunction"],
  bytesTolerance: 0,
  bytesReason: "bytes become the same floats in the scaler",
  exceptions: {
    "is exported under its name, and made by it": "it is made of steps, which no registry can know",
    "suggests the nearest name for an unknown parameter, and changes nothing": "the step says so, by its own name",
    "refuses an unknown parameter of the constructor in fit": "its constructor takes steps, and setParams refuses",
    "refuses a value of the wrong kind in fit, for every parameter": "the step says so, by its own name",
    "refuses a single class": "the last step decides, and says so by its own name",
    "is plain data": "what it has learned is in its steps, which are checked by themselves",
    "is all that predicting needs": "what it has learned is in its steps, which are checked by themselves",
  },
};

/** Of a quantised network. */
const NOT_FITTED = "it is made from a fitted network; fit says so";

const QUANTIZED: Entry = {
  params: {},
  scores: ["predictProba"],
  bytesTolerance: 0,
  bytesReason: "bytes are rounded to the levels of the floats they stand for",
  exceptions: {
    "is exported under its name, and made by it": "the registry holds what can be fitted",
    "refuses an unknown parameter of the constructor in fit": "its constructor takes none",
    "returns itself and learns the classes and the number of columns": NOT_FITTED,
    "learns the same bits twice": NOT_FITTED,
    "forgets the first fit in the second": NOT_FITTED,
    "learns the same bits in a clone": NOT_FITTED,
    "keeps what it has learned when a later fit is refused": NOT_FITTED,
    "scores the same in a worker as in the calling thread": NOT_FITTED,
    "does not start when the signal has fired": NOT_FITTED,
    "leaves the estimator as it was when a fit is cancelled on the way": NOT_FITTED,
    "stops a fit from its progress": NOT_FITTED,
    "tells how far a fit has come": NOT_FITTED,
    "holds no more of the shared memory after twelve rounds than after six": NOT_FITTED,
  },
};

/** A network that is fitted and then quantised on the rows it was fitted on. */
const quantized: Subject = {
  ...subjectOf("QuantizedMLPClassifier", QUANTIZED, () => new QuantizedMLPClassifier()),
  fitted: async (X, y) =>
    (await quantize(await subjectOfRegistry("MLPClassifier").make().fit(X, y), X)) as AnyClassifier,
};

const pipeline: Subject = subjectOf("Pipeline", PIPELINE, (params) =>
  new Pipeline([
    ["scaler", new StandardScaler()],
    ["logistic", new LogisticRegression()],
  ]).setParams({ ...params }),
);

function subjectOfRegistry(name: string): Subject {
  const entry = TABLE[name];
  if (!entry) throw new Error(`${name} is in the registry but not in test/estimators/table.ts`);
  return subjectOf(name, entry, (params) => createClassifier(name, params));
}

/** Every classifier of the registry, and the two that it cannot make. */
export const subjects: readonly Subject[] = [...classifierNames.map(subjectOfRegistry), pipeline, quantized];

/** Everything learned, as plain data that can be compared; times are measured, not learned. */
export function learned(estimator: object): Record<string, unknown> {
  const entries = Object.entries(estimator).filter(([key, value]) => key.endsWith("_") && value !== undefined);
  const state = structuredClone(Object.fromEntries(entries));
  for (const record of (state.history_ ?? []) as { seconds?: number }[]) delete record.seconds;
  return state;
}

/** All that a fitted estimator answers on X. */
export async function answers(estimator: AnyClassifier, { scores }: Subject, X: MatrixLike) {
  const labels = await estimator.predict(X);
  const tables: Matrix[] = [];
  for (const method of scores) tables.push(await estimator[method](X));
  return { labels, tables };
}
