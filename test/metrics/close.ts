/** Comparison of nested numbers at the tolerance of the metrics. */
import { expect } from "@jest/globals";

const TOLERANCE = 1e-12;

/** Same structure, and every number within 1e-12 of the expected one, relative above 1. */
export function expectClose(actual: unknown, expected: unknown): void {
  if (typeof expected === "number" && typeof actual === "number") {
    expect(Math.abs(actual - expected)).toBeLessThanOrEqual(TOLERANCE * Math.max(1, Math.abs(expected)));
  } else if (typeof expected === "object" && expected !== null && typeof actual === "object" && actual !== null) {
    expect(Object.keys(actual)).toEqual(Object.keys(expected));
    for (const [key, value] of Object.entries(expected)) expectClose(actual[key as keyof typeof actual], value);
  } else {
    expect(actual).toBe(expected);
  }
}
