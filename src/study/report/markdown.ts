/** The report as Markdown, with the charts as SVG files beside it. */
import type { Block, Comparison, Report, Section } from "./document.js";
import { percent } from "./text.js";

/** `folder` is where the SVG files are, relative to the Markdown file: "" or "charts/". */
export function renderMarkdown({ title, origin, lead, sections, colophon }: Report, folder = ""): string {
  return `${[
    `# ${escapeMarkdown(title)}`,
    paragraph(origin),
    paragraph(lead),
    ...sections.map((section, index) => renderSection(section, index + 1, folder)),
    "---",
    ...colophon.map(paragraph),
  ].join("\n\n")}\n`;
}

function renderSection(section: Section, position: number, folder: string): string {
  const { title, asked, protocol, blocks, compared, finding } = section;
  return [
    `## ${position}. ${escapeMarkdown(title)}`,
    `*${escapeMarkdown(asked)}* ${escapeMarkdown(protocol)}`,
    ...blocks.map((block) => renderBlock(block, folder)),
    ...(compared?.some(({ published }) => published !== undefined) ? [comparisonTable(compared)] : []),
    `**${escapeMarkdown(finding)}**`,
  ].join("\n\n");
}

function renderBlock(block: Block, folder: string): string {
  switch (block.kind) {
    case "text":
      return paragraph(block.text);
    case "charts":
      return block.charts.map(({ name, alt }) => `![${escapeMarkdown(alt)}](${folder}${name}.svg)`).join("\n");
    case "table":
      return table(
        block.head,
        block.rows.map(({ cells: [first, ...rest], notes = [], chosen }) => {
          const cells = [[first, ...notes].map(escapeMarkdown).join("<br>"), ...rest.map(escapeMarkdown)];
          return chosen ? cells.map((cell) => cell && `**${cell}**`) : cells;
        }),
      );
    case "preformatted":
      return fenced(block.text);
    case "gallery":
      return table(
        ["Test row", "True class", "Read as", "Confidence"],
        block.images.map(({ index, trueClass, predictedClass, confidence }) => [
          String(index),
          escapeMarkdown(trueClass),
          escapeMarkdown(predictedClass),
          percent(confidence, 0),
        ]),
      );
  }
}

function comparisonTable(compared: readonly Comparison[]): string {
  return table(
    ["Beside the published study", "Here", "Published", "Verdict"],
    compared.map(({ what, ours, published = "–", verdict = "" }) =>
      [what, ours, published, verdict].map(escapeMarkdown),
    ),
  );
}

/** Cells are Markdown already; the first column is text, the others are numbers. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [line(head.map(escapeMarkdown)), line(rule), ...rows.map(line)].join("\n");
}

/** A block that no run of backticks in the text can end. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

/** Text of one line that Markdown shows as it is, whatever a class may be called. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replaceAll("&", "&amp;")
    .replace(/[\\`*_[\]<>|~$]/g, (character) => `\\${character}`);
}

/** A line of its own must not begin like a heading, a list or a rule. */
function paragraph(text: string): string {
  return escapeMarkdown(text).replace(/^(\s*)([#+\-=]|\d+(?=[.)]))/, "$1\\$2");
}
