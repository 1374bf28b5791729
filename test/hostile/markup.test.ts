/** Names of classes and of files that are markup, script or patterns of replacement: the report shows them as the text they are. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { standalone } from "../../src/study/report/charts/render.js";
import { escapeHtml } from "../../src/study/report/html-text.js";
import { escapeMarkdown, renderMarkdown } from "../../src/study/report/markdown.js";
import { renderPage } from "../../src/study/report/page.js";
import { reportOf } from "../../src/study/report/report.js";
import { drawCharts } from "../../src/study/report/write.js";
import type { StudyResults } from "../../src/study/results.js";
import { exampleResults } from "../study/example-results.js";
import { withFolder } from "../study/support.js";
import { runCli } from "../support/cli.js";

const CLASSES = [
  "<script>alert(1)</script>",
  "\"'><img src=x onerror=alert(1)>",
  "$' $` $& $$ ]]></style></svg><svg onload=alert(1)>",
];
const FILE = "<img src=x onerror=alert(1)> $' [x](javascript:alert(1)).csv";

function hostileResults(): StudyResults {
  const { data, final, ...others } = exampleResults();
  const [first, second, third] = CLASSES;
  return {
    ...others,
    data: { ...data, classNames: CLASSES, name: FILE, source: `https://example.org/${FILE}`, published: false },
    final: {
      ...final!,
      report: { ...final!.report, classes: final!.report.classes.map((row, i) => ({ ...row, name: CLASSES[i] })) },
      reportText: CLASSES.join("\n"),
      confusedPairs: [{ trueClass: first, predictedClass: second, count: 3, share: 0.1 }],
      galleryClass: third,
      gallery: [{ index: 1, trueClass: third, predictedClass: first, confidence: 0.5 }],
    },
  };
}

const TAG = /<(\/?[a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z0-9:-]+(?:="[^"<>]*")?)*)\s*\/?>/g;
const ATTRIBUTE = /([a-zA-Z0-9:-]+)(?:="([^"]*)")?/g;
const TAGS =
  "a b body clipPath circle defs div em figcaption figure footer g h1 h2 head header html img li line main meta nav ol p path pre rect section small span strong style svg table tbody td text th thead title tr tspan ul".split(
    " ",
  );

/** Every tag and attribute of a page or a drawing; fails for what is neither those nor text. */
function expectHarmless(markup: string): void {
  const body = markup.replace(/^<!doctype html>/, "").replace(/<style>[^<]*<\/style>/g, "");
  const odd = body.replace(TAG, "").match(/.{0,40}<.{0,40}/);
  expect(odd).toBeNull();
  let tags = 0;
  for (const [, name, attributes] of body.matchAll(TAG)) {
    tags++;
    expect(TAGS).toContain(name.replace("/", ""));
    for (const [, attribute, value] of attributes.matchAll(ATTRIBUTE)) {
      expect(attribute).not.toMatch(/^on|^srcdoc$|^style$/i);
      if (attribute === "href") expect(value).toMatch(/^#[a-z-]+$/);
      if (attribute === "src") expect(value).toMatch(/^(data:image\/png;base64,[A-Za-z0-9+/=]+)?$/);
    }
  }
  expect(tags).toBeGreaterThan(5);
}

/** Outside of code and of the charts, Markdown keeps only the markup that the report itself writes. */
function expectHarmlessMarkdown(text: string): void {
  const prose = text
    .replace(/^(`{3,})\n[\s\S]*?\n\1$/gm, "")
    .replace(/^!\[.*\]\((?:[a-z]+\/)?[a-z0-9-]+\.svg\)$/gim, "");
  expect(prose.replace(/<br>/g, "")).not.toMatch(/(?<!\\)<|(?<!\\)\]\(/);
}

describe("the report of hostile results", () => {
  test("has no markup but its own, and shows every name", async () => {
    const report = reportOf(hostileResults());
    const drawings = await drawCharts(report);
    const page = renderPage(report, { drawings, images: new Map([[1, "data:image/png;base64,AA=="]]) });
    expectHarmless(page);
    expect(drawings.size).toBeGreaterThan(5);
    for (const [, { wide, narrow }] of drawings) for (const svg of [standalone(wide), narrow]) expectHarmless(svg);
    for (const name of [...CLASSES, FILE]) expect(page).toContain(escapeHtml(name));
    const markdown = renderMarkdown(report);
    expectHarmlessMarkdown(markdown);
    for (const name of [...CLASSES, FILE]) expect(markdown).toContain(escapeMarkdown(name));
  });

  test("has charts that are told as their names are, dollars and all", async () => {
    const report = reportOf(hostileResults());
    const charts = report.sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === "charts" ? block.charts : [])),
    );
    const drawings = await drawCharts({
      ...report,
      sections: [
        {
          ...report.sections[0],
          blocks: [{ kind: "charts", charts: charts.map((chart) => ({ ...chart, alt: CLASSES[2] })) }],
        },
      ],
    });
    for (const { wide } of drawings.values()) {
      expect(wide.startsWith(`<svg role="img" aria-label="${escapeHtml(CLASSES[2])}" `)).toBe(true);
    }
  });
});

test("a study of a file with a hostile name and hostile classes writes a harmless report", async () => {
  await withFolder(async (folder) => {
    const cell = (name: string) => `"${name.replaceAll('"', '""')}"`;
    const rows = Array.from({ length: 90 }, (_, i) => `${i % 3},${(i * 7) % 11},${cell(CLASSES[i % 3])}`);
    const path = join(folder, FILE.replaceAll("/", ""));
    writeFileSync(path, ["a,b,kind", ...rows].join("\n"));
    const out = join(folder, "report");
    const { code, stderr } = await runCli([
      "study",
      "--data",
      path,
      "--label",
      "kind",
      "--profile",
      "smoke",
      "--only",
      "shortlist,final",
      "--out",
      out,
    ]);
    expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
    expectHarmless(readFileSync(join(out, "index.html"), "utf8"));
    expectHarmlessMarkdown(readFileSync(join(out, "report.md"), "utf8"));
    const drawings = readdirSync(out).filter((name) => name.endsWith(".svg"));
    expect(drawings.length).toBeGreaterThan(0);
    for (const name of drawings) expectHarmless(readFileSync(join(out, name), "utf8"));
    expect(readFileSync(join(out, "index.html"), "utf8")).toContain(escapeHtml(CLASSES[0]));
  });
});

test("the browser example never makes markup of text", () => {
  const folder = fileURLToPath(new URL("../../examples/browser/public/", import.meta.url));
  const scripts = readdirSync(folder).filter((name) => name.endsWith(".mjs"));
  expect(scripts.length).toBeGreaterThan(3);
  const makes =
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|\beval\b|new Function|DOMParser/;
  for (const name of scripts)
    expect([name, makes.exec(readFileSync(join(folder, name), "utf8"))]).toEqual([name, null]);
});
