/** The decision tree a user sees. */
import { NotFittedError } from "../../core/errors.js";
import {
  Classifier,
  checkTrainingSet,
  type FitOptions,
  type PredictOptions,
  type TrainingSet,
} from "../../core/estimator.js";
import type { Labels } from "../../core/labels.js";
import type { Matrix, MatrixLike } from "../../core/matrix.js";
import { checkParams } from "../../core/params.js";
import { currentRuntime } from "../../engine/runtime.js";
import { assembleBestFirst, assembleDepthFirst } from "./assemble.js";
import { growTree } from "./fit.js";
import { featureImportances } from "./importances.js";
import { DEFAULTS, type DecisionTreeOptions, RULES } from "./params.js";
import { applyTree, leafProbabilities, nodeClasses } from "./predict.js";
import { type CostComplexityPath, costComplexityPrune, pruneTree } from "./prune.js";
import type { Tree } from "./tree.js";

/**
 * A classification tree (CART): each node takes the split that lowers the weighted impurity of its samples most, over all thresholds
 * of all features, exactly.
 *
 * Cost of fit: samples × features × depth; of predict: depth a row. Bytes, and floats of at most 256 distinct values a feature, are searched
 * by counting; other floats by sorting ranks. All give the same tree for the same values.
 * Thresholds are f64 midpoints of f32 values; values no further apart than 1e-7 are not parted.
 * Learned: `tree_`, `featureImportances_` (one per feature, sum 1), `classes_`, `nFeaturesIn_`.
 * Throws ParameterError, ShapeError, DataError, AbortError, NotFittedError.
 *
 * Same as scikit-learn's DecisionTreeClassifier, except: of equally good splits the one of the lower feature and then of the lower threshold is
 * taken (scikit-learn takes one at random); only `splitter: "best"`; `classWeight` null or "balanced"; no sample weights, several
 * outputs or sparse data; a whole number is a count (write null, not 1, for all features); `tree_.value` holds weighted counts.
 *
 * @example
 * const tree = await new DecisionTreeClassifier({ maxDepth: 3 }).fit([[0], [1], [2]], ["a", "a", "b"]);
 * await tree.predict([[3]]); // ["b"]
 */
export class DecisionTreeClassifier extends Classifier<DecisionTreeOptions> {
  override readonly name = "DecisionTreeClassifier";
  protected override readonly rules = RULES;
  tree_?: Tree;
  featureImportances_?: Float64Array;

  constructor(options: Partial<DecisionTreeOptions> = {}) {
    super(DEFAULTS, options);
  }

  protected override get minClasses(): number {
    return 1;
  }

  protected override async fitModel(data: TrainingSet, options: FitOptions): Promise<void> {
    const tree = await this.#grow(data, options, this.params.ccpAlpha);
    this.tree_ = tree;
    this.featureImportances_ = featureImportances(tree, data.X.cols);
  }

  protected override async predictCodes(X: Matrix, options: PredictOptions): Promise<Int32Array> {
    const classes = nodeClasses(this.tree_!);
    return (await this.#leaves(X, options)).map((leaf) => classes[leaf]);
  }

  /** Class shares (weighted) in each row's leaf: rows × classes, columns in the order of `classes_`. */
  async predictProba(X: MatrixLike, options: PredictOptions = {}): Promise<Matrix<Float32Array>> {
    const leaves = await this.#leaves(this.checkInput(X, "predictProba", options), options);
    return leafProbabilities(this.tree_!, leaves);
  }

  /** The leaf (index into `tree_`) of each row. */
  async apply(X: MatrixLike, options: PredictOptions = {}): Promise<Int32Array> {
    return this.#leaves(this.checkInput(X, "apply", options), options);
  }

  /** Edges from the root to the deepest leaf. */
  getDepth(): number {
    return this.#fitted("getDepth").maxDepth;
  }

  getNLeaves(): number {
    return this.#fitted("getNLeaves").nLeaves;
  }

  /**
   * The alphas at which pruning cuts links of the tree of X and y, and the total impurity of the leaves after each cut. Fits a tree with
   * the options of this one, leaves this one as it is.
   */
  async costComplexityPruningPath(X: MatrixLike, y: Labels, options: FitOptions = {}): Promise<CostComplexityPath> {
    checkParams(this.name, this.params, this.rules);
    const data = checkTrainingSet(X, y, `${this.name}.costComplexityPruningPath`, this.minClasses);
    const tree = await this.#grow(data, options, 0);
    const { ccpAlphas, impurities } = costComplexityPrune(tree, Number.POSITIVE_INFINITY);
    return { ccpAlphas, impurities };
  }

  #fitted(method: string): Tree {
    if (this.tree_) return this.tree_;
    throw new NotFittedError(`${this.name}.${method}: this ${this.name} is not fitted yet; call fit first`);
  }

  async #grow(data: TrainingSet, options: FitOptions, ccpAlpha: number): Promise<Tree> {
    const { list, impurity } = await growTree(data, this.params, options);
    const { maxLeafNodes } = this.params;
    const full = maxLeafNodes ? assembleBestFirst(list, impurity, maxLeafNodes) : assembleDepthFirst(list, impurity);
    return ccpAlpha > 0 ? pruneTree(full, costComplexityPrune(full, ccpAlpha).isLeaf) : full;
  }

  async #leaves(X: Matrix, { signal }: PredictOptions): Promise<Int32Array> {
    const { engine } = await currentRuntime();
    return applyTree(engine, this.tree_!, X, signal);
  }
}
