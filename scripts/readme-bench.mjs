/** Puts the figures of the last benchmark (bench/results/latest.json) into the README: `node scripts/readme-bench.mjs`. */
import { readFileSync } from "node:fs";
import { byCase, byGroup, ratio, time } from "../bench/report/format.mjs";
import { fillReadme } from "./readme.mjs";

const { machine, rows } = JSON.parse(readFileSync(new URL("../bench/results/latest.json", import.meta.url), "utf8"));
/** Series, and sizes that are there for the libraries that can bear no more. */
const LEFT_OUT = /^(200|300|1,000) images|, (200|300|1,000) images|1,000 queries|200 queries/;
/** The fastest of the rest; results/latest.md has them all. */
const OTHERS = 4;

const timed = rows.filter(
  ({ group, case: name, medianMs }) => medianMs !== undefined && group !== "scaling" && !LEFT_OUT.test(name),
);
const fastest = (some) => some.reduce((best, row) => (best && best.medianMs <= row.medianMs ? best : row), undefined);
const shown = (row) => {
  if (!row) return "";
  return row.gflops ? `${row.gflops.toFixed(row.gflops < 10 ? 1 : 0)} GFLOP/s` : time(row.medianMs);
};

function caseLine(group, name, some) {
  const of = (contender) => some.filter((row) => row.contender === contender);
  const ours = fastest(of("heddle"));
  const plain = fastest(of("heddle").filter(({ turbo }) => !turbo));
  const main = group === "gemm" ? "numpy" : "scikit-learn";
  const reference = fastest(of(main));
  const others = [...new Set(some.map(({ contender }) => contender))]
    .filter((contender) => ![main, "heddle", "numpy (AVX2)"].includes(contender))
    .map((contender) => fastest(of(contender)))
    .sort((a, b) => a.medianMs - b.medianMs)
    .slice(0, OTHERS)
    .map((row) => `${row.contender} ${shown(row)} (${ratio(row.medianMs / ours.medianMs)})`);
  const against = reference ? `${shown(reference)} (${ratio(reference.medianMs / ours.medianMs)})` : "";
  return `| ${group}: ${name} | **${shown(ours)}** | ${shown(plain)} | ${against} | ${others.join(", ")} |`;
}

const { cpu, node, cores } = machine;
fillReadme("bench", [
  "| work | Heddle | without turbo | scikit-learn (products: NumPy) | the fastest others |",
  "| --- | ---: | ---: | ---: | --- |",
  ...[...byGroup(timed)].flatMap(([group, groupRows]) =>
    [...byCase(groupRows)].map(([name, caseRows]) => caseLine(group, name, caseRows)),
  ),
  "",
  `Medians, everyone with the number of threads that suits them best; in brackets how many times as long as Heddle they take (below 1: Heddle is the slower one). ${cpu}, ${cores} cores, Node ${node}.`,
]);
