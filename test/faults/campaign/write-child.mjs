/** `node write-child.mjs WRITER FOLDER`: lets one writer of the library write into a folder, and prints as JSON what came of it. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { matrix, saveCsv, saveNpy, saveNpz, writeFileAtomic } from "../../../dist/bundle/index.js";
import { loadFashionMnistOn } from "../../../dist/data/fashion-mnist.js";
import { prepareFolder } from "../../../dist/study/report/write.js";
import { ExperimentStore } from "../../../dist/study/store.js";
import { SAMPLE } from "./study.mjs";

/** 40 KB of numbers that do not compress to nothing. */
const values = Float32Array.from({ length: 10_000 }, (_, i) => Math.imul(i + 1, 2654435761) / 7);
const X = matrix(values, [1000, 10]);

const WRITERS = {
  writeFileAtomic: (folder) => writeFileAtomic(join(folder, "written"), new Uint8Array(40_000)),
  saveCsv: (folder) => saveCsv(join(folder, "written"), X),
  saveNpy: (folder) => saveNpy(join(folder, "written"), X),
  saveNpz: (folder) => saveNpz(join(folder, "written"), { X }),
  "a finished experiment": (folder) =>
    new ExperimentStore(folder, {}).save("svm", { id: "written", settings: {} }, { result: [...values], seconds: 1 }),
  "the study's folder": prepareFolder,
  "the cache of downloads": download,
};

async function download(folder) {
  const published = Object.fromEntries(
    ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"].map((name, i) => {
      const raw = gunzipSync(readFileSync(join(SAMPLE, `${name}-ubyte.gz`)));
      const sha256 = createHash("sha256").update(raw).digest("hex");
      return [
        ["trainImages", "trainLabels", "testImages", "testLabels"][i],
        { name: `${name}-ubyte`, bytes: raw.length, sha256 },
      ];
    }),
  );
  const server = createServer((request, response) => response.end(readFileSync(join(SAMPLE, request.url))));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const warnings = [];
  try {
    const host = { env: {}, platform: "linux", systemRoot: "/nowhere", stallMs: 10_000, published };
    const mirrors = [`http://127.0.0.1:${server.address().port}/`];
    const onWarning = (message) => warnings.push(message);
    const { train } = await loadFashionMnistOn(host, { cacheDir: folder, mirrors, onWarning });
    return { rows: train.X.rows, warnings };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const [writer, folder] = process.argv.slice(2);
const outcome = await WRITERS[writer](folder).then(
  (value) => ({ value }),
  ({ name, code, message }) => ({ error: { name, code, message } }),
);
console.log(JSON.stringify(outcome));
