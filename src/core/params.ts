/** Declarative rules for hyper-parameters: constructors store, `fit` checks, and every message reads alike. */
import { ParameterError } from "./errors.js";

/** What a value must satisfy, and the words that say so. */
export interface Rule {
  readonly words: string;
  accepts(value: unknown): boolean;
}

function rule(words: string, accepts: (value: unknown) => boolean): Rule {
  return { words, accepts };
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isInteger = (value: unknown): value is number => isNumber(value) && Number.isInteger(value);

export const bool = rule("true or false", (value) => typeof value === "boolean");
export const integerAtLeast = (low: number) =>
  rule(`an integer of ${low} or more`, (value) => isInteger(value) && value >= low);
export const integerBetween = (low: number, high: number) =>
  rule(`an integer from ${low} to ${high}`, (value) => isInteger(value) && value >= low && value <= high);
export const positive = rule("a number above 0", (value) => isNumber(value) && value > 0);
export const nonNegative = rule("a number of 0 or more", (value) => isNumber(value) && value >= 0);
export const finite = rule("a finite number", isNumber);
export const seed = rule(
  "an integer from 0 to 4294967295",
  (value) => isInteger(value) && value >= 0 && value <= 0xffffffff,
);

/** low ≤ value ≤ high; `open` leaves out "low", "high" or "both". */
export function between(low: number, high: number, open?: "low" | "high" | "both"): Rule {
  const openLow = open === "low" || open === "both";
  const openHigh = open === "high" || open === "both";
  const words = `a number in ${openLow ? "(" : "["}${low}, ${high}${openHigh ? ")" : "]"}`;
  return rule(
    words,
    (value) => isNumber(value) && (openLow ? value > low : value >= low) && (openHigh ? value < high : value <= high),
  );
}

export function oneOf(...choices: readonly (string | number | null)[]): Rule {
  return rule(`one of ${choices.map((choice) => JSON.stringify(choice)).join(", ")}`, (value) =>
    choices.includes(value as string),
  );
}

export function listOf(item: Rule): Rule {
  return rule(
    `an array, each item ${item.words}`,
    (value) => Array.isArray(value) && value.every((entry) => item.accepts(entry)),
  );
}

/** An array of two. */
export function pairOf(item: Rule): Rule {
  const list = listOf(item);
  return rule(
    `an array of two, each ${item.words}`,
    (value) => list.accepts(value) && (value as readonly unknown[]).length === 2,
  );
}

/** A plain object that has no other names than these. */
export function objectOf(fields: Readonly<Record<string, Rule>>): Rule {
  const words = Object.entries(fields).map(([name, { words }]) => `${name} (${words})`);
  return rule(`an object of ${words.join(", ")}`, (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const given = value as Readonly<Record<string, unknown>>;
    return (
      Object.keys(given).every((name) => Object.hasOwn(fields, name)) &&
      Object.entries(fields).every(([name, field]) => field.accepts(given[name]))
    );
  });
}

export function either(...rules: readonly Rule[]): Rule {
  return rule(rules.map((one) => one.words).join(", or "), (value) => rules.some((one) => one.accepts(value)));
}

/** Also allows undefined and null. */
export function optional(inner: Rule): Rule {
  return rule(`${inner.words}, or left out`, (value) => value === undefined || value === null || inner.accepts(value));
}

export type Rules<P extends object> = { readonly [K in keyof P]-?: Rule };

/** Throws ParameterError for the first value that breaks its rule, and for names that have no rule. */
export function checkParams<P extends object>(owner: string, params: P, rules: Rules<P>): void {
  checkNames(owner, params, Object.keys(rules));
  for (const name of Object.keys(rules) as (keyof P & string)[]) {
    if (!rules[name].accepts(params[name])) {
      throw new ParameterError(`${owner}: ${name} is ${show(params[name])}; it must be ${rules[name].words}`);
    }
  }
}

/** Longer names have no neighbour that a person meant, and comparing them takes long. */
const LONGEST_NAME = 60;

/** Throws ParameterError for a name not in `known`, suggesting the nearest. */
export function checkNames(owner: string, params: object, known: readonly string[]): void {
  for (const name of Object.keys(params)) {
    if (known.includes(name)) continue;
    const nearest = (name.length > LONGEST_NAME ? [] : known)
      .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
      .sort((a, b) => a.distance - b.distance)[0];
    const hint =
      nearest && nearest.distance <= 3 ? `; did you mean ${nearest.candidate}?` : `; it has ${known.join(", ")}`;
    throw new ParameterError(`${owner} has no parameter ${JSON.stringify(name.slice(0, LONGEST_NAME))}${hint}`);
  }
}

function show(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "number" || value === undefined) return String(value);
  return JSON.stringify(value) ?? String(value);
}

/** Levenshtein distance, case-insensitive. */
function editDistance(a: string, b: string): number {
  const s = a.toLowerCase();
  const t = b.toLowerCase();
  let row = Array.from({ length: t.length + 1 }, (_, j) => j);
  for (let i = 1; i <= s.length; i++) {
    const next = [i];
    for (let j = 1; j <= t.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (s[i - 1] === t[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[t.length];
}
