// @ts-check
/** What a study stores, and takes up again. A damaged file counts as none: nothing is thrown, and nothing else than what was stored comes back. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { FormatError } from "../../../dist/core/errors.js";
import { ExperimentStore } from "../../../dist/study/store.js";
import { damagedJson } from "../mutate-json.mjs";
import { scratchFolder } from "../scratch.mjs";

const folder = scratchFolder();
const store = new ExperimentStore(folder, { data: "x", seed: 0 });
const key = { id: "shortlist-MLPClassifier", settings: { rows: 100, params: { hiddenLayerSizes: [3], alpha: 1e-4 } } };
const whole = {
  result: { score: 0.85, history: [{ epoch: 1, loss: 0.5 }], labels: ["a", "<b>"], none: null },
  seconds: 1.5,
};
await store.save("shortlist", key, whole);
const path = join(folder, readdirSync(folder)[0]);

/** @type {import("./reader.mjs").Reader} */
export const experimentsReader = {
  name: "experiments",
  corpus: [new Uint8Array(readFileSync(path))],
  reshaped: (random, bytes) => new TextEncoder().encode(damagedJson(random, new TextDecoder().decode(bytes))),
  async read(bytes) {
    writeFileSync(path, bytes);
    const loaded = await store.load(key);
    if (loaded === undefined) throw new FormatError("counts as no result");
    if (!isDeepStrictEqual(loaded, whole)) throw new Error(`another result came back: ${JSON.stringify(loaded)}`);
  },
};
