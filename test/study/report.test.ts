/** What the report makes of results: sections for what has run, sentences that follow the numbers, names that cannot break out. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { PUBLISHED } from "../../src/study/published.js";
import { type Drawing, standalone } from "../../src/study/report/charts/render.js";
import type { Report } from "../../src/study/report/document.js";
import { renderMarkdown } from "../../src/study/report/markdown.js";
import { renderPage } from "../../src/study/report/page.js";
import { reportOf } from "../../src/study/report/report.js";
import { drawCharts } from "../../src/study/report/write.js";
import type { StudyResults } from "../../src/study/results.js";
import { exampleResults, networkRun, svmRun } from "./example-results.js";

const ALL = [
  "shortlist",
  "c-sweep",
  "svm",
  "architectures",
  "learning-rate",
  "regularisation",
  "activation",
  "stopping",
  "grid-search",
  "final",
  "errors",
  "best-network",
  "rbf-svm",
  "trade-off",
];

/** The example with other values. */
const results = (changes: Partial<StudyResults> = {}): StudyResults => ({ ...exampleResults(), ...changes });
const ids = ({ sections }: Report) => sections.map(({ id }) => id);
const finding = (from: StudyResults, id: string) =>
  reportOf(from).sections.find((section) => section.id === id)!.finding;
const pageOf = (report: Report, drawings: ReadonlyMap<string, Drawing>) =>
  renderPage(report, { drawings, images: new Map([[1, "data:image/png;base64,AA=="]]) });

