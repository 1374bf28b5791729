/**
 * Runs in the empty project, on Node, with the whole library: fits every model on the sample, writes the model files and the rows to
 * predict, and prints what was answered. `node fit-all.mjs SAMPLE OUT`
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as heddle from "heddle";
import { rowsOf, runFits } from "./fits.mjs";

const [sample, out] = process.argv.slice(2);
await heddle.init({ threads: 0 });
const data = await heddle.loadFashionMnist({ dir: sample });
mkdirSync(out, { recursive: true });
const keep = (name, bytes) => writeFileSync(join(out, name), bytes);
keep("rows.bin", rowsOf(data.test));
const hashes = await runFits(heddle, data, keep);
keep("names.json", JSON.stringify(Object.keys(hashes)));
console.log(JSON.stringify(hashes));
