/** What the common checks must know of each classifier, and which of them do not hold for it, with the reason. */
import type { Classifier } from "../../src/core/estimator.js";
import type { Matrix } from "../../src/core/matrix.js";
import type { MatrixLike, PredictOptions } from "../../src/index.js";
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
  /** An unfitted classifier with the quick parameters and `changes`. */
  make(changes?: object): AnyClassifier;
}

/** Every classifier of the registry. */
export const subjects: readonly Subject[] = classifierNames.map((name) => {
  const entry = TABLE[name];
  if (!entry) throw new Error(`${name} is in the registry but not in test/estimators/table.ts`);
  return {
    ...entry,
    name,
    methods: ["predict", "score", ...entry.scores],
    make: (changes = {}) => createClassifier(name, { ...entry.params, ...changes }) as AnyClassifier,
  };
});

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
