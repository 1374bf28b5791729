// @ts-check
/**
 * What Heddle is to reach, as plain data. The factors come from medians of an AMD Zen 5 with two cores: scikit-learn 1.2.1, PyTorch
 * 1.13 and FAISS 1.7.3 as Debian builds them. GFLOP/s and milliseconds are of that machine too; another one moves them.
 */

/** @typedef {import("../types.d.ts").Target} Target */

/**
 * @param {string} shape
 * @param {{ plain: [one: number, two: number], turbo: [one: number, two: number] }} gflops
 * @returns {Target[]}
 */
const gemm = (shape, { plain, turbo }) =>
  [plain, turbo].flatMap((counts, wide) =>
    counts.map((wanted, i) => ({
      group: "gemm",
      case: shape,
      turbo: wide === 1,
      threads: i + 1,
      wants: { gflops: wanted },
    })),
  );

/**
 * Turbo with two threads against a peer at its best.
 * @param {string} group
 * @param {string} name
 * @param {number} times
 * @param {string} [than]
 * @returns {Target}
 */
const faster = (group, name, times, than = "scikit-learn") => ({
  group,
  case: name,
  turbo: true,
  threads: 2,
  wants: { times, than },
});

/**
 * Plain with one thread.
 * @param {string} name
 * @param {number} ms
 * @returns {Target}
 */
const predicts = (name, ms) => ({ group: "mlp-predict", case: name, turbo: false, threads: 1, wants: { ms } });

const BIG_NETWORK = "784-512-512-10, 10,000 images, 1 epoch";
const MINUTE = 60_000;

/** @type {readonly Target[]} */
export const TARGETS = [
  ...gemm("1024 × 1024 × 1024", { plain: [50, 95], turbo: [95, 180] }),
  ...gemm("512 × 512 × 512", { plain: [50, 93], turbo: [95, 175] }),
  ...gemm("128 × 512 × 784", { plain: [48, 88], turbo: [90, 165] }),
  ...gemm("128 × 2048 × 2048", { plain: [48, 90], turbo: [90, 170] }),

  { ...faster("mlp-train", BIG_NETWORK, 1), turbo: false },
  { ...faster("mlp-train", BIG_NETWORK, 25, "tfjs-wasm"), turbo: false },
  faster("mlp-train", BIG_NETWORK, 1 / 0.55),
  faster("mlp-train", BIG_NETWORK, 1, "torch"),
  faster("mlp-train", BIG_NETWORK, 50, "tfjs-wasm"),
  faster("mlp-train", "784-100-10, Adam, 10,000 images, 20 epochs", 2),

  predicts("784-512-512-10, batch 1", 0.05),
  predicts("784-512-512-10, batch 32", 0.9),
  predicts("784-512-512-10, batch 10,000", 280),

  faster("knn", "10,000 images, 10,000 queries", 4),
  faster("knn", "60,000 images, 10,000 queries", 4),
  faster("knn", "60,000 images, 10,000 queries", 2.4, "faiss"),

  faster("svm", "linear, fit, 10,000 images", 4),
  faster("svm", "linear, predict, 10,000 queries (10,000 fitted)", 50),
  faster("svm", "rbf, fit, 10,000 images", 4),
  faster("svm", "rbf, predict, 10,000 queries (10,000 fitted)", 10),
  faster("svm", "linear, fit, 60,000 images", 8),
  faster("svm", "linear, predict, 10,000 queries (60,000 fitted)", 100),
  faster("svm", "rbf, C = 10, fit, 60,000 images", 8),
  faster("svm", "rbf, C = 10, predict, 10,000 queries (60,000 fitted)", 10),

  faster("tree", "fit, 10,000 images", 10),
  faster("tree", "fit, 60,000 images", 20),

  faster("logreg", "fit, 10,000 images, C = 1", 5),
  faster("logreg", "fit, 60,000 images, C = 0.1", 8),
  {
    group: "logreg",
    case: "7 values of C in 5 folds, 60,000 images (Heddle alone)",
    turbo: true,
    threads: 2,
    wants: { ms: 5 * MINUTE },
  },

  faster("sgd", "fit, 10,000 images", 4),
  { group: "sgd", case: "fit, 10,000 images", turbo: true, threads: 2, wants: { scoreOf: "scikit-learn" } },
];
