// @ts-check
/** Probabilities from a network of given weights. */
import { test, thousands, train } from "./sets.mjs";

const CONTENDERS = [
  "heddle",
  "heddle int8",
  "tfjs-cpu",
  "tfjs-wasm",
  "onnxruntime-web",
  "jax-js",
  "scikit-learn",
  "torch",
];
const NETWORK = [784, 512, 512, 10];
/** The rows whose range gives a quantised network its scales. */
const CALIBRATION = train(256);

/**
 * @param {import("../types.d.ts").Options} options
 * @returns {import("../types.d.ts").Case[]}
 */
export function cases({ quick }) {
  return [1, 32, 256, ...(quick ? [] : [10_000])].map((rows) => ({
    group: "mlp-predict",
    name: `${NETWORK.join("-")}, batch ${thousands(rows)}`,
    task: "mlp-predict",
    spec: { network: NETWORK, test: test(rows), calibration: CALIBRATION },
    contenders: [...CONTENDERS, "brain.js"],
    agree: { values: 1e-4, labels: 0.995 },
  }));
}
