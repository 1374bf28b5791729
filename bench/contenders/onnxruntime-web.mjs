// @ts-check
/** onnxruntime-web: WebAssembly with SIMD and threads, models written by harness/onnx.mjs. */
import { bytes, floats, pixels, probabilityAnswer, versionOf } from "../child/data.mjs";
import { sampleProduct } from "../child/product.mjs";

/** @param {{ threads: number }} options */
export async function open({ threads }) {
  const ort = await import("onnxruntime-web");
  ort.env.wasm.numThreads = threads;
  return {
    version: versionOf("onnxruntime-web"),
    tasks: {
      import: () => ({ run: () => undefined, answer: () => ({ values: [] }) }),
      gemm: ({ gemm }) => gemmTask(ort, gemm),
      "mlp-predict": (spec) => predictTask(ort, spec),
    },
  };
}

const session = (ort, path) => ort.InferenceSession.create(bytes(path), { executionProviders: ["wasm"] });

async function gemmTask(ort, { m, n, k, a, b, onnx }) {
  const product = await session(ort, onnx);
  const A = new ort.Tensor("float32", floats(a), [m, k]);
  const B = new ort.Tensor("float32", floats(b), [k, n]);
  return {
    run: async () => (await product.run({ A, B })).C,
    answer: (C) => ({ values: sampleProduct(C.data, m, n) }),
  };
}

async function predictTask(ort, { network, test }) {
  const model = await session(ort, network.onnx);
  const images = pixels(test);
  return {
    run: async () => (await model.run({ X: new ort.Tensor("float32", images, [test.rows, test.cols]) })).P,
    answer: (P) => probabilityAnswer(P.data, P.dims[1], test),
  };
}
