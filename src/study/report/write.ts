/** Writes the report's files: the page, the results, the Markdown and the charts. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ResourceError } from "../../core/errors.js";
import type { Matrix } from "../../core/matrix.js";
import { writeFileAtomic } from "../../data/atomic-write.js";
import type { CoreResults } from "../results.js";
import { renderCharts } from "./charts.js";
import { imageAddress } from "./gallery.js";
import { renderMarkdown } from "./markdown.js";
import { renderPage } from "./page.js";

/** Makes the folder and proves that it can be written, before any work is put into what shall go there. */
export async function prepareFolder(out: string): Promise<void> {
  try {
    await mkdir(out, { recursive: true });
  } catch (cause) {
    throw new ResourceError(`cannot create the folder ${out}: ${(cause as Error).message}`, { cause });
  }
  await writeFileAtomic(join(out, ".gitignore"), "*\n");
}

export async function writeReport(out: string, results: CoreResults, testX: Matrix<Uint8Array>): Promise<string> {
  const charts = await renderCharts(results);
  const gallery = await Promise.all(
    results.final.gallery.map(async (mistake) => ({ ...mistake, address: await imageAddress(testX, mistake.index) })),
  );
  await writeFileAtomic(join(out, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
  await writeFileAtomic(join(out, "report.md"), renderMarkdown(results));
  for (const [name, svg] of Object.entries(charts)) await writeFileAtomic(join(out, `${name}.svg`), svg);
  const page = join(out, "index.html");
  await writeFileAtomic(page, renderPage(results, charts, gallery));
  return page;
}
