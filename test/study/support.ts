/** What the tests of the study share. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StudyResults } from "../../src/study/results.js";

export { timeless } from "./timeless.mjs";

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
