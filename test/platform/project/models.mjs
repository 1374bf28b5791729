/**
 * Runs in the empty project, on Node, with the whole library: fits every classifier on the sample, writes the model files and the rows to
 * predict, and prints what was answered. `node models.mjs SAMPLE OUT`
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
console.log(JSON.stringify(await runFits(heddle, data, keep)));
