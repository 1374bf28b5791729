/** Typed access to what scikit-learn 1.2.1 answered (test/fixtures/sklearn, written by scripts/make-fixtures.sh). */
import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import type { Label } from "../../src/core/labels.js";
import { type Matrix, matrix, takeRows } from "../../src/core/matrix.js";

export const DATA_SET_NAMES = ["iris", "wine", "breast_cancer", "digits", "fashion", "strings"] as const;
export type DataSetName = (typeof DATA_SET_NAMES)[number];
/** One list of cases per data set. */
export type PerDataSet<T> = Readonly<Record<DataSetName, T>>;

export interface Split {
  readonly X: Matrix;
  readonly y: Label[];
}

export interface DataSet {
  readonly name: DataSetName;
  /** What the raw values are divided by to lie in [0, 1]: 255 or 16 for bytes, 1 for floats. */
  readonly scale: number;
  /** As stored: bytes for `digits` and `fashion`, floats elsewhere. KNN and tree fixtures are fitted on these. */
  readonly train: Split;
  readonly test: Split;
  /** Raw / scale as f32. SVC, logistic, SGD and MLP fixtures are fitted on these. */
  readonly scaledTrain: Split;
  readonly scaledTest: Split;
}

export interface KnnCase {
  readonly params: {
    readonly nNeighbors: number;
    readonly weights: "uniform" | "distance";
    readonly metric: "euclidean" | "manhattan";
  };
  /** Test rows whose k-th and (k+1)-th neighbour are equally far: scikit-learn's choice is arbitrary there. */
  readonly tiedRows: number[];
  readonly predictions: Label[];
  readonly testAccuracy: number;
  /** Only for k = 5, euclidean. */
  readonly probabilities?: number[][];
}

export interface TreeScalars {
  readonly nodeCount: number;
  readonly leafCount: number;
  readonly depth: number;
  /** Σ over leaves of weight · impurity, divided by the weight of the root. */
  readonly leafImpurity: number;
  readonly rootFeature: number;
  readonly rootThreshold: number;
  readonly rootImpurity: number;
  readonly testAccuracy: number;
}

export interface TreeFacts extends TreeScalars {
  /** Feature index → importance; features left out have 0. */
  readonly featureImportances: Readonly<Record<string, number>>;
  readonly trainPredictions: Label[];
  readonly testPredictions: Label[];
}

export interface TreeCase {
  readonly params: {
    readonly criterion: "gini" | "entropy";
    readonly maxDepth?: number | null;
    readonly minSamplesLeaf?: number;
    readonly minSamplesSplit?: number;
    readonly ccpAlpha?: number;
  };
  /** Facts that do not depend on how ties between equally good splits are broken. */
  readonly stable: Partial<TreeFacts>;
  /** The others, one value for each of five random states; longer ones are left out. */
  readonly varies: { readonly [K in keyof TreeScalars]?: number[] };
}

export interface TreeFixture {
  readonly cases: TreeCase[];
  readonly pruningPaths: {
    readonly criterion: "gini" | "entropy";
    readonly stable: boolean;
    readonly ccpAlphas: number[];
    readonly impurities: number[];
  }[];
}

export interface SvcCase {
  readonly params: {
    readonly kernel: "linear" | "rbf" | "poly" | "sigmoid";
    readonly C: number;
    readonly gamma?: "scale" | "auto" | number;
    readonly degree?: number;
    readonly coef0?: number;
  };
  /** The gamma that "scale" or "auto" came to. */
  readonly gamma: number;
  /** Of the kernel matrix: well below 0, the optimum need not be unique. */
  readonly smallestEigenvalue: number;
  /** For the first rows of the test set; with two classes one value a row, otherwise one per pair. */
  readonly decisionOvo: number[] | number[][];
  readonly decisionOvr: number[] | number[][];
  readonly nSupport: number[];
  readonly intercept: number[];
  /** Per pair of classes, ½ αᵀQα − Σα. */
  readonly dualObjective: number[];
  readonly predictions: Label[];
  readonly testAccuracy: number;
}

