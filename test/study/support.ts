/** What the tests of the study share. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StudyResults } from "../../src/study/results.js";

/** Everything but where and when it ran, how long it took, and what follows from that. */
export function timeless(results: unknown): unknown {
  const strip = (key: string, item: unknown) =>
    /seconds$/i.test(key) || key === "environment" || key === "onFrontier" ? undefined : item;
  return JSON.parse(JSON.stringify(results, strip));
}

export function readResults(out: string): StudyResults {
  return JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
}

/** A new folder for `work`, gone afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "heddle-study-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
