// @ts-check
/** `npm run bench`: Heddle beside its peers, on the same data, after their answers were found to agree. */
import { availableParallelism, cpus, totalmem } from "node:os";
import { GROUPS } from "./cases/index.mjs";
import { CONTENDERS, variantsOf } from "./contenders/index.mjs";
import { describeTolerances } from "./harness/agree.mjs";
import { nodeVersion } from "./harness/child.mjs";
import { compete } from "./harness/compete.mjs";
import { installContenders } from "./harness/install.mjs";
import { parseOptions, USAGE } from "./harness/options.mjs";
import { caseKey, fitSeries, variantName } from "./harness/rows.mjs";
import { judgeMemory, judgeTargets } from "./report/judge.mjs";
import { LIMITS } from "./report/limits.mjs";
import { caseTable, fitTable, verdictTable } from "./report/table.mjs";
import { TARGETS } from "./report/targets.mjs";
import { writeResults } from "./report/write.mjs";

const order = Object.keys(GROUPS);

/**
 * A line of progress that the next one replaces.
 * @param {string} text
 */
function say(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

function machine() {
  return {
    cpu: cpus()[0].model.trim(),
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: nodeVersion(),
  };
}

/**
 * What is asked for, group by group.
 * @param {import("./types.d.ts").Options} options
 */
function chosenCases(options) {
  const texts = options.cases;
  const cases = options.groups.flatMap((group) => GROUPS[group].cases(options));
  const chosen = texts ? cases.filter(({ name }) => texts.some((text) => name.includes(text))) : cases;
  if (chosen.length === 0) throw new Error(`no case has ${texts?.join(" or ")} in its name; --list prints them`);
  return chosen;
}

/**
 * Every case that results can have, in order.
 * @param {import("./types.d.ts").Options} options
 */
function knownCases({ quick, ...options }) {
  return order.flatMap((group) => GROUPS[group].cases({ ...options, quick, full: !quick }));
}

/** @param {import("./types.d.ts").Options} options */
function list(options) {
  const cases = chosenCases(options);
  for (const group of new Set(cases.map((item) => item.group))) {
    console.log(group);
    for (const item of cases.filter((one) => one.group === group)) {
      console.log(`  ${item.name}: ${variantsOf(item, options).map(variantName).join("; ")}`);
    }
  }
}

/** @param {import("./types.d.ts").Options} options */
async function benchmark(options) {
  const cases = chosenCases(options);
  const known = knownCases(options);
  const rows = [];
  /** @type {Record<string, string>} */
  const tolerances = {};
  /** @type {Record<string, string>} */
  const ranAt = {};
  for (const item of cases) {
    const found = await compete(item, variantsOf(item, options), options, say);
    say("");
    console.log(`\n${caseTable(`${item.group}: ${item.name}`, found)}`);
    rows.push(...found);
    const key = caseKey({ group: item.group, case: item.name });
    tolerances[key] = describeTolerances(item.agree);
    ranAt[key] = new Date().toISOString();
    // Rows of a few contenders must not stand in for all.
    if (!options.contenders)
      await writeResults({ machine: machine(), ranAt, tolerances, rows }, { quick: options.quick, known });
  }
  const fits = fitSeries(cases, rows);
  if (fits.length > 0) console.log(`\n${fitTable(fits)}`);
  const targets = judgeTargets(TARGETS, rows);
  if (targets.length > 0) console.log(`\n${verdictTable("Targets", targets)}`);
  const peaks = judgeMemory(LIMITS, rows);
  if (peaks.length > 0) console.log(`\n${verdictTable("Memory, peak in MiB", peaks)}`);
  return rows;
}

async function main() {
  const options = parseOptions(process.argv.slice(2), { groups: order, cores: availableParallelism() });
  if (options.help) return console.log(USAGE);
  const unknown = options.contenders?.filter((name) => !CONTENDERS.some((contender) => contender.name === name)) ?? [];
  if (unknown.length > 0)
    throw new Error(`no contender ${unknown.join(", ")}; there are ${CONTENDERS.map(({ name }) => name).join(", ")}`);
  if (options.list) return list(options);
  installContenders();
  const rows = await benchmark(options);
  if (rows.some(({ contender, unavailable }) => contender === "heddle" && unavailable)) process.exitCode = 1;
}

main().catch((error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 2;
});
