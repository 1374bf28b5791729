/** A network as the grid search varies it; what a fit came to is kept, so that a search that was stopped goes on where it was. */
import type { Label, Labels } from "../core/labels.js";
import type { Matrix, MatrixLike } from "../core/matrix.js";
import { MLPClassifier } from "../models/mlp/classifier.js";
import type { Estimator } from "../selection/index.js";
import type { Parts } from "./experiment.js";
import { alphaOf, sgdParams } from "./network-run.js";
import { secondsSince } from "./statistics.js";

/** One point of the grid. */
export interface GridPoint extends Record<string, number> {
  readonly learningRate: number;
  readonly dropout: number;
  readonly l2: number;
  /** Units of each of the two hidden layers. */
  readonly width: number;
}

interface Outcome {
  readonly accuracy: number;
  readonly fitSeconds: number;
}

export interface StoredNetworkOptions {
  readonly epochs: number;
  readonly seed: number;
  readonly parts: Parts;
  readonly signal?: AbortSignal;
}

export class StoredNetwork implements Estimator {
  readonly name = "StoredNetwork";
  readonly #options: StoredNetworkOptions;
  /** Of all clones. */
  readonly #fitSeconds: Map<string, number>;
  #point: GridPoint;
  #X: Matrix | undefined;
  #y: Labels = [];
  #network: Promise<MLPClassifier> | undefined;

  constructor(options: StoredNetworkOptions, point: GridPoint, fitSeconds: Map<string, number> = new Map()) {
    this.#options = options;
    this.#point = point;
    this.#fitSeconds = fitSeconds;
  }

  getParams(): GridPoint {
    return { ...this.#point };
  }

  setParams(changes: object): this {
    this.#point = { ...this.#point, ...changes };
    return this;
  }

  clone(): this {
    return new StoredNetwork(this.#options, this.#point, this.#fitSeconds) as this;
  }

  /** Takes the rows; they are learned when the first question comes that the store cannot answer. */
  async fit(X: MatrixLike, y: Labels): Promise<this> {
    this.#X = X as Matrix;
    this.#y = y;
    this.#network = undefined;
    return this;
  }

  async predict(X: MatrixLike): Promise<Label[]> {
    return (await this.#fitted()).predict(X, { signal: this.#options.signal });
  }

  async score(X: MatrixLike, y: Labels): Promise<number> {
    const { parts, epochs, signal } = this.#options;
    const rows = this.#X!.rows;
    const key = { id: "grid-search-fit", settings: { point: this.#point, epochs, rows, judge: (X as Matrix).rows } };
    const known = await parts.load<Outcome>(key);
    if (known) return this.#remember(rows, known);
    const started = performance.now();
    const network = await this.#fitted();
    const fitSeconds = secondsSince(started);
    const outcome = { accuracy: await network.score(X, y, { signal }), fitSeconds };
    await parts.save(key, outcome, secondsSince(started));
    return this.#remember(rows, outcome);
  }

  /** What the fit of this point on so many rows took, whenever it was. */
  fitSecondsOf(point: object, rows: number): number {
    return this.#fitSeconds.get(nameOf(point, rows))!;
  }

  #remember(rows: number, { accuracy, fitSeconds }: Outcome): number {
    this.#fitSeconds.set(nameOf(this.#point, rows), fitSeconds);
    return accuracy;
  }

  #fitted(): Promise<MLPClassifier> {
    this.#network ??= this.#learn();
    return this.#network;
  }

  async #learn(): Promise<MLPClassifier> {
    const { epochs, seed, signal } = this.#options;
    const { learningRate, dropout, l2, width } = this.#point;
    const network = new MLPClassifier({
      ...sgdParams([width, width], seed),
      learningRateInit: learningRate,
      dropout,
      alpha: alphaOf(l2),
      maxIter: epochs,
      nIterNoChange: epochs,
    });
    // The number of epochs is the search's choice; stopping there is no surprise.
    return network.fit(this.#X!, this.#y, { signal, onWarning() {} });
  }
}

function nameOf(point: object, rows: number): string {
  return JSON.stringify([Object.entries(point).sort(), rows]);
}
