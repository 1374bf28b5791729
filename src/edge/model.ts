/** A fitted model where nothing but predicting is wanted: no threads, no promises, no way to fit. */
import { FormatError, ParameterError } from "../core/errors.js";
import { decodeLabels, type Label } from "../core/labels.js";
import { asFeatures, type Matrix, type MatrixLike } from "../core/matrix.js";
import { mapRows, minMaxForward, type RowMap, standardForward } from "../data/scale-rows.js";
import { createPrivateEngine } from "../engine/private-engine.js";
import { Workspace } from "../kernels/tensor.js";
import { readModel, type StoredClassifier, type StoredEstimator } from "../persist/header.js";
import { readMinMax, readStandard } from "../persist/states/scalers.js";
import type { MakePredictor, Predictor } from "./predictors/predictor.js";

export type LoadRelaxed = () => Promise<WebAssembly.Module | undefined>;

const QUANTIZED = "QuantizedMLPClassifier";

/** One line for each classifier that a file can hold; a program loads only the code of those it meets. */
const PREDICTORS = new Map<string, () => Promise<MakePredictor>>([
  ["DecisionTreeClassifier", async () => (await import("./predictors/tree.js")).makeTree],
  ["DummyClassifier", async () => (await import("./predictors/dummy.js")).makeDummy],
  ["KNeighborsClassifier", async () => (await import("./predictors/neighbors.js")).makeNeighbors],
  ["LogisticRegression", async () => (await import("./predictors/linear.js")).makeLogistic],
  ["MLPClassifier", async () => (await import("./predictors/mlp.js")).makeMlp],
  [QUANTIZED, async () => (await import("./predictors/quantized.js")).makeQuantized],
  ["SGDClassifier", async () => (await import("./predictors/linear.js")).makeSgd],
  ["SVC", async () => (await import("./predictors/svm.js")).makeSvc],
]);

const SCALERS = new Map<string, (stored: StoredEstimator) => RowMap>([
  ["MinMaxScaler", (stored) => minMaxForward(readMinMax(stored))],
  ["StandardScaler", (stored) => standardForward(readStandard(stored), stored.features)],
]);

function lookUp<T>(table: ReadonlyMap<string, T>, { estimator }: StoredEstimator): T {
  const found = table.get(estimator);
  if (found) return found;
  throw new FormatError(
    `model file: ${JSON.stringify(estimator)} is not known here; there are ${[...table.keys()].join(", ")}`,
  );
}

/**
 * Answers as the estimator of the file does in Node, bit for bit, but at once. Each model has a WebAssembly memory of its own, which goes when
 * the model is collected; a call gives back what it took, so repeated calls of one size do not make it grow.
 */
export class EdgeModel {
  /** The classifier's name; of a pipeline, that of its last step. */
  readonly estimator: string;
  /** Class labels, sorted; columns of scores follow this order. */
  readonly classes_: readonly Label[];
  /** Columns of X. */
  readonly nFeaturesIn_: number;
  readonly #scalers: readonly RowMap[];
  readonly #predictor: Predictor;

  private constructor({ estimator, classes, features }: StoredClassifier, scalers: RowMap[], predictor: Predictor) {
    this.estimator = estimator;
    this.classes_ = classes;
    this.nFeaturesIn_ = features;
    this.#scalers = scalers;
    this.#predictor = predictor;
  }

  /**
   * Throws FormatError unless `bytes` are a model file, EngineError unless `module` is the predict-only kernels. Quantised networks prefer
   * kernels on relaxed SIMD; where `relaxed` cannot give them, because the host does not compile them, the plain ones give the same bits.
   */
  static async load(bytes: Uint8Array, module: WebAssembly.Module, relaxed?: LoadRelaxed): Promise<EdgeModel> {
    const { scalers, classifier } = readModel(bytes);
    const maps = scalers.map((stored) => lookUp(SCALERS, stored)(stored));
    const make = await lookUp(PREDICTORS, classifier)();
    const more = classifier.estimator === QUANTIZED ? await relaxed?.().catch(() => undefined) : undefined;
    return new EdgeModel(classifier, maps, make(new Workspace(createPrivateEngine(module, more)), classifier));
  }

  /** The most likely label of every row. Throws ShapeError or DataError for rows that the model cannot take. */
  predict(X: MatrixLike): Label[] {
    return decodeLabels(this.classes_, this.#predictor.codes(this.#take(X, "predict")));
  }

  /** Probabilities of the classes, rows × classes. Throws ParameterError for a model that has none. */
  predictProba(X: MatrixLike): Matrix<Float32Array> {
    return this.#scores(this.#predictor.probabilities, X, "predictProba");
  }

  /** As the estimator's: rows × classes, rows × pairs or rows × 1. Throws ParameterError for a model that has none. */
  decisionFunction(X: MatrixLike): Matrix<Float32Array> {
    return this.#scores(this.#predictor.decisions, X, "decisionFunction");
  }

  #scores(score: ((X: Matrix) => Matrix<Float32Array>) | undefined, X: MatrixLike, method: string) {
    if (!score) throw new ParameterError(`${this.estimator} has no ${method}`);
    return score(this.#take(X, method));
  }

  #take(X: MatrixLike, method: string): Matrix {
    const checked = asFeatures(X, this.nFeaturesIn_, `${this.estimator}.${method}`);
    return this.#scalers.reduce(mapRows, checked);
  }
}
