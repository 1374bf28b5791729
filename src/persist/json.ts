/** JSON that was not written by a friend: every object's keys are distinct and harmless. */
import { FormatError } from "../core/errors.js";

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object that `text` is. Throws FormatError for anything else, a key that occurs twice, or one named __proto__. */
export function parseRecord(text: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`model file: ${what} is not JSON (${(cause as Error).message})`, { cause });
  }
  if (!isRecord(value)) throw new FormatError(`model file: ${what} is not an object`);
  checkKeys(text, what);
  return value;
}

/** Walks through valid JSON: a string is a key if a colon follows it. */
function checkKeys(text: string, what: string): void {
  const open: Set<string>[] = [];
  for (const [token, string, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (colon) {
      const key: string = JSON.parse(string);
      const keys = open.at(-1)!;
      if (keys.has(key) || key === "__proto__")
        throw new FormatError(`model file: ${what} has the key ${string} ${keys.has(key) ? "twice" : "in it"}`);
      keys.add(key);
    }
  }
}
