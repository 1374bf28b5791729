/** The report as one self-contained HTML page. */
import type { Chart } from "./charts/chart.js";
import type { Drawing } from "./charts/render.js";
import type { Block, Comparison, GalleryImage, Report, Section, Table } from "./document.js";
import { html, Markup } from "./html-text.js";
import { STYLE } from "./style.js";
import { percent } from "./text.js";

/** What the page shows besides text: charts by name, images by row. */
export interface Pictures {
  readonly drawings: ReadonlyMap<string, Drawing>;
  /** Data addresses of rows of the test set. */
  readonly images: ReadonlyMap<number, string>;
}

export function renderPage(report: Report, pictures: Pictures): string {
  const { title, origin, lead, tiles, sections, colophon } = report;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Heddle</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header>
<p class="origin">${origin}</p>
<h1>${title}</h1>
<p class="lead">${lead}</p>
<div class="tiles">${tiles.map((one) => tile(one, tiles))}</div>
${contents(sections)}
</header>
<main>
${sections.map((section, index) => renderSection(section, index + 1, pictures))}
</main>
<footer>${colophon.map((text) => html`<p>${text}</p>`)}</footer>
</body>
</html>
`;
  return page.text;
}

/** A tile without a published figure keeps its place, if others have one. */
function tile({ what, ours, published }: Comparison, tiles: readonly Comparison[]): Markup {
  const compared = tiles.some((one) => one.published !== undefined);
  const beside = published === undefined ? "" : `published ${published}`;
  return html`<div class="tile"><span>${what}</span><strong>${ours}</strong>${compared ? html`<em>${beside}</em>` : ""}</div>`;
}

function contents(sections: readonly Section[]): Markup | string {
  if (sections.length < 2) return "";
  return html`<nav aria-label="Contents"><ol>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>`;
}

function renderSection(section: Section, position: number, pictures: Pictures): Markup {
  const { id, title, asked, protocol, blocks, compared, finding } = section;
  return html`<section id="${id}">
<h2><span>${position}</span> ${title}</h2>
<p class="asked">${asked}</p>
<p class="protocol">${protocol}</p>
${blocks.map((block) => renderBlock(block, pictures))}
${compared?.length ? comparisonTable(compared) : ""}
<p class="finding">${finding}</p>
</section>
`;
}

function renderBlock(block: Block, pictures: Pictures): Markup {
  switch (block.kind) {
    case "text":
      return html`<p>${block.text}</p>`;
    case "charts":
      return html`<div class="charts">${block.charts.map((chart) => figure(chart, pictures))}</div>`;
    case "table":
      return renderTable(block);
    case "preformatted":
      return html`<pre tabindex="0" aria-label="${block.label}">${block.text}</pre>`;
    case "gallery":
      return html`<ul class="gallery">${block.images.map((image) => galleryItem(image, pictures))}</ul>`;
  }
}

function figure({ name, title, half }: Chart, { drawings }: Pictures): Markup {
  const drawing = drawings.get(name)!;
  return html`<figure class="${half ? "half" : "whole"}"><figcaption>${title}</figcaption><div class="wide">${new Markup(drawing.wide)}</div><div class="narrow">${new Markup(drawing.narrow)}</div></figure>`;
}

function renderTable({ head, rows }: Table): Markup {
  const small = (notes: readonly string[] = []) => notes.map((text) => html`<small>${text}</small>`);
  return html`<div class="scroll" tabindex="0"><table><thead><tr>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead><tbody>${rows.map(
    ({ cells: [first, ...rest], notes, chosen }) =>
      html`<tr${chosen ? new Markup(' class="chosen"') : ""}><th scope="row"><span class="name">${first}</span>${small(notes)}</th>${rest.map((text) => html`<td>${text}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

function comparisonTable(compared: readonly Comparison[]): Markup {
  const theirs = compared.some(({ published }) => published !== undefined);
  if (!theirs) return html``;
  return html`<div class="scroll" tabindex="0"><table class="compared"><thead><tr><th scope="col">Beside the published study</th><th scope="col">Here</th><th scope="col">Published</th><th scope="col">Verdict</th></tr></thead><tbody>${compared.map(
    ({ what, ours, published = "–", verdict = "" }) =>
      html`<tr><th scope="row">${what}</th><td>${ours}</td><td>${published}</td><td>${verdict}</td></tr>`,
  )}</tbody></table></div>`;
}

function galleryItem({ index, trueClass, predictedClass, confidence }: GalleryImage, { images }: Pictures): Markup {
  const alt = `Test image ${index}, of ${trueClass}, read as ${predictedClass}`;
  return html`<li><img src="${images.get(index) ?? ""}" alt="${alt}" width="84" height="84"><b>${predictedClass}</b><span>${percent(confidence, 0)} sure</span></li>`;
}
