// @ts-check
/** The command line of the benchmark. */
import { parseArgs } from "node:util";

export const USAGE = `npm run bench -- [group …] [options]

  --quick             small sizes, to see that everything runs (writes results/quick.*)
  --full              also the sizes that take many minutes
  --case TEXT         only cases with TEXT in their name; may be given several times
  --list              print the groups, their cases and contenders, and stop
  --no-turbo          leave out Heddle's turbo variants
  --threads 1,2       thread counts (default: 1 and, where there are more cores, 2)
  --contenders a,b    only these; prints, and writes no results
  --help`;

/**
 * @param {string[]} args
 * @param {{ groups: string[], cores: number }} known
 * @returns {import("../types.d.ts").Options & { help: boolean }}
 */
export function parseOptions(args, { groups, cores }) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      full: { type: "boolean", default: false },
      case: { type: "string", multiple: true },
      list: { type: "boolean", default: false },
      "no-turbo": { type: "boolean", default: false },
      threads: { type: "string" },
      contenders: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const unknown = positionals.filter((name) => !groups.includes(name));
  if (unknown.length > 0) throw new Error(`no group ${unknown.join(", ")}; there are ${groups.join(", ")}`);
  if (values.quick && values.full) throw new Error("--quick and --full exclude each other");
  return {
    groups: positionals.length > 0 ? groups.filter((name) => positionals.includes(name)) : groups,
    quick: values.quick,
    full: values.full,
    cases: values.case,
    list: values.list,
    turbo: !values["no-turbo"],
    threads: values.threads === undefined ? defaultThreads(cores) : parseThreads(values.threads),
    contenders: values.contenders?.split(","),
    help: values.help,
  };
}

/** @param {number} cores */
function defaultThreads(cores) {
  return cores > 1 ? [1, 2] : [1];
}

/** @param {string} text */
function parseThreads(text) {
  const threads = text.split(",").map(Number);
  if (!threads.every((count) => Number.isInteger(count) && count >= 1))
    throw new Error(`--threads ${text}: a list of positive integers is needed, such as 1,2`);
  return [...new Set(threads)].sort((a, b) => a - b);
}
