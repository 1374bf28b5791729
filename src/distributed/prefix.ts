/** What may stand in front of all names in Redis. */
import { ParameterError } from "../core/errors.js";

export function checkPrefix(operation: string, prefix: unknown): void {
  if (typeof prefix === "string" && /^[\w-]{1,64}$/.test(prefix)) return;
  throw new ParameterError(
    `${operation}: prefix is ${JSON.stringify(prefix)}; it must be 1 to 64 letters, digits, "_" or "-"`,
  );
}