export interface LogisticCase {
  readonly params: { readonly C: number; readonly fitIntercept: boolean };
  /** C · Σ log loss + ½ ‖coef‖². */
  readonly objective: number;
  /** One row with two classes, otherwise one per class; left out for `fashion`. */
  readonly coef?: number[][];
  readonly intercept: number[];
  readonly coefSquaredNorm: number[];
  /** For the first 20 rows of the test set. */
  readonly probabilities: number[][];
  readonly predictions: Label[];
  readonly testAccuracy: number;
}

export interface SgdCase {
  readonly data: DataSetName;
  /** As the constructor takes them; shuffle is false, tol null means never stop early. */
  readonly params: {
    readonly loss: "hinge" | "log_loss" | "squared_hinge" | "perceptron" | "modified_huber";
    readonly penalty: "l2" | "l1" | "elasticnet";
    readonly learningRate: "optimal" | "constant" | "invscaling" | "adaptive";
    readonly alpha: number;
    readonly l1Ratio: number;
    readonly eta0: number;
    readonly powerT?: number;
    readonly maxIter: number;
    readonly tol: number | null;
    readonly nIterNoChange?: number;
    readonly fitIntercept?: boolean;
    readonly average?: boolean | number;
  };
  readonly coef: number[][];
  readonly intercept: number[];
  readonly nIter: number;
  readonly t: number;
  /** For the first 5 rows of the test set; one value a row with two classes. */
  readonly decision: number[] | number[][];
  readonly probabilities?: number[][];
  readonly testAccuracy: number;
}

export interface SgdFixture {
  /** A fixed number of epochs. */
  readonly paths: SgdCase[];
  /** Until tol stops them. */
  readonly stops: SgdCase[];
}

export interface MlpWeights {
  /** Per layer, fan in × fan out. */
  readonly coefs: number[][][];
  readonly intercepts: number[][];
}

export interface MlpCase {
  readonly data: DataSetName;
  /** Only the first columns of X are used. */
  readonly columns: number;
  /** As the constructor takes them; shuffle is false, maxIter 3. */
  readonly params: {
    readonly hiddenLayerSizes: number[];
    readonly activation: "identity" | "logistic" | "tanh" | "relu";
    readonly solver: "sgd" | "adam";
    readonly alpha: number;
    readonly batchSize: number;
    readonly learningRateInit: number;
    readonly learningRate?: "constant" | "invscaling" | "adaptive";
    readonly powerT?: number;
    readonly momentum?: number;
    readonly nesterovsMomentum?: boolean;
    readonly beta1?: number;
    readonly beta2?: number;
    readonly epsilon?: number;
    readonly tol?: number;
    readonly nIterNoChange?: number;
  };
  readonly initial: MlpWeights;
  /** After each of three epochs. */
  readonly epochs: MlpWeights[];
  readonly lossCurve: number[];
  /** For the first 5 rows of the test set. */
  readonly probabilities: number[][];
}

export interface DummyCase {
  readonly data: DataSetName;
  readonly params: { readonly strategy: "most_frequent" | "prior" | "constant"; readonly constant?: Label };
  readonly prediction: Label;
  readonly classPrior: number[];
  readonly probabilities: number[];
  readonly testAccuracy: number;
}

/** One call of a metric: the options as Heddle takes them, and the value, or `raises` where scikit-learn refuses. */
export interface MetricCall<T> {
  readonly options: Readonly<Record<string, unknown>>;
  readonly value: T;
  readonly raises?: true;
}

export interface LabelMetricsCase {
  readonly name: string;
  readonly yTrue: Label[];
  readonly yPred: Label[];
  readonly accuracy: MetricCall<number>[];
  readonly balancedAccuracy: MetricCall<number>[];
  readonly confusionMatrix: MetricCall<number[][]>[];
  /** Precision, recall, F-score, support. */
  readonly precisionRecall: MetricCall<[number, number, number, null] | [number[], number[], number[], number[]]>[];
  readonly report: MetricCall<string>[];
  /** Heading and scores (a bare number for "accuracy"), in scikit-learn's order. */
  readonly reportObject: MetricCall<[string, number | Record<string, number>][]>[];
}

export interface LogLossCase extends MetricCall<number> {
  readonly yTrue: Label[];
  readonly yProba: number[][];
}

