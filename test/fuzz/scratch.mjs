// @ts-check
/** Where readers of files on the disk find what they are to read. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder, gone when the process ends; a campaign also removes what its thread leaves. */
export function scratchFolder() {
  const folder = mkdtempSync(join(tmpdir(), "heddle-fuzz-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
