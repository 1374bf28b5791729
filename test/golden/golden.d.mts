/** Types of golden.mjs. */
export const HASHES: URL;
export function goldenHashes(options: {
  threads: number;
  turbo: boolean;
}): Promise<Record<string, Record<string, string>>>;
