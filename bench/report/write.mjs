// @ts-check
/** Writes results/: every file whole or not at all; groups that did not run this time keep their last rows. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chart } from "./chart.mjs";
import { markdownPage } from "./markdown.mjs";

const DIR = new URL("../results/", import.meta.url);

/** @typedef {{ machine: Record<string, unknown>, ranAt: Record<string, string>, tolerances: Record<string, string>, rows: import("../types.d.ts").Row[], fits: import("../types.d.ts").Fit[] }} Results */

/**
 * @param {string} name
 * @param {string} text
 */
function writeAtomic(name, text) {
  mkdirSync(DIR, { recursive: true });
  const path = fileURLToPath(new URL(name, DIR));
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

/**
 * @param {string} name
 * @returns {Results | undefined}
 */
function readResults(name) {
  try {
    return JSON.parse(readFileSync(new URL(name, DIR), "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * `old` with the groups of `fresh` replaced; results of another machine are not kept.
 * @param {Results | undefined} old
 * @param {Results} fresh
 * @param {readonly string[]} order of the groups
 * @returns {Results}
 */
export function mergeResults(old, fresh, order) {
  if (!old || JSON.stringify(old.machine) !== JSON.stringify(fresh.machine)) return fresh;
  const ran = Object.keys(fresh.ranAt);
  const kept = old.rows.filter(({ group }) => !ran.includes(group));
  const rows = [...kept, ...fresh.rows].sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group));
  return {
    machine: fresh.machine,
    ranAt: { ...old.ranAt, ...fresh.ranAt },
    tolerances: { ...old.tolerances, ...fresh.tolerances },
    rows,
    fits: ran.includes("scaling") ? fresh.fits : old.fits,
  };
}

/**
 * @param {Results} fresh
 * @param {{ quick: boolean, order: readonly string[] }} options
 */
export async function writeResults(fresh, { quick, order }) {
  const [base, picture] = quick ? ["quick", "quick.svg"] : ["latest", "chart.svg"];
  const results = mergeResults(readResults(`${base}.json`), fresh, order);
  writeAtomic(`${base}.json`, `${JSON.stringify(results, null, 1)}\n`);
  writeAtomic(`${base}.md`, markdownPage(results));
  const svg = await chart(results.rows);
  if (svg) writeAtomic(picture, svg);
}
