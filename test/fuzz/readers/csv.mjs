// @ts-check
/** CSV files, read from the disk as they come. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadCsv, loadCsvFeatures } from "../../../dist/data/csv.js";
import { hostileSize, pick } from "../mutate.mjs";
import { scratchFolder } from "../scratch.mjs";

/** @typedef {import("../../../dist/core/random.js").Random} Random */

const path = join(scratchFolder(), "table.csv");

const text = new TextEncoder();
const corpus = [
  "a,b,label\n1,2,x\n3.5,-4e3,y\n",
  'a,"b, quoted",label\r\n1,2,"x ""y"""\r\n.5,4,z\r\n',
  "\uFEFFa,b,label\n1,2,1\n3,4,2",
  `${Array.from({ length: 40 }, (_, i) => `c${i}`).join()},label\n${"1,".repeat(40)}x\n`,
].map((one) => text.encode(one));

const CELLS = [
  "",
  "1",
  "-2.5",
  '"',
  '""',
  '"3"',
  " 4 ",
  "1e999",
  "NaN",
  "0x10",
  "=1+1",
  "<b>",
  "\u0000",
  "\r",
  "\n",
  ";",
  "__proto__",
  "é",
];

/** @param {Random} random */
function fresh(random) {
  const cols = 1 + random.below(random.below(500) ? 4 : 2000);
  const cell = () =>
    random.below(4) ? String(random.below(100)) : random.below(3) ? pick(random, CELLS) : hostileSize(random);
  const row = () => Array.from({ length: cols }, cell).join(random.below(50) ? "," : ";");
  const head = random.below(3) ? Array.from({ length: cols }, (_, i) => (i === 0 ? "label" : `c${i}`)).join() : row();
  return text.encode([head, ...Array.from({ length: random.below(6) }, row)].join(random.below(9) ? "\n" : "\r\n"));
}

/** @type {import("./reader.mjs").Reader} */
export const csvReader = {
  name: "csv",
  corpus,
  fresh,
  async read(bytes) {
    writeFileSync(path, bytes);
    const header = bytes.length % 4 !== 0;
    if (bytes.length % 3 === 0) await loadCsvFeatures(path, { header, ignore: -1 });
    else await loadCsv(path, { header, label: header ? "label" : -1 });
  },
};
