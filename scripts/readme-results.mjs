/** Puts the figures of a study into the README: `node scripts/readme-results.mjs REPORT-FOLDER`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PUBLISHED } from "../dist/study/published.js";
import { fillReadme } from "./readme.mjs";

const [folder] = process.argv.slice(2);
const { shortlist, cSweep, final, environment, totalSeconds } = JSON.parse(
  readFileSync(join(folder, "results.json"), "utf8"),
);
const seconds = (value) => `${value.toFixed(value < 10 ? 2 : 1)} s`;
const best = cSweep.points.reduce((top, row) => (row.meanAccuracy > top.meanAccuracy ? row : top));
const shirt = final.report.classes.find(({ name }) => name === "Shirt");
const lines = [
  "| classifier, defaults, 10,000 images | score | published | training | evaluation of 10,000 |",
  "| --- | --- | --- | --- | --- |",
  ...shortlist.map(
    ({ model, score, fitSeconds, evalSeconds }) =>
      `| ${model} | ${score.toFixed(4)} | ${PUBLISHED.shortlist[model].toFixed(4)} | ${seconds(fitSeconds)} | ${seconds(evalSeconds)} |`,
  ),
  "",
  `Logistic regression does best at C = ${best.C} (${cSweep.folds} folds of ${cSweep.rows.toLocaleString("en")} images: ${best.meanAccuracy.toFixed(4)}). ` +
    `The 2 × 512 network, chosen on validation data alone (${final.epochs} epochs), reaches a **test accuracy of ${final.testAccuracy.toFixed(4)}** ` +
    `(published ${PUBLISHED.testAccuracy}) after ${seconds(final.fitSeconds)} of training on 60,000 images; it recognises ${(100 * shirt.recall).toFixed(1)} % of the shirts, the hardest class. ` +
    `The whole study took ${(totalSeconds / 60).toFixed(1)} minutes: ${environment.cpu}, ${environment.threads} threads, Node ${environment.node}, turbo ${environment.turbo ? "on" : "off"}.`,
];
fillReadme("results", lines);
