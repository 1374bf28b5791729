/**
 * Makes docs/study.md, its charts and the README's link to it from the results of a study that has run:
 * `npm run build && node scripts/docs-study.mjs REPORT-FOLDER`. Every figure comes from the folder's results.json.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { standalone } from "../dist/study/report/charts/render.js";
import { renderMarkdown } from "../dist/study/report/markdown.js";
import { reportOf } from "../dist/study/report/report.js";
import { drawCharts } from "../dist/study/report/write.js";
import { fillReadme } from "./readme.mjs";

/** Bytes; a larger chart slows the page down. */
const LARGEST = 150_000;
const [folder] = process.argv.slice(2);
if (!folder) throw new Error("usage: node scripts/docs-study.mjs REPORT-FOLDER");
const results = JSON.parse(readFileSync(join(folder, "results.json"), "utf8"));
const docs = fileURLToPath(new URL("../docs/", import.meta.url));
const charts = join(docs, "study");

const report = reportOf(results);
rmSync(charts, { recursive: true, force: true });
mkdirSync(charts, { recursive: true });
for (const [name, { wide }] of await drawCharts(report)) {
  const svg = standalone(wide);
  if (svg.length > LARGEST) throw new Error(`${name}.svg has ${svg.length} bytes, more than ${LARGEST}`);
  writeFileSync(join(charts, `${name}.svg`), svg);
}
writeFileSync(join(docs, "study.md"), renderMarkdown(report, "study/"));
const { testAccuracy } = results.final ?? {};
const gist = testAccuracy === undefined ? "" : `, test accuracy ${testAccuracy.toFixed(4)} with the published settings`;
fillReadme("study", [
  `Every step of a ${results.profile} run, with its charts and the published figures beside ours: [docs/study.md](docs/study.md) (${report.sections.length} sections${gist}).`,
]);
console.log(`docs/study.md: ${report.sections.length} sections`);
