// @ts-check
/** Numbers as the reports print them. */

/**
 * Three significant digits, in the unit that suits.
 * @param {number} ms
 */
export function time(ms) {
  if (ms >= 1000) return `${(ms / 1000).toPrecision(3)} s`;
  if (ms >= 1) return `${ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3)} ms`;
  return `${(1000 * ms).toPrecision(3)} µs`;
}

/** @param {number} value */
export function ratio(value) {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/**
 * Rows of one group, by case, in their order.
 * @param {import("../types.d.ts").Row[]} rows
 */
export function byCase(rows) {
  /** @type {Map<string, import("../types.d.ts").Row[]>} */
  const found = new Map();
  for (const row of rows) found.set(row.case, [...(found.get(row.case) ?? []), row]);
  return found;
}

/** @param {import("../types.d.ts").Row[]} rows */
export function byGroup(rows) {
  /** @type {Map<string, import("../types.d.ts").Row[]>} */
  const found = new Map();
  for (const row of rows) found.set(row.group, [...(found.get(row.group) ?? []), row]);
  return found;
}
