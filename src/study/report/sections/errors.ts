/** Step 11: where the final model errs. */
import { PUBLISHED } from "../../published.js";
import type { FinalResult, StudyResults } from "../../results.js";
import { confusionChart } from "../charts/heat-map.js";
import { type Block, charts, type Section, table } from "../document.js";
import { count, distance, listed, lowest, percent, rowsName } from "../text.js";
import { comparedScore } from "../verdict.js";

/** A matrix of more classes than this is no picture any more. */
const MOST_DRAWN = 60;
const SHIRT = "Shirt";

export function errorsSection({ final, data }: StudyResults): Section | undefined {
  if (!final) return undefined;
  const finding = conclude(final, data.published);
  const drawable = data.classNames.length <= MOST_DRAWN;
  const shirt = final.report.classes.find(({ name }) => name === SHIRT);
  return {
    id: "errors",
    title: "Where it errs",
    asked: "Which classes does the final model take for which?",
    protocol: `All ${count(data.testRows)} test ${rowsName(data)} by true and predicted class.${drawable ? " Blue are the right answers, orange the mistakes; the strength of the colour follows the square root of the share of the row, so that rare mistakes show." : ` A matrix of ${data.classNames.length} classes is left to results.json.`}`,
    blocks: [
      ...(drawable
        ? [
            charts(
              confusionChart({
                name: "confusion",
                title: "Confusion matrix of the test set",
                alt: finding,
                names: data.classNames,
                matrix: final.confusionMatrix,
              }),
            ),
          ]
        : []),
      ...pairs(final),
      ...gallery(final, data),
    ],
    compared:
      data.published && shirt
        ? [comparedScore("Recall of the shirts", shirt.recall, PUBLISHED.shirtRecall, shirt.support)]
        : undefined,
    finding,
  };
}

function pairs({ confusedPairs }: FinalResult): Block[] {
  if (confusedPairs.length === 0) return [];
  return [
    table(
      ["Most confused: true class", "Read as", "How often", "Of its class"],
      confusedPairs.map(({ trueClass, predictedClass, count: times, share }) => ({
        cells: [trueClass, predictedClass, count(times), percent(share, 1)],
      })),
    ),
  ];
}

function gallery({ gallery: images, galleryClass }: FinalResult, { imageShape }: StudyResults["data"]): Block[] {
  if (!imageShape || images.length === 0) return [];
  return [
    {
      kind: "text",
      text: `Mislabelled: true class ${galleryClass}. Here are those it was surest to be something else, with what it took them for and how sure it was.`,
    },
    { kind: "gallery", images },
  ];
}

function conclude({ report, confusedPairs }: FinalResult, published: boolean): string {
  const worst = lowest(report.classes, ({ recall }) => recall);
  const hardest = `${worst.name} is the hardest class: recall ${worst.recall.toFixed(2)}, precision ${worst.precision.toFixed(2)}`;
  const pair = confusedPairs[0];
  if (!pair) return "The model makes no mistake on the test set.";
  const total = confusedPairs.filter(({ trueClass }) => trueClass === worst.name);
  const reads =
    total.length === 0
      ? ""
      : `, most often read as ${listed(total.slice(0, 2).map(({ predictedClass }) => predictedClass))}`;
  const most = ` The most frequent mistake is ${pair.trueClass} read as ${pair.predictedClass}, ${count(pair.count)} times.`;
  return `${hardest}${reads}.${most}${published ? shirts(report) : ""}`;
}

function shirts(report: FinalResult["report"]): string {
  const shirt = report.classes.find(({ name }) => name === SHIRT);
  if (!shirt) return "";
  const relation = distance(shirt.recall, PUBLISHED.shirtRecall);
  return ` Of the shirts ${percent(shirt.recall, 1)} are recognised, ${relation} the published ${percent(PUBLISHED.shirtRecall, 0)}.`;
}
