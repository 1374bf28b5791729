/** What the tests of faults share: runtimes of their own, and every classifier with little to do. */
import { createEngine, type Engine } from "../../src/engine/engine.js";
import { loadModule } from "../../src/engine/load-node.js";
import { provideRuntime, type Runtime } from "../../src/engine/runtime.js";
// After it, the runtime is whatever a test provides.
import "../../src/index.js";
import { SerialExecutor } from "../../src/parallel/serial.js";
import { loadModel, saveModel } from "../../src/persist/model-file.js";
import { clusters } from "../estimators/data.js";
import { type AnyClassifier, type Method, type Subject, subjects } from "../estimators/table.js";

const module = loadModule(false);

/** A runtime in the calling thread, on a memory of at most `pages` of 64 KiB. */
export function serialRuntime(pages = 1024): Runtime {
  const engine = createEngine(module, false, { pages });
  return { engine, executor: new SerialExecutor(engine) };
}

export function newEngine(pages: number): Engine {
  return createEngine(module, false, { pages });
}

export function use(runtime: Runtime): void {
  provideRuntime(async () => runtime);
}

/** Enough rows for a tree to move nodes to blocks of their own. */
export const SMALL = clusters(160, 3, 3, 0.6);

/** What every classifier learns from SMALL in a moment, but by all of its code. */
const QUICK: Readonly<Record<string, object>> = {
  LogisticRegression: { maxIter: 6 },
  MLPClassifier: { maxIter: 2, hiddenLayerSizes: [6, 5], batchSize: 16, earlyStopping: true, validationFraction: 0.2 },
  SGDClassifier: { maxIter: 4 },
};

export const silent = { onWarning: () => {} };

/** A quantised network is made from another one and has no fit of its own. */
const fits = ({ name }: Subject) => name !== "QuantizedMLPClassifier";

export const quick: readonly Subject[] = subjects.map((subject) => {
  const make = (changes = {}) => subject.make({ ...QUICK[subject.name], ...changes });
  return { ...subject, make, fitted: (X, y) => (fits(subject) ? make().fit(X, y, silent) : subject.fitted(X, y)) };
});
export const trained = quick.filter(fits);

/** Calls a method of a classifier as a user would. */
export function ask(
  estimator: AnyClassifier,
  method: Method,
  { X, y }: typeof SMALL,
  options: { signal?: AbortSignal } = {},
): Promise<unknown> {
  return method === "score" ? estimator.score(X, y, options) : estimator[method](X, options);
}

/** A fitted classifier that no engine has seen yet. */
export function copyOf(fitted: AnyClassifier): AnyClassifier {
  return loadModel(saveModel(fitted)) as AnyClassifier;
}

/** What a promise came to. */
export async function settled<T>(promise: Promise<T>): Promise<{ value?: T; error?: Error }> {
  try {
    return { value: await promise };
  } catch (error) {
    return { error: error as Error };
  }
}
