/** Types of timeless.mjs. */
export function timeless(results: unknown): unknown;
