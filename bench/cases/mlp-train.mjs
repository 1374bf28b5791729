// @ts-check
/** One fit of a network: the same first weights, the same batches in the same order, and a fixed number of epochs. */
import { thousands, train, validation } from "./sets.mjs";

const LIBRARIES = ["heddle", "tfjs-cpu", "tfjs-wasm", "jax-js", "scikit-learn", "torch"];
const AGREE = { values: 1e-4, labels: 0.995, score: 0.005 };
/** At 0.1 the descent is chaotic: one algorithm in f32 and in f64 ends 0.03 apart after an epoch; at 0.01, 3e-7. */
const DESCENT = { solver: "sgd", batch: 128, learningRate: 0.01, alpha: 0 };

/** A fit by tfjs-cpu would take minutes. */
const ADAM_LIBRARIES = ["heddle", "tfjs-wasm", "scikit-learn", "torch"];
/** The defaults of scikit-learn. */
const ADAM = { solver: "adam", batch: 200, learningRate: 0.001, alpha: 1e-4 };
/**
 * A thousand steps of Adam blow up the last bits, and PyTorch and tfjs add epsilon elsewhere: at full size 1.3 % of Heddle's labels
 * and 1.6 % of PyTorch's are not scikit-learn's.
 */
const ADAM_AGREE = { labels: 0.97, score: 0.01 };

/**
 * @param {number[]} network
 * @param {number} rows
 * @param {number} epochs
 * @param {string[]} contenders
 * @returns {import("../types.d.ts").Case}
 */
function descent(network, rows, epochs, contenders) {
  return training(network, rows, epochs, { title: "", optimiser: DESCENT, contenders, agree: AGREE });
}

/**
 * @param {number} rows
 * @param {number} epochs
 */
function adam(rows, epochs) {
  const how = { title: "Adam, ", optimiser: ADAM, contenders: ADAM_LIBRARIES, agree: ADAM_AGREE };
  return training([784, 100, 10], rows, epochs, how);
}

/**
 * @param {number[]} network
 * @param {number} rows
 * @param {number} epochs
 * @param {{ title: string, optimiser: object, contenders: string[], agree: import("../types.d.ts").Tolerances }} how
 * @returns {import("../types.d.ts").Case}
 */
function training(network, rows, epochs, { title, optimiser, contenders, agree }) {
  const steps = epochs > 1 ? `${epochs} epochs` : "1 epoch";
  return {
    group: "mlp-train",
    name: `${network.join("-")}, ${title}${thousands(rows)} images, ${steps}`,
    task: "mlp-train",
    spec: { network, train: train(rows), test: validation(1000), epochs, ...optimiser },
    contenders,
    agree,
  };
}

/** @param {import("../types.d.ts").Options} options */
export function cases({ quick }) {
  const plain = [...LIBRARIES, "brain.js (fit)"];
  if (quick) return [descent([784, 64, 10], 1000, 2, plain), adam(1000, 2)];
  return [
    descent([784, 64, 10], 1000, 10, plain),
    descent([784, 512, 512, 10], 10_000, 1, LIBRARIES),
    adam(10_000, 20),
  ];
}
