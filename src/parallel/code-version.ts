/** What results depend on besides data and settings: the code. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What only shows or carries results: a change there leaves them valid. `bundle` holds the same modules once more. */
const DISPLAY = ["bundle", "cli", "distributed", "persist", join("study", "report")];

export function heddleVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

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
