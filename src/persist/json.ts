/** JSON that was not written by a friend: every object's keys are distinct and harmless, and nothing is nested beyond reason. */
import { FormatError } from "../core/errors.js";

/** What is read is walked through by functions that call themselves; model files nest six deep. */
const MAX_DEPTH = 64;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object that `text` is. Throws FormatError for anything else, deep nesting, a key that occurs twice, or one named __proto__. */
export function parseRecord(text: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`model file: ${what} is not JSON (${(cause as Error).message})`, { cause });
  }
  if (!isRecord(value)) throw new FormatError(`model file: ${what} is not an object`);
  checkStructure(text, what);
  return value;
}

/** Walks through valid JSON, character by character: patterns of repeats fail on texts of megabytes. A string is a key if a colon follows it. */
function checkStructure(text: string, what: string): void {
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      const start = at;
      at = closingQuote(text, start);
      if (isKey(text, at + 1)) addKey(open.at(-1)!, text.slice(start, at + 1), what);
    } else if (character === "{" || character === "[") {
      if (open.length === MAX_DEPTH) throw new FormatError(`model file: ${what} is nested deeper than ${MAX_DEPTH}`);
      open.push(new Set());
    } else if (character === "}" || character === "]") open.pop();
  }
}

function closingQuote(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

function isKey(text: string, after: number): boolean {
  let at = after;
  while (text[at] === " " || text[at] === "\t" || text[at] === "\n" || text[at] === "\r") at++;
  return text[at] === ":";
}

function addKey(keys: Set<string>, string: string, what: string): void {
  const key: string = JSON.parse(string);
  if (keys.has(key) || key === "__proto__")
    throw new FormatError(
      `model file: ${what} has the key ${string.slice(0, 60)} ${keys.has(key) ? "twice" : "in it"}`,
    );
  keys.add(key);
}
