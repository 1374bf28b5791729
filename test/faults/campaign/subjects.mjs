/** What is fitted and asked again and again: every classifier, and what is made of classifiers. */
import {
  createClassifier,
  GridSearchCV,
  KNeighborsClassifier,
  loadModel,
  MLPClassifier,
  matrix,
  Pipeline,
  quantize,
  StandardScaler,
  SVC,
  saveModel,
} from "../../../dist/index.js";

const ROWS = 240;
const COLS = 24;
const CLASSES = 3;

/** The same rows for everyone; their classes overlap. */
export function makeData() {
  const data = Float32Array.from({ length: ROWS * COLS }, (_, at) => {
    const row = Math.floor(at / COLS);
    return ((Math.imul(at + 1, 2654435761) >>> 8) & 255) / 64 + (row % CLASSES);
  });
  return { X: matrix(data, [ROWS, COLS]), y: Array.from({ length: ROWS }, (_, row) => row % CLASSES) };
}

const silent = { onWarning: () => {} };
const network = () => createClassifier("MLPClassifier", { hiddenLayerSizes: [24], maxIter: 3, randomState: 0 });

const simple = (name, params) => async (X, y) => createClassifier(name, params).fit(X, y, silent);

/** Name → what gives a fitted model. */
export const SUBJECTS = {
  DecisionTreeClassifier: simple("DecisionTreeClassifier", { randomState: 0 }),
  DummyClassifier: simple("DummyClassifier", { randomState: 0 }),
  KNeighborsClassifier: simple("KNeighborsClassifier", {}),
  LogisticRegression: simple("LogisticRegression", { maxIter: 20 }),
  MLPClassifier: (X, y) => network().fit(X, y, silent),
  "MLPClassifier, all options": simple("MLPClassifier", {
    hiddenLayerSizes: [24, 12],
    batchNorm: true,
    weightAveraging: 0.9,
    dropout: 0.2,
    inputDropout: 0.1,
    labelSmoothing: 0.1,
    augmentation: { imageShape: [4, 6], horizontalFlip: true, maxShift: 1 },
    earlyStopping: true,
    maxIter: 3,
    randomState: 0,
  }),
  SGDClassifier: simple("SGDClassifier", { loss: "log_loss", maxIter: 5, tol: null, randomState: 0 }),
  "SVC, linear": simple("SVC", { kernel: "linear" }),
  "SVC, rbf": simple("SVC", {}),
  "Pipeline of a scaler and SVC": (X, y) =>
    new Pipeline([
      ["scale", new StandardScaler()],
      ["svc", new SVC()],
    ]).fit(X, y, silent),
  "quantized MLPClassifier": async (X, y) => quantize(await network().fit(X, y, silent), X),
  "KNeighborsClassifier, saved and loaded": async (X, y) =>
    loadModel(saveModel(await new KNeighborsClassifier().fit(X, y))),
  "MLPClassifier, saved and loaded": async (X, y) => loadModel(saveModel(await network().fit(X, y, silent))),
  "GridSearchCV of MLPClassifier": (X, y) =>
    new GridSearchCV(
      new MLPClassifier({ hiddenLayerSizes: [8], maxIter: 2, randomState: 0 }),
      { alpha: [0.1, 1] },
      { cv: 2 },
    ).fit(X, y, silent),
};
