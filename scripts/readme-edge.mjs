/**
 * Measures what the edge costs and puts it into the README: `node scripts/readme-edge.mjs`, after `npm run build` and `npm ci` in bench/, on a
 * quiet machine. Cold start: a fresh process each time, from before the import of `heddle/edge` to the first prediction of a 784-128-10
 * network whose file is in memory; median of 15. Of 8-bit weights, how many times as fast they answer for an image: both networks in turn.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { init, loadFashionMnist, MLPClassifier, matrix, quantize, saveModel } from "../dist/bundle/index.js";
import { loadModel } from "../dist/edge-bundle/inline.js";
import { fillReadme } from "./readme.mjs";

const RUNS = 15;
const root = fileURLToPath(new URL("..", import.meta.url));
const edge = join(root, "dist/edge-bundle");
const bench = join(root, "bench/node_modules");

const gzipped = (path) => gzipSync(readFileSync(path), { level: 9 }).length;
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;

/** The file and all that it imports at once. */
function closure(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  const imports = readFileSync(join(edge, name), "utf8").matchAll(/from\s*"\.\/([^"]+)"/g);
  for (const [, next] of imports) closure(next, found);
  return found;
}

const sum = (paths) => paths.reduce((total, path) => total + gzipped(path), 0);
const javascript = (...names) => {
  const files = names.reduce((found, name) => closure(name, found), closure("fetched.js"));
  return sum([...files].map((name) => join(edge, name)));
};

async function coldStart() {
  const folder = mkdtempSync(join(tmpdir(), "heddle-cold-"));
  try {
    await init({ threads: 0 });
    const rows = Float32Array.from({ length: 20 * 784 }, (_, i) => ((i * 7919) % 256) / 255);
    const y = Array.from({ length: 20 }, (_, i) => i % 10);
    const network = new MLPClassifier({ hiddenLayerSizes: [128], maxIter: 1, randomState: 0 });
    const fitted = await network.fit(matrix(rows, [20, 784]), y, { onWarning: () => {} });
    writeFileSync(join(folder, "model"), saveModel(fitted));
    const program = `import { readFileSync } from "node:fs";
      const bytes = new Uint8Array(readFileSync(${JSON.stringify(join(folder, "model"))}));
      const row = new Float32Array(784).fill(0.5);
      const start = performance.now();
      const { loadModel, matrix } = await import(${JSON.stringify(join(edge, "inline.js"))});
      (await loadModel(bytes)).predict(matrix(row, [1, 784]));
      console.log(performance.now() - start);`;
    writeFileSync(join(folder, "cold.mjs"), program);
    const run = () => Number(execFileSync(process.execPath, [join(folder, "cold.mjs")], { encoding: "utf8" }));
    return Array.from({ length: RUNS }, run).sort((a, b) => a - b)[(RUNS - 1) / 2];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ROUNDS = 60;
const CALLS = 100;

/** How many times as fast a quantised 784-512-512-10 answers for one image: medians of rounds in turn, after one to warm up. */
async function speedup() {
  const { train, test } = await loadFashionMnist({ dir: join(root, "test/fixtures/fashion-mnist-sample") });
  const network = new MLPClassifier({ hiddenLayerSizes: [512, 512], maxIter: 3, randomState: 0 });
  const fitted = await network.fit(train.X, train.y, { onWarning: () => {} });
  const models = [fitted, await quantize(fitted, train.X)];
  const loaded = await Promise.all(models.map((model) => loadModel(saveModel(model))));
  const image = matrix(
    Float32Array.from(test.X.data.subarray(0, 784), (byte) => byte / 255),
    [1, 784],
  );
  const times = loaded.map(() => []);
  for (let round = 0; round <= ROUNDS; round++) {
    loaded.forEach((model, at) => {
      const start = performance.now();
      for (let call = 0; call < CALLS; call++) model.predict(image);
      if (round > 0) times[at].push(performance.now() - start);
    });
  }
  const [floats, integers] = times.map((some) => some.sort((a, b) => a - b)[ROUNDS / 2]);
  return floats / integers;
}

const families = readdirSync(edge).filter((name) => /^(dummy|linear|mlp|neighbors|quantized|svm|tree)\.js$/.test(name));
const perModel = families.map((name) => javascript(name));
const wasm = join(bench, "@tensorflow/tfjs-backend-wasm");
const rows = [
  ["heddle/edge", javascript("mlp.js"), gzipped(join(root, "dist/predict.wasm"))],
  [
    "tfjs 4 with tfjs-backend-wasm",
    sum([join(bench, "@tensorflow/tfjs/dist/tf.min.js"), join(wasm, "dist/tf-backend-wasm.min.js")]),
    gzipped(join(wasm, "wasm-out/tfjs-backend-wasm-simd.wasm")),
  ],
  [
    "onnxruntime-web",
    sum(["ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs"].map((name) => join(bench, "onnxruntime-web/dist", name))),
    gzipped(join(bench, "onnxruntime-web/dist/ort-wasm-simd-threaded.wasm")),
  ],
];
fillReadme("edge", [
  "| to predict with a network | JavaScript, gzipped | WebAssembly, gzipped |",
  "| --- | ---: | ---: |",
  ...rows.map(([name, js, kernels]) => `| ${name} | ${kilobytes(js)} | ${kilobytes(kernels)} |`),
  "",
  `Kernels for 8-bit weights on relaxed SIMD, ${kilobytes(gzipped(join(root, "dist/predict-relaxed.wasm")))} more, are loaded with the first model that has such weights; with them 784-512-512-10 answers for an image ${(await speedup()).toFixed(1)} times as fast as with floats. The JavaScript of one classifier is ${kilobytes(Math.min(...perModel))} to ${kilobytes(Math.max(...perModel))}, of all of them ${kilobytes(javascript(...families))}; \`heddle/edge/inline\`, everything in one file, kernels included, ${kilobytes(gzipped(join(edge, "inline.js")))}. Cold start, from the import to the first prediction of a 784-128-10 network: **${(await coldStart()).toFixed(1)} ms** (median of ${RUNS} fresh processes; ${cpus()[0].model}, Node ${process.version}). Sizes and start are measured by \`node scripts/readme-edge.mjs\`; how long the others take to start is in the table below.`,
]);
