/**
 * The models whose bits are promised: every classifier, every solver, and whatever draws random numbers. Runs on every runtime: `heddle` is the
 * library, however it was imported.
 */

/** Rows of the sample that most models learn from. */
const ROWS = 500;
const silent = { onWarning: () => {} };

/** Name → what gives a fitted model from the sample's training set, bytes with a scale. */
export function goldenModels(heddle, { X, y }) {
  const { matrix } = heddle;
  const few = { ...matrix(X.data.slice(0, ROWS * X.cols), [ROWS, X.cols]), scale: X.scale };
  const floats = matrix(
    Float32Array.from(few.data, (value) => value * Math.fround(X.scale)),
    [ROWS, X.cols],
  );
  const labels = Array.from(y.subarray(0, ROWS));
  const odd = labels.map((label) => label % 2);

  const onAll = (name, params) => () => new heddle[name](params).fit(X, y, silent);
  const onFew = (name, params) => () => new heddle[name](params).fit(few, labels, silent);
  const onFloats = (name, params) => () => new heddle[name](params).fit(floats, labels, silent);
  const onTwo = (name, params) => () => new heddle[name](params).fit(few, odd, silent);
  const network = (params) => ({ batchSize: 64, maxIter: 6, randomState: 1, ...params });
  const machine = (params) => ({ maxIter: 5, tol: null, randomState: 1, ...params });
  const quantized = (learn) => async () => heddle.quantize(await learn(), few);
  const pipeline = (scaler, classifier) => () =>
    new heddle.Pipeline([
      ["scale", scaler],
      ["classify", classifier],
    ]).fit(few, labels, silent);

  return {
    "DecisionTreeClassifier, best first, balanced": onFew("DecisionTreeClassifier", {
      maxLeafNodes: 40,
      classWeight: "balanced",
    }),
    "DecisionTreeClassifier, entropy, drawn features": onAll("DecisionTreeClassifier", {
      criterion: "entropy",
      maxFeatures: "sqrt",
      randomState: 1,
    }),
    "DecisionTreeClassifier, floats, pruned": onFloats("DecisionTreeClassifier", {
      ccpAlpha: 0.004,
      minSamplesLeaf: 3,
    }),
    "DecisionTreeClassifier, gini": onAll("DecisionTreeClassifier", { maxDepth: 8, randomState: 1 }),
    "DummyClassifier, stratified": onFew("DummyClassifier", { strategy: "stratified", randomState: 1 }),
    "KNeighborsClassifier, distance weights": onAll("KNeighborsClassifier", { nNeighbors: 5, weights: "distance" }),
    "KNeighborsClassifier, floats": onFloats("KNeighborsClassifier", {}),
    "KNeighborsClassifier, Manhattan": onFew("KNeighborsClassifier", { p: 1, weights: "distance" }),
    LogisticRegression: onAll("LogisticRegression", { C: 0.1 }),
    "LogisticRegression, floats, balanced": onFloats("LogisticRegression", { classWeight: "balanced", maxIter: 20 }),
    "LogisticRegression, two classes, no penalty": onTwo("LogisticRegression", { penalty: null, maxIter: 20 }),
    "MLPClassifier, 784-128-10": onAll("MLPClassifier", { hiddenLayerSizes: [128], maxIter: 2, randomState: 1 }),
    "MLPClassifier, augmented images": onAll(
      "MLPClassifier",
      network({
        hiddenLayerSizes: [48],
        augmentation: { imageShape: [28, 28], horizontalFlip: true, maxShift: 1 },
        inputDropout: 0.1,
      }),
    ),
    "MLPClassifier, batch normalisation, averaged weights": onAll(
      "MLPClassifier",
      network({ hiddenLayerSizes: [48, 32], batchNorm: true, weightAveraging: 0.9, dropout: 0.2 }),
    ),
    "MLPClassifier, early stopping, cosine": onFew(
      "MLPClassifier",
      network({ hiddenLayerSizes: [24], earlyStopping: true, monitor: "validationLoss", learningRate: "cosine" }),
    ),
    "MLPClassifier, no hidden layer, invscaling": onFew(
      "MLPClassifier",
      network({ hiddenLayerSizes: [], solver: "sgd", learningRate: "invscaling", learningRateInit: 0.1 }),
    ),
    "MLPClassifier, relu, dropout": onAll("MLPClassifier", network({ hiddenLayerSizes: [48, 32], dropout: 0.2 })),
    "MLPClassifier, smoothed labels, input dropout, weight decay, one cycle": onAll(
      "MLPClassifier",
      network({
        hiddenLayerSizes: [48],
        learningRate: "oneCycle",
        learningRateInit: 0.01,
        labelSmoothing: 0.1,
        inputDropout: 0.2,
        weightDecay: 0.01,
      }),
    ),
    "MLPClassifier, tanh, sgd": onAll(
      "MLPClassifier",
      network({ hiddenLayerSizes: [40], activation: "tanh", solver: "sgd" }),
    ),
    "MLPClassifier, two classes, logistic, plain momentum, warm start": async () => {
      const warm = new heddle.MLPClassifier(
        network({
          hiddenLayerSizes: 20,
          activation: "logistic",
          solver: "sgd",
          nesterovsMomentum: false,
          learningRate: "adaptive",
          warmStart: true,
        }),
      );
      await warm.fit(few, odd, silent);
      return warm.setParams({ maxIter: 9 }).fit(few, odd, silent);
    },
    "Pipeline, min-max, poly SVC": pipeline(new heddle.MinMaxScaler(), new heddle.SVC({ kernel: "poly" })),
    "Pipeline, standard, MLP": pipeline(
      new heddle.StandardScaler(),
      new heddle.MLPClassifier(network({ hiddenLayerSizes: [16] })),
    ),
    "QuantizedMLPClassifier, relu": quantized(onFew("MLPClassifier", network({ hiddenLayerSizes: [40, 24] }))),
    "QuantizedMLPClassifier, tanh": quantized(
      onAll("MLPClassifier", network({ hiddenLayerSizes: [40, 24], activation: "tanh" })),
    ),
    "SGDClassifier, hinge": onAll("SGDClassifier", machine({ maxIter: 10 })),
    "SGDClassifier, log loss, elastic net, average": onAll(
      "SGDClassifier",
      machine({ loss: "log_loss", penalty: "elasticnet", average: true }),
    ),
    "SGDClassifier, modified Huber, balanced, invscaling": onFew(
      "SGDClassifier",
      machine({ loss: "modified_huber", classWeight: "balanced", learningRate: "invscaling", eta0: 0.01 }),
    ),
    "SGDClassifier, perceptron, two classes, floats": () =>
      new heddle.SGDClassifier(machine({ loss: "perceptron", penalty: null, learningRate: "constant", eta0: 1 })).fit(
        floats,
        odd,
        silent,
      ),
    "SGDClassifier, squared hinge, l1, early stopping": onFew(
      "SGDClassifier",
      machine({
        loss: "squared_hinge",
        penalty: "l1",
        learningRate: "adaptive",
        eta0: 0.001,
        earlyStopping: true,
        tol: 1e-3,
      }),
    ),
    "SVC, floats, small cache": onFloats("SVC", { cacheSize: 0.05, C: 3 }),
    "SVC, linear": onAll("SVC", { kernel: "linear" }),
    "SVC, poly, balanced, one-vs-one": onFew("SVC", {
      kernel: "poly",
      degree: 2,
      coef0: 1,
      classWeight: "balanced",
      decisionFunctionShape: "ovo",
    }),
    "SVC, rbf": onAll("SVC", { kernel: "rbf", C: 10 }),
    "SVC, sigmoid, two classes": onTwo("SVC", { kernel: "sigmoid", gamma: 0.001 }),
  };
}

/** The name of a model's file. */
export function fileName(name) {
  return `${name.toLowerCase().replaceAll(/[^a-z\d]+/g, "-")}.safetensors`;
}
