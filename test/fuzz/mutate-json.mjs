// @ts-check
/** Damage that leaves JSON well-formed, or nearly so: what a reader meets after the parser. */
import { hostileSize, pick } from "./mutate.mjs";

/** @typedef {import("../../dist/core/random.js").Random} Random */
/** @typedef {{ raw: string } | { items: Node[] } | { entries: [string, Node][] }} Node An object may have a key twice here. */

const NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "length",
  "",
  "0",
  "\u0000",
  "a\u2028b",
];
/** @type {readonly ((random: Random) => string)[]} */
const VALUES = [
  () => "null",
  () => "true",
  () => '""',
  () => "{}",
  () => "[]",
  () => "1e999",
  () => '{"toString":1,"valueOf":1}',
  () => '{"__proto__":{"polluted":1}}',
  () => '{"constructor":{"prototype":{"polluted":1}}}',
  () => '"__proto__"',
  () => '"<script>alert(1)</script>"',
  hostileSize,
  hostileSize,
  (random) => nested(random, "[", "]"),
  (random) => nested(random, '{"a":', "}"),
  (random) => JSON.stringify("x".repeat(random.below(200) === 0 ? 1_000_000 : random.below(5000))),
  (random) => `[${new Array(1 + random.below(random.below(100) === 0 ? 50_000 : 50)).fill("0").join()}]`,
];

/** @param {Random} random @param {string} open @param {string} close */
function nested(random, open, close) {
  const depth = random.below(100) === 0 ? 200_000 : 1 + random.below(200);
  return `${open.repeat(depth)}0${random.below(5) ? close.repeat(depth) : ""}`;
}

/**
 * `text`, which is JSON, with one to three changes.
 * @param {Random} random
 * @param {string} text
 */
export function damagedJson(random, text) {
  const root = nodeOf(JSON.parse(text));
  for (let left = 1 + random.below(3); left > 0; left--) change(random, root);
  return written(root);
}

/** @param {Random} random @param {Node} root */
function change(random, root) {
  const all = nodesOf(root);
  const node = pick(random, all);
  if ("entries" in node && node.entries.length > 0) changeEntries(random, node.entries, all);
  else if ("items" in node && node.items.length > 0) changeItems(random, node.items, all);
  else become(node, random.below(4) ? { raw: pick(random, VALUES)(random) } : structuredClone(pick(random, all)));
}

/** @param {Random} random @param {[string, Node][]} entries @param {Node[]} all */
function changeEntries(random, entries, all) {
  const at = random.below(entries.length);
  switch (random.below(6)) {
    case 0:
      entries.splice(at, 1);
      break;
    case 1:
      entries[at][0] = pick(random, NAMES);
      break;
    case 2:
      entries.push([entries[at][0], structuredClone(pick(random, all))]);
      break;
    case 3:
      entries.push([pick(random, NAMES), { raw: pick(random, VALUES)(random) }]);
      break;
    case 4:
      entries[at][1] = structuredClone(pick(random, all));
      break;
    default:
      entries[at][1] = { raw: pick(random, VALUES)(random) };
  }
}

/** @param {Random} random @param {Node[]} items @param {Node[]} all */
function changeItems(random, items, all) {
  const at = random.below(items.length);
  const value = random.below(2) ? structuredClone(pick(random, all)) : { raw: pick(random, VALUES)(random) };
  if (random.below(3) === 0) items.splice(at, 1);
  else if (random.below(2)) items[at] = value;
  else items.push(value);
}

/** @param {Node} node @param {Node} other */
function become(node, other) {
  for (const key of Object.keys(node)) delete (/** @type {any} */ (node)[key]);
  Object.assign(node, other);
}

/** @param {unknown} value @returns {Node} */
function nodeOf(value) {
  if (Array.isArray(value)) return { items: value.map(nodeOf) };
  if (typeof value !== "object" || value === null) return { raw: JSON.stringify(value) };
  return { entries: Object.entries(value).map(([key, item]) => [key, nodeOf(item)]) };
}

/** @param {Node} node @returns {Node[]} */
function nodesOf(node) {
  const inner = "items" in node ? node.items : "entries" in node ? node.entries.map(([, value]) => value) : [];
  return [node, ...inner.flatMap(nodesOf)];
}

/** @param {Node} node @returns {string} */
function written(node) {
  if ("raw" in node) return node.raw;
  if ("items" in node) return `[${node.items.map(written).join()}]`;
  return `{${node.entries.map(([key, value]) => `${JSON.stringify(key)}:${written(value)}`).join()}}`;
}
