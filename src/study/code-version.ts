/** What the results of an experiment depend on besides its settings: the code. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { heddleVersion } from "./environment.js";

/** What only shows results: a change there leaves them valid. `bundle` holds the same modules once more. */
const DISPLAY = ["bundle", "cli", "persist", join("study", "report")];

/** Changes whenever the release, the kernels or any module that computes does: results of other code are not taken for this one's. */
export async function codeVersion(): Promise<string> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const names = (await readdir(root, { recursive: true })).filter(isCode).sort();
  const hash = createHash("sha256");
  for (const name of names) hash.update(name).update(await readFile(join(root, name)));
  return `${heddleVersion()}-${hash.digest("hex").slice(0, 12)}`;
}

function isCode(name: string): boolean {
  return (
    /\.(?:js|wasm)$/.test(name) &&
    !DISPLAY.some((folder) => name.startsWith(`${folder}/`) || name.startsWith(`${folder}\\`))
  );
}
