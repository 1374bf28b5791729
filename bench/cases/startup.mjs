// @ts-check
/** A new process: until the library is there, and until it has given its first prediction. */
import { test } from "./sets.mjs";

const LIBRARIES = ["heddle", "tfjs-cpu", "tfjs-wasm", "onnxruntime-web", "jax-js", "scikit-learn", "torch"];

/** @returns {import("../types.d.ts").Case[]} */
export function cases() {
  return [
    {
      group: "startup",
      name: "process to library",
      task: "import",
      spec: {},
      contenders: LIBRARIES,
      agree: { values: 0 },
      fresh: true,
    },
    {
      group: "startup",
      name: "process to first prediction",
      task: "mlp-predict",
      spec: { network: [784, 512, 512, 10], test: test(1) },
      contenders: LIBRARIES,
      agree: { values: 1e-4 },
      fresh: true,
    },
  ];
}
