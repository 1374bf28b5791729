// @ts-check
/** Who takes part, and what each can do. A contender is one line here and one module beside it (or in python/). */

/** @typedef {import("../types.d.ts").Contender} Contender */

const CLASSIFIERS = { knn: "any", svm: "any", tree: "any", logreg: "any", sgd: "any" };
const NETWORKS = { "mlp-train": "any", "mlp-predict": "any", import: 1 };

/** @type {Contender[]} */
export const CONTENDERS = [
  {
    name: "heddle",
    runtime: "node",
    module: "heddle",
    turbo: true,
    tasks: /** @type {Contender["tasks"]} */ ({ gemm: "any", "c-sweep": "any", ...CLASSIFIERS, ...NETWORKS }),
  },
  {
    name: "heddle int8",
    runtime: "node",
    module: "heddle",
    settings: { quantized: true },
    turbo: true,
    tasks: { "mlp-predict": "any" },
    differs: { note: "weights of 8 bits, activations of 7", score: 0.05 },
  },
  {
    name: "tfjs-cpu",
    runtime: "node",
    module: "tfjs",
    settings: { backend: "cpu" },
    tasks: { gemm: 1, "mlp-train": 1, "mlp-predict": 1, import: 1 },
  },
  {
    name: "tfjs-wasm",
    runtime: "node",
    module: "tfjs",
    settings: { backend: "wasm" },
    tasks: { gemm: 1, "mlp-train": 1, "mlp-predict": 1, import: 1 },
  },
  {
    name: "onnxruntime-web",
    runtime: "node",
    module: "onnxruntime-web",
    tasks: { gemm: "any", "mlp-predict": "any", import: 1 },
  },
  {
    name: "jax-js",
    runtime: "node",
    module: "jax-js",
    tasks: { gemm: 1, "mlp-train": 1, "mlp-predict": 1, import: 1 },
  },
  {
    name: "ml-knn",
    runtime: "node",
    module: "ml-knn",
    tasks: { knn: 1 },
    differs: { note: "decides ties of votes otherwise", score: 0.03 },
  },
  {
    name: "ml-cart",
    runtime: "node",
    module: "ml-cart",
    tasks: { tree: 1 },
    differs: { note: "stops at nodes of three samples or little gain", score: 0.08 },
  },
  { name: "libsvm-js", runtime: "node", module: "libsvm-js", tasks: { svm: 1 } },
  {
    name: "ml-logistic-regression",
    runtime: "node",
    module: "ml-logistic-regression",
    tasks: { logreg: 1 },
    differs: { note: "one against the rest, no penalty, no intercept, 100 steps of gradient descent", score: 0.06 },
  },
  {
    name: "brain.js",
    runtime: "node",
    module: "brain",
    tasks: { "mlp-predict": 1 },
  },
  {
    name: "brain.js (fit)",
    runtime: "node",
    module: "brain",
    tasks: { "mlp-train": 1 },
    differs: { note: "squared error, one image a step", score: 0.15 },
  },
  {
    name: "scikit-learn",
    runtime: "python",
    module: "sklearn_tasks",
    tasks: {
      knn: "any",
      svm: 1,
      tree: 1,
      logreg: "any",
      sgd: "any",
      "mlp-train": "any",
      "mlp-predict": "any",
      import: 1,
    },
  },
  { name: "libsvm", runtime: "python", module: "libsvm_tasks", tasks: { svm: 1 } },
  {
    name: "liblinear",
    runtime: "python",
    module: "liblinear_tasks",
    tasks: { svm: 1, logreg: 1 },
    differs: { note: "one against the rest; as support vector machine with squared hinge loss", score: 0.06 },
  },
  { name: "faiss", runtime: "python", module: "faiss_tasks", tasks: { knn: "any" } },
  { name: "numpy", runtime: "python", module: "numpy_tasks", tasks: { gemm: "any" } },
  {
    name: "numpy (AVX2)",
    runtime: "python",
    module: "numpy_tasks",
    env: { OPENBLAS_CORETYPE: "Haswell" },
    tasks: { gemm: "any" },
  },
  {
    name: "torch",
    runtime: "python",
    module: "torch_tasks",
    tasks: { gemm: "any", "mlp-train": "any", "mlp-predict": "any", import: 1 },
  },
];

/**
 * The ways to run a case: every contender it names, with every thread count it can use, Heddle plain and turbo.
 * @param {import("../types.d.ts").Case} item
 * @param {import("../types.d.ts").Options} options
 * @returns {import("../types.d.ts").Variant[]}
 */
export function variantsOf({ contenders, task, mostThreads, turboOnly }, options) {
  const threads = mostThreads ? options.threads.slice(-1) : options.threads;
  const chosen = CONTENDERS.filter(
    ({ name }) => contenders.includes(name) && (options.contenders?.includes(name) ?? true),
  );
  return chosen.flatMap((contender) => {
    const counts = contender.tasks[task] === "any" ? threads : [1];
    const wide = contender.turbo && options.turbo && task !== "import";
    const turbos = wide && !turboOnly ? [false, true] : [Boolean(wide)];
    return turbos.flatMap((turbo) => counts.map((threads) => ({ contender, threads, turbo })));
  });
}