describe("the report of a full run", () => {
  let report: Report;
  let drawings: Map<string, Drawing>;
  let page: string;
  let markdown: string;
  beforeAll(async () => {
    report = reportOf(results());
    drawings = await drawCharts(report);
    page = pageOf(report, drawings);
    markdown = renderMarkdown(report, "charts/");
  });

  test("has every section, in the order of the argument", () => {
    expect(ids(report)).toEqual(ALL);
  });

  test("says the same in the page and in Markdown, section by section", () => {
    for (const [index, { title, finding }] of report.sections.entries()) {
      expect(page).toContain(`<h2><span>${index + 1}</span> ${title}</h2>`);
      expect(page).toContain(`<a href="#${report.sections[index].id}">`);
      expect(markdown).toContain(`## ${index + 1}. ${title}`);
      expect(markdown).toContain(finding.replaceAll("\u00a0", " ").slice(0, 30));
    }
  });

  test("draws every chart twice, labelled, in variables only, and nothing comes from elsewhere", () => {
    expect(drawings.size).toBeGreaterThan(18);
    for (const [name, { wide, narrow }] of drawings) {
      for (const svg of [wide, narrow]) {
        expect(svg).toMatch(/^<svg role="img" aria-label="[^"]{20,}"/);
        expect(svg).not.toMatch(/(?:fill|stroke)="#/);
        expect(svg).not.toContain("NaN");
      }
      expect(markdown).toContain(`](charts/${name}.svg)`);
    }
    expect(page.match(/<svg/g)).toHaveLength(2 * drawings.size);
    expect(page).not.toMatch(/(?:src|href)="(?!data:|#)/);
    const anchors = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(anchors).size).toBe(anchors.length);
    expect(page).not.toMatch(/@import|url\((?!#)/);
  });

  test("sets the published figure beside ours wherever there is one", () => {
    const compared = Object.fromEntries(
      report.sections.flatMap(({ compared = [] }) => compared).map(({ what, published }) => [what, published]),
    );
    expect(compared).toMatchObject({
      "C of the peak": "0.1",
      "Accuracy at the peak": "0.8561",
      "Learning rate chosen": "0.03",
      "Better activation": "relu",
      "Test accuracy": "0.8812",
      "Recall of the shirts": "0.6000",
    });
    expect(Object.values(compared)).toContain("0.8515");
    expect(Object.values(compared)).toContain("0.9002");
  });

  test("a chart as a file carries its own colours for light and dark", () => {
    const file = standalone(drawings.get("shortlist")!.wide);
    for (const [, variable] of file.matchAll(/var\((--[a-z-]+)\)/g)) expect(file).toContain(`${variable}:#`);
    expect(file).toContain("prefers-color-scheme:dark");
  });
});

describe("sections adapt", () => {
  test("to the steps that have run", () => {
    const { shortlist, cSweep, final } = exampleResults();
    const none = Object.fromEntries(Object.keys(exampleResults()).map((key) => [key, undefined]));
    const { environment, data, protocol, steps } = exampleResults();
    const base = { ...none, environment, data, protocol, steps, seed: 0, totalSeconds: 1 } as unknown as StudyResults;
    expect(ids(reportOf({ ...base, shortlist, cSweep, final }))).toEqual(["shortlist", "c-sweep", "final", "errors"]);
    expect(ids(reportOf({ ...base, cSweep }))).toEqual(["c-sweep"]);
    const empty = reportOf(base);
    expect(empty.sections).toEqual([]);
    expect(pageOf(empty, new Map())).toContain("No step of the study has run yet");
  });

  test("to other data: nothing published, no gallery where rows are no images, the test set's origin", () => {
    const data = {
      ...exampleResults().data,
      name: "flowers",
      published: false,
      testSet: "heldOut" as const,
      imageShape: undefined,
    };
    const { bestNetwork } = exampleResults();
    const candidates = bestNetwork!.candidates.map(({ flippedValidationAccuracy: _, ...candidate }) => candidate);
    const report = reportOf(results({ data, bestNetwork: { ...bestNetwork!, candidates, testTimeFlips: false } }));
    const text = renderMarkdown(report);
    expect(text).not.toMatch(/published study|Published/);
    expect(report.tiles.every(({ published }) => published === undefined)).toBe(true);
    expect(report.sections.flatMap(({ blocks }) => blocks).some(({ kind }) => kind === "gallery")).toBe(false);
    expect(text).toContain("drawn from the data");
    expect(text).not.toMatch(/\bimages\b/);
  });

  test.each([2, 26, 61])("to %i classes", async (n) => {
    const names = Array.from({ length: n }, (_, i) => `class ${i}`);
    const { data, final } = exampleResults();
    const confusionMatrix = names.map((_, i) => names.map((_, j) => (i === j ? 9 : 1)));
    const report = reportOf(results({ data: { ...data, classNames: names }, final: { ...final!, confusionMatrix } }));
    const drawn = await drawCharts({ ...report, sections: report.sections.filter(({ id }) => id === "errors") });
    expect([...drawn.keys()]).toEqual(n > 60 ? [] : ["confusion"]);
  });

  test("a run that left the numbers is drawn as far as it went", async () => {
    const broken = networkRun("0.3", [0.5, 0.1]);
    const lost = broken.history.map((record) => ({ ...record, loss: Number.NaN, validationLoss: Number.NaN }));
    const { learningRate } = exampleResults();
    const runs = [learningRate!.runs[1], { ...broken, history: lost, learningRate: 0.3 }];
    const report = reportOf(results({ learningRate: { runs, chosen: 0.03 } }));
    expect(report.sections.find(({ id }) => id === "learning-rate")!.finding).toContain("0.3 diverges");
    const drawn = await drawCharts({ ...report, sections: report.sections.filter(({ id }) => id === "learning-rate") });
    expect(drawn.get("learning-rate-loss")!.wide).not.toContain("NaN");
  });
});

describe("a finding says what the numbers say", () => {
  const example = exampleResults();

  test("shortlist", () => {
    expect(finding(example, "shortlist")).toMatch(/^MLPClassifier leads with 0\.8500/);
    expect(finding(example, "shortlist")).toContain(
      "One of the two meet or beat the published score; below it stays MLPClassifier (by 0.19 points), less than the ±",
    );
    const shortlist = example.shortlist!.map((row) => ({ ...row, score: 1.7 - row.score }));
    expect(finding(results({ shortlist }), "shortlist")).toMatch(/^KNeighborsClassifier leads with 0\.8779/);
  });

  test("the sweep's peak, and a peak at the edge", () => {
    expect(finding(example, "c-sweep")).toContain("peaks at C = 0.1 with 0.8600;");
    const points = example.cSweep!.points.map((point) => ({ ...point, meanAccuracy: 0.8 + point.C / 100 }));
    expect(finding(results({ cSweep: { ...example.cSweep!, points } }), "c-sweep")).toContain(
      "peaks at C = 1 with 0.8100, at the edge of the range",
    );
  });

  test("kernels", () => {
    expect(finding(example, "svm")).toContain("the rbf kernel does best: 0.8600, 3.00 points above the linear one");
    const kernels = [svmRun("linear", 0.9, "validation"), svmRun("rbf", 0.8, "validation")];
    expect(finding(results({ svm: { kernels } }), "svm")).toContain("no kernel beats the linear one (0.9000)");
  });

  test("architectures", () => {
    expect(finding(example, "architectures")).toContain("2 × 512 is as good within the uncertainty");
    const runs = [networkRun("16", [0.95], 100), networkRun("2 × 512", [0.7], 1000)];
    expect(finding(results({ architectures: { runs } }), "architectures")).toMatch(/^16 reaches .* no smaller network/);
  });

  test("regularisation", () => {
    expect(finding(example, "regularisation")).toContain("the gap shrinks from 8.00 to 2.00 points");
    const runs = example.regularisation!.runs.map((run) => ({ ...run, gap: 0.1 - run.gap }));
    expect(finding(results({ regularisation: { runs } }), "regularisation")).toContain("the gap does not shrink");
  });

  test("activation", () => {
    expect(finding(example, "activation")).toMatch(/^relu ends .* 18\.00 points above sigmoid/);
    const runs = example.activation!.runs.map((run) => ({ ...run, validationAccuracy: 1.5 - run.validationAccuracy }));
    const section = reportOf(results({ activation: { runs } })).sections.find(({ id }) => id === "activation")!;
    expect(section.finding).toMatch(/^sigmoid ends/);
    expect(section.compared![0].verdict).toBe("another choice");
  });

  test("stopping", () => {
    expect(finding(example, "stopping")).toContain("lowest after epoch 2");
    const stopping = { ...example.stopping!, keptEpoch: 3, stoppedEpoch: 3 };
    expect(finding(results({ stopping }), "stopping")).toContain("the last one run");
  });

  test("what matters in the search", () => {
    expect(finding(example, "grid-search")).toContain("Learning rate init matters most (11.00 points");
    const candidates = example.gridSearch!.candidates.map((one) => ({ ...one, accuracy: one.params.width / 20 }));
    expect(finding(results({ gridSearch: { ...example.gridSearch!, candidates } }), "grid-search")).toContain(
      "Width matters most (40.00 points",
    );
  });

  test("the test score, above and below the published one, and why not", () => {
    expect(finding(example, "final")).toContain("0.59 points above the published 0.8812");
    const verdict = (testAccuracy: number, testRows: number) => {
      const report = reportOf(
        results({ data: { ...example.data, testRows }, final: { ...example.final!, testAccuracy } }),
      );
      return report.sections.find(({ id }) => id === "final")!.compared![0].verdict;
    };
    expect(verdict(PUBLISHED.testAccuracy, 10000)).toBe("meets it");
    expect(verdict(0.9, 10000)).toBe("beats it by 1.88 points");
    expect(verdict(0.88, 10000)).toBe("0.12 points below: less than the ±0.64 that 10,000 rows leave open");
    expect(verdict(0.8, 10000)).toBe("8.12 points below: more than chance explains");
  });

  test("the hardest class", () => {
    expect(finding(example, "errors")).toMatch(/^Shirt is the hardest class: recall 0\.61/);
    const classes = example.final!.report.classes.map((one) => ({ ...one, recall: 1 - one.recall }));
    const final = { ...example.final!, report: { ...example.final!.report, classes } };
    expect(finding(results({ final }), "errors")).toMatch(/^Bag is the hardest class: recall 0\.05/);
  });

  test("the ensemble", () => {
    expect(finding(example, "best-network")).toContain("five together reach 91.60\u00a0%, 0.50 points more");
    const ensemble = { ...example.bestNetwork!.ensemble, testAccuracy: 0.9 };
    expect(finding(results({ bestNetwork: { ...example.bestNetwork!, ensemble } }), "best-network")).toContain(
      "five together do not do better",
    );
  });

  test("the choice of C and gamma", () => {
    expect(finding(example, "rbf-svm")).toContain("0.28 points above what scikit-learn reaches");
    expect(finding(example, "rbf-svm")).not.toContain("edge");
    expect(finding(results({ rbfSvm: { ...example.rbfSvm!, C: 30 } }), "rbf-svm")).toContain(
      "C at the edge of the grid",
    );
  });

  test("the trade", () => {
    expect(finding(example, "trade-off")).toContain("nothing within one point of it is faster, and 2 of 3");
    const tradeOff = example.tradeOff!.map((row) => ({
      ...row,
      accuracy: row.accuracy === 0.84 ? 0.905 : row.accuracy,
    }));
    expect(finding(results({ tradeOff }), "trade-off")).toContain("slow comes within one point of it 6.7 times faster");
  });
});

test("hostile names stay text: in the page, in the charts, in Markdown", async () => {
  const names = ["<script>alert(1)</script>", "a | b `c` *d* [e](f)", "#111111 & \u0000\u0007'\"</text>"];
  const { data, final } = exampleResults();
  const hostile = results({
    data: { ...data, classNames: names, name: "<b>data</b>" },
    final: {
      ...final!,
      report: { ...final!.report, classes: final!.report.classes.map((row, i) => ({ ...row, name: names[i] })) },
      reportText: `\`\`\`\n${names[0]}`,
      confusedPairs: [{ trueClass: names[0], predictedClass: names[1], count: 3, share: 0.1 }],
      gallery: [{ index: 1, trueClass: names[0], predictedClass: names[1], confidence: 0.5 }],
    },
  });
  const report = reportOf(hostile);
  const drawings = await drawCharts(report);
  const page = pageOf(report, drawings);
  expect(page).not.toMatch(/<script|<b>data/);
  expect(page).toContain("&lt;script&gt;alert(1)");
  const svg = drawings.get("confusion")!.wide;
  expect(svg).not.toMatch(/<script|\p{Cc}(?<!\n)/u);
  expect(svg.match(/<\/svg>/g)).toHaveLength(1);
  expect(svg).toContain("#111111 &amp;");
  const markdown = renderMarkdown(report);
  const outside = markdown.replace(/^(`{3,})\n[\s\S]*?\n\1$/m, "");
  expect(outside).not.toMatch(/(?<!\\)<(?!br>)|(?<!\\)\[e/);
  expect(outside).toContain("a \\| b \\`c\\` \\*d\\* \\[e\\](f)");
  expect(markdown).toContain("````\n```\n<script>");
});
