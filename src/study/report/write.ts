/** Writes the report's files: the page, the results, the Markdown and the charts. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ResourceError } from "../../core/errors.js";
import type { Matrix } from "../../core/matrix.js";
import { removeStaleTemporaries, writeFileAtomic } from "../../data/atomic-write.js";
import type { StudyResults } from "../results.js";
import { type Drawing, drawChart, standalone } from "./charts/render.js";
import type { Report } from "./document.js";
import { imageAddress } from "./gallery.js";
import { renderMarkdown } from "./markdown.js";
import { renderPage } from "./page.js";
import { reportOf } from "./report.js";

/**
 * Makes the folder and proves that it can be written, before any work is put into what shall go there. What a killed run left half written is
 * removed.
 */
export async function prepareFolder(out: string): Promise<void> {
  try {
    await mkdir(out, { recursive: true });
  } catch (cause) {
    throw new ResourceError(`cannot create the folder ${out}: ${(cause as Error).message}`, { cause });
  }
  await writeFileAtomic(join(out, ".gitignore"), "*\n");
  await removeStaleTemporaries(out);
}

/** `testX` is what the gallery is drawn from. Returns the path of the page. */
export async function writeReport(out: string, results: StudyResults, testX: Matrix): Promise<string> {
  await writeFileAtomic(join(out, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
  const report = reportOf(results);
  const drawings = await drawCharts(report);
  for (const [name, { wide }] of drawings) await writeFileAtomic(join(out, `${name}.svg`), standalone(wide));
  await writeFileAtomic(join(out, "report.md"), renderMarkdown(report));
  const page = join(out, "index.html");
  const images = await drawImages(report, testX, results.data.imageShape);
  await writeFileAtomic(page, renderPage(report, { drawings, images }));
  return page;
}

export async function drawCharts({ sections }: Report): Promise<Map<string, Drawing>> {
  const drawings = new Map<string, Drawing>();
  for (const block of sections.flatMap(({ blocks }) => blocks)) {
    if (block.kind !== "charts") continue;
    for (const chart of block.charts) drawings.set(chart.name, await drawChart(chart));
  }
  return drawings;
}

async function drawImages(
  { sections }: Report,
  testX: Matrix,
  shape: readonly [number, number] | undefined,
): Promise<Map<number, string>> {
  const images = new Map<number, string>();
  for (const block of sections.flatMap(({ blocks }) => blocks)) {
    if (block.kind !== "gallery" || !shape) continue;
    for (const { index } of block.images) images.set(index, await imageAddress(testX, index, shape));
  }
  return images;
}