export interface MetricsFixture {
  readonly labels: LabelMetricsCase[];
  readonly logLoss: LogLossCase[];
}

interface CrossValidationCase {
  readonly scoring: string;
  readonly cv: number;
  readonly testScore: number[];
  readonly trainScore: number[];
}

/** On the scaled training part of `digits`. */
export interface SelectionFixture {
  /** Of every SVC. */
  readonly tol: number;
  readonly svc: CrossValidationCase[];
  readonly dummy: CrossValidationCase[];
  /** Over gamma, 4 folds. */
  readonly validationCurve: {
    readonly paramRange: number[];
    readonly trainScores: number[][];
    readonly testScores: number[][];
  };
  /** KFold of 4. */
  readonly learningCurve: {
    readonly trainSizes: number[];
    readonly trainScores: number[][];
    readonly testScores: number[][];
  };
  /** 3 folds. */
  readonly gridSearch: {
    readonly params: object[];
    readonly splitTestScore: number[][];
    readonly meanTestScore: number[];
    readonly stdTestScore: number[];
    readonly rankTestScore: number[];
    readonly meanTrainScore: number[];
    readonly bestIndex: number;
    /** Accuracy of the refitted best candidate on the test part. */
    readonly testScore: number;
  };
  /** Of DummyClassifier, whose scores do not matter here. */
  readonly halvingSchedules: HalvingCase[];
  /** SVC with kernel poly, 3 folds, factor 2, the degree growing from 2 to 8. */
  readonly halvingSearch: {
    readonly grid: Record<string, number[]>;
    readonly params: object[];
    readonly iter: number[];
    readonly nResources: number[];
    readonly meanTestScore: number[];
    readonly bestScore: number;
  };
}

export interface HalvingCase {
  readonly candidates: number;
  readonly options: {
    readonly factor: number;
    readonly cv: number;
    readonly minResources: number | "exhaust" | "smallest";
    readonly maxResources: number | "auto";
  };
  readonly nCandidates: number[];
  readonly nResources: number[];
  readonly nRequiredIterations: number;
  readonly nPossibleIterations: number;
  readonly nRemainingCandidates: number;
  readonly minResources: number;
  readonly maxResources: number;
}

interface StoredDataSet {
  readonly scale: number;
  readonly rows: number;
  readonly cols: number;
  readonly train: number[];
  readonly test: number[];
  readonly y: Label[];
  /** Rows, or deflated bytes in base64. */
  readonly X: number[][] | string;
}

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../fixtures/sklearn/${name}.json`, import.meta.url), "utf8")) as T;
}

function storedMatrix({ X, rows, cols }: StoredDataSet): Matrix {
  return typeof X === "string"
    ? matrix(new Uint8Array(inflateSync(Buffer.from(X, "base64"))), [rows, cols])
    : matrix(X);
}

export function loadDataSet(name: DataSetName): DataSet {
  const stored = readJson<StoredDataSet>(`data-${name}`);
  const raw = storedMatrix(stored);
  const scaled = matrix(
    Float32Array.from(raw.data, (value) => value / stored.scale),
    [raw.rows, raw.cols],
  );
  const split = (X: Matrix, indices: number[]) => ({ X: takeRows(X, indices), y: indices.map((i) => stored.y[i]) });
  return {
    name,
    scale: stored.scale,
    train: split(raw, stored.train),
    test: split(raw, stored.test),
    scaledTrain: split(scaled, stored.train),
    scaledTest: split(scaled, stored.test),
  };
}

export const loadKnn = () => readJson<PerDataSet<KnnCase[]>>("knn");
export const loadTree = () => readJson<PerDataSet<TreeFixture>>("tree");
export const loadSvc = () => readJson<PerDataSet<SvcCase[]>>("svc");
export const loadLogistic = () => readJson<PerDataSet<LogisticCase[]>>("logistic");
export const loadSgd = () => readJson<SgdFixture>("sgd");
export const loadMlp = () => readJson<MlpCase[]>("mlp");
export const loadDummy = () => readJson<DummyCase[]>("dummy");
export const loadMetrics = () => readJson<MetricsFixture>("metrics");
export const loadSelection = () => readJson<SelectionFixture>("selection");
