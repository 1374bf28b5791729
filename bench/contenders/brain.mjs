// @ts-check
/** brain.js 1: networks in plain JavaScript, trained one sample at a time. */
import { argmaxRows, labelAnswer, layers, load, oneHot, pixelRows, versionOf } from "../child/data.mjs";

const CLASSES = 10;
/** An error that is not reached, so that every epoch is done; 0 is refused. */
const NEVER = 1e-12;
/** Suits squared errors of single images; the case's rate suits mean cross-entropy. */
const LEARNING_RATE = 0.1;

export async function open() {
  const { NeuralNetwork } = load("brain.js");
  return {
    version: versionOf("brain.js"),
    tasks: {
      "mlp-train": (spec) => trainTask(NeuralNetwork, spec),
      "mlp-predict": (spec) => predictTask(NeuralNetwork, spec),
    },
  };
}

/** A network with the case's weights; its one activation is relu, also at the output, which keeps the largest score. */
function networkOf(NeuralNetwork, { units, weights }) {
  const network = new NeuralNetwork({ hiddenLayers: units.slice(1, -1), activation: "relu" });
  network.sizes = units;
  network.initialize();
  layers({ units, weights }).forEach(({ W, b, fanIn, fanOut }, i) => {
    network.biases[i + 1] = Float32Array.from(b);
    network.weights[i + 1] = Array.from({ length: fanOut }, (_, j) =>
      Float32Array.from({ length: fanIn }, (_, l) => W[l * fanOut + j]),
    );
  });
  return network;
}

function predictTask(NeuralNetwork, { network, test }) {
  const model = networkOf(NeuralNetwork, network);
  const images = pixelRows(test).map((row) => Float32Array.from(row));
  return {
    run: () => images.map((image) => Float32Array.from(model.runInput(image))),
    answer: (scores) =>
      labelAnswer(
        scores.map((row) => argmaxRows(row, CLASSES)[0]),
        test,
      ),
  };
}

function trainTask(NeuralNetwork, { network, train, test, epochs }) {
  const targets = oneHot(train, CLASSES);
  const samples = pixelRows(train).map((input, i) => ({
    input,
    output: Array.from(targets.subarray(i * CLASSES, (i + 1) * CLASSES)),
  }));
  const images = pixelRows(test);
  return {
    run() {
      const model = new NeuralNetwork({ hiddenLayers: network.units.slice(1, -1), activation: "sigmoid" });
      model.train(samples, { iterations: epochs, learningRate: LEARNING_RATE, errorThresh: NEVER });
      return model;
    },
    answer: (model) =>
      labelAnswer(
        images.map((image) => argmaxRows(model.run(image), CLASSES)[0]),
        test,
      ),
  };
}
