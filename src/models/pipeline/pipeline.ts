/** Transformers before a classifier, as one classifier. */
import { ParameterError } from "../../core/errors.js";
import { Classifier, type FitOptions, type PredictOptions, type TrainingSet } from "../../core/estimator.js";
import { decodeLabels, encodeWith, type Label } from "../../core/labels.js";
import type { Matrix, MatrixLike } from "../../core/matrix.js";
import type { Rules } from "../../core/params.js";

/** What may stand before the classifier: a column-wise map that is learned from X alone, as the scalers are. */
export interface Transformer {
  readonly name: string;
  fit(X: MatrixLike): this;
  transform(X: MatrixLike): Matrix;
  clone(): this;
  getParams(): object;
  setParams(params: object): this;
  learnedState(): Record<string, unknown>;
}

type Step = Transformer | Classifier;
export type PipelineSteps = readonly (readonly [name: string, step: Step])[];

/** A classifier whose scores are asked for by name. */
type Scores = Partial<
  Record<"predictProba" | "decisionFunction", (X: MatrixLike, options: PredictOptions) => Promise<Matrix>>
>;

/**
 * Each transformer learns from X as the ones before it leave it, then the classifier does. `predict` takes the same way.
 *
 * Same as scikit-learn Pipeline, except that transformers are those of Heddle (they learn from X alone), that the last step is a
 * classifier, and that a failed fit leaves all steps as they were. Parameters are those of the steps, as `step__name`.
 *
 * @example
 * const model = new Pipeline([["scaler", new StandardScaler()], ["svc", new SVC({ C: 10 })]]);
 * await model.fit(X, y);
 * model.setParams({ svc__C: 1 });
 */
export class Pipeline extends Classifier<Record<string, unknown>> {
  readonly name = "Pipeline";
  protected readonly rules: Rules<Record<string, unknown>> = {};
  /** The steps as they are; after `fit`, fitted. */
  #steps: PipelineSteps;
  #transformers: readonly Transformer[];
  #classifier: Classifier;

  /** Throws ParameterError unless the names differ, have no "__" in them, and only the last step is a classifier. */
  constructor(steps: PipelineSteps) {
    super({}, {});
    const kinds = checkSteps(steps);
    this.#steps = steps;
    this.#transformers = kinds.transformers;
    this.#classifier = kinds.classifier;
  }

  /** One that is fitted because its steps are. */
  static ofFitted(steps: PipelineSteps): Pipeline {
    const pipeline = new Pipeline(steps);
    pipeline.#learn(pipeline.#classifier);
    return pipeline;
  }

  /** The steps by name. */
  get namedSteps(): Readonly<Record<string, Step>> {
    return Object.fromEntries(this.#steps);
  }

  /** The names and the steps. Throws NotFittedError before `fit`. */
  fittedSteps(): PipelineSteps {
    super.learnedState();
    return this.#steps;
  }

  /** The parameters of all steps, `step__name`. */
  override getParams(): Record<string, unknown> {
    const named = this.#steps.flatMap(([name, step]) =>
      Object.entries(step.getParams()).map(([key, value]) => [`${name}__${key}`, value] as const),
    );
    return Object.fromEntries(named);
  }

  override setParams(changes: Record<string, unknown>): this {
    for (const [path, value] of Object.entries(changes)) {
      const [name, ...rest] = path.split("__");
      const step = this.#steps.find(([known]) => known === name)?.[1];
      if (!step || rest.length === 0) {
        const names = this.#steps.map(([known]) => `${known}__…`).join(", ");
        throw new ParameterError(`Pipeline has no parameter ${JSON.stringify(path)}; it has ${names}`);
      }
      step.setParams({ [rest.join("__")]: value });
    }
    return this;
  }

  override clone(): this {
    return new Pipeline(cloned(this.#steps)) as this;
  }

  protected override get minClasses(): number {
    return 1;
  }

  /** Fits copies, so that a fit that fails or is cancelled changes nothing. */
  protected async fitModel({ X, codes, classes }: TrainingSet, options: FitOptions): Promise<void> {
    const steps = cloned(this.#steps);
    const { transformers, classifier } = checkSteps(steps);
    let features: Matrix = X;
    for (const transformer of transformers) features = transformer.fit(features).transform(features);
    await classifier.fit(features, decodeLabels(classes, codes), options);
    this.#steps = steps;
    this.#transformers = transformers;
    this.#learn(classifier);
  }

  #learn(classifier: Classifier): void {
    this.#classifier = classifier;
    this.classes_ = classifier.classes_;
    this.nFeaturesIn_ = classifier.nFeaturesIn_;
  }

  protected async predictCodes(X: Matrix, options: PredictOptions): Promise<ArrayLike<number>> {
    const labels: Label[] = await this.#classifier.predict(this.#transform(X), options);
    return encodeWith(this.classes_!, labels, "Pipeline.predict");
  }

  /** As the classifier's; throws ParameterError if it has none. */
  async predictProba(X: MatrixLike, options: PredictOptions = {}): Promise<Matrix> {
    return this.#scores("predictProba", X, options);
  }

  /** As the classifier's; throws ParameterError if it has none. */
  async decisionFunction(X: MatrixLike, options: PredictOptions = {}): Promise<Matrix> {
    return this.#scores("decisionFunction", X, options);
  }

  #scores(method: keyof Scores, X: MatrixLike, options: PredictOptions): Promise<Matrix> {
    const checked = this.checkInput(X, method, options);
    const classifier = this.#classifier as Classifier & Scores;
    const score = classifier[method];
    if (!score) throw new ParameterError(`Pipeline.${method}: ${classifier.name} has no ${method}`);
    return score.call(classifier, this.#transform(checked), options);
  }

  #transform(X: Matrix): Matrix {
    return this.#transformers.reduce((features, transformer) => transformer.transform(features), X);
  }
}

function cloned(steps: PipelineSteps): PipelineSteps {
  return steps.map(([name, step]) => [name, step.clone()] as const);
}

function checkSteps(steps: PipelineSteps) {
  const names = steps.map(([name]) => name);
  const distinct = new Set(names).size === names.length;
  if (!distinct || names.some((name) => name === "" || name.includes("__")))
    throw new ParameterError(`Pipeline: the steps are named ${names.join(", ")}; names must differ and not contain __`);
  const transformers = steps.slice(0, -1).map(([, step]) => step);
  const classifier = steps.at(-1)?.[1];
  if (!(classifier instanceof Classifier))
    throw new ParameterError(`Pipeline: the last step is ${classifier?.name}; it must be a classifier`);
  const odd = transformers.find((step) => !("transform" in step));
  if (odd) throw new ParameterError(`Pipeline: ${odd.name} is not the last step; it must be a transformer`);
  return { transformers: transformers as Transformer[], classifier };
}
