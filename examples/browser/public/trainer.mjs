/** The Web Worker: fits a network on the sample, tells of every epoch, and gives back the bytes of a model file. */
import { MinMaxScaler, MLPClassifier, matrix, Pipeline, saveModel } from "./heddle/browser-bundle/index.js";
import { loadSample, PIXELS } from "./sample.mjs";

const matrixOf = ({ images }) => matrix(images, [images.length / PIXELS, PIXELS]);

// A promise that fails is no error event of the worker.
self.onunhandledrejection = ({ reason }) => self.postMessage({ failure: reason.message });

self.onmessage = async ({ data: { units, epochs } }) => {
  const [train, test] = await Promise.all([loadSample("train"), loadSample("test")]);
  const scaler = new MinMaxScaler();
  const X = scaler.fitTransform(matrixOf(train));
  const network = new MLPClassifier({
    hiddenLayerSizes: [units],
    batchSize: 32,
    dropout: 0.3,
    maxIter: epochs,
    nIterNoChange: Number.POSITIVE_INFINITY,
    randomState: 0,
  });
  await network.fit(X, train.labels, {
    validationData: { X: scaler.transform(matrixOf(test)), y: test.labels },
    onEpoch: (record) => self.postMessage({ record }),
    onWarning: () => {},
  });
  const model = Pipeline.ofFitted([
    ["scale", scaler],
    ["network", network],
  ]);
  self.postMessage({ model: saveModel(model) });
};
