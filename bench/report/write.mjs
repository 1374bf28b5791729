// @ts-check
/** Writes results/: every file whole or not at all; cases that did not run this time keep their last rows. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { caseKey, fitSeries } from "../harness/rows.mjs";
import { chart } from "./chart.mjs";
import { markdownPage } from "./markdown.mjs";

const DIR = new URL("../results/", import.meta.url);

/** @typedef {import("../types.d.ts").Case} Case */
/**
 * `ranAt` and `tolerances` by the key of a case.
 * @typedef {{ machine: Record<string, unknown>, ranAt: Record<string, string>, tolerances: Record<string, string>, rows: import("../types.d.ts").Row[], fits: import("../types.d.ts").Fit[] }} Results
 */

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
 * `old` with the cases of `fresh` replaced, in the order of the known cases; results of another machine, and of cases that are no more, are not kept.
 * @param {Results | undefined} old
 * @param {Omit<Results, "fits">} fresh
 * @param {readonly Case[]} known
 * @returns {Results}
 */
export function mergeResults(old, fresh, known) {
  const kept = old && JSON.stringify(old.machine) === JSON.stringify(fresh.machine) ? old : undefined;
  const order = known.map(({ group, name }) => caseKey({ group, case: name }));
  const ran = Object.keys(fresh.ranAt);
  const rows = [...(kept?.rows.filter((row) => !ran.includes(caseKey(row))) ?? []), ...fresh.rows]
    .filter((row) => order.includes(caseKey(row)))
    .sort((a, b) => order.indexOf(caseKey(a)) - order.indexOf(caseKey(b)));
  return {
    machine: fresh.machine,
    ranAt: ofCases(order, { ...kept?.ranAt, ...fresh.ranAt }),
    tolerances: ofCases(order, { ...kept?.tolerances, ...fresh.tolerances }),
    rows,
    fits: fitSeries(known, rows),
  };
}

/**
 * The entries of the cases in `order`, in that order.
 * @param {readonly string[]} order
 * @param {Record<string, string>} entries
 */
function ofCases(order, entries) {
  return Object.fromEntries(order.flatMap((key) => (key in entries ? [[key, entries[key]]] : [])));
}

/**
 * @param {Omit<Results, "fits">} fresh
 * @param {{ quick: boolean, known: readonly Case[] }} options
 */
export async function writeResults(fresh, { quick, known }) {
  const [base, picture] = quick ? ["quick", "quick.svg"] : ["latest", "chart.svg"];
  const results = mergeResults(readResults(`${base}.json`), fresh, known);
  writeAtomic(`${base}.json`, `${JSON.stringify(results, null, 1)}\n`);
  writeAtomic(`${base}.md`, markdownPage(results));
  const svg = await chart(results.rows);
  if (svg) writeAtomic(picture, svg);
}
