// @ts-check
/** One fit of a network by plain gradient descent: the same first weights, the same batches in the same order. */
import { thousands, train, validation } from "./sets.mjs";

const LIBRARIES = ["heddle", "tfjs-cpu", "tfjs-wasm", "jax-js", "scikit-learn", "torch"];
const AGREE = { values: 1e-4, labels: 0.995, score: 0.005 };
const BATCH = 128;
/** At 0.1 the descent is chaotic: one algorithm in f32 and in f64 ends 0.03 apart after an epoch; at 0.01, 3e-7. */
const LEARNING_RATE = 0.01;

/**
 * @param {number[]} network
 * @param {number} rows
 * @param {number} epochs
 * @param {string[]} contenders
 * @returns {import("../types.d.ts").Case}
 */
function training(network, rows, epochs, contenders) {
  const steps = epochs > 1 ? `${epochs} epochs` : "1 epoch";
  return {
    group: "mlp-train",
    name: `${network.join("-")}, ${thousands(rows)} images, ${steps}`,
    task: "mlp-train",
    spec: { network, train: train(rows), test: validation(1000), batch: BATCH, learningRate: LEARNING_RATE, epochs },
    contenders,
    agree: AGREE,
  };
}

/** @param {import("../types.d.ts").Options} options */
export function cases({ quick }) {
  if (quick) return [training([784, 64, 10], 1000, 2, [...LIBRARIES, "brain.js (fit)"])];
  return [
    training([784, 64, 10], 1000, 10, [...LIBRARIES, "brain.js (fit)"]),
    training([784, 512, 512, 10], 10_000, 1, LIBRARIES),
  ];
}
