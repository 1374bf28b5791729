/** Types of golden.mjs. */
export const HASHES: URL;
export const goldenNames: readonly string[];
export function goldenHashes(options: { threads: number; turbo: boolean }): Promise<Record<string, string>>;
