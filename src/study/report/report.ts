/** The report of a study: the sections that have results, in the order of the argument, under one conclusion. */
import { PUBLISHED } from "../published.js";
import type { StudyResults } from "../results.js";
import type { Comparison, Report, Section } from "./document.js";
import { activationSection } from "./sections/activation.js";
import { architecturesSection } from "./sections/architectures.js";
import { bestNetworkSection } from "./sections/best-network.js";
import { cSweepSection } from "./sections/c-sweep.js";
import { errorsSection } from "./sections/errors.js";
import { finalHeadline, finalSection } from "./sections/final.js";
import { gridSearchSection } from "./sections/grid-search.js";
import { learningRateSection } from "./sections/learning-rate.js";
import { rbfSvmSection } from "./sections/rbf-svm.js";
import { regularisationSection } from "./sections/regularisation.js";
import { shortlistSection } from "./sections/shortlist.js";
import { stoppingSection } from "./sections/stopping.js";
import { svmSection } from "./sections/svm.js";
import { tradeOffSection } from "./sections/trade-off.js";
import { count, highest, inWords, percent, score, seconds } from "./text.js";

const SECTIONS: readonly ((results: StudyResults) => Section | undefined)[] = [
  shortlistSection,
  cSweepSection,
  svmSection,
  architecturesSection,
  learningRateSection,
  regularisationSection,
  activationSection,
  stoppingSection,
  gridSearchSection,
  finalSection,
  errorsSection,
  bestNetworkSection,
  rbfSvmSection,
  tradeOffSection,
];

export function reportOf(results: StudyResults): Report {
  const { data, environment } = results;
  const sections = SECTIONS.map((make) => make(results)).filter((section) => section !== undefined);
  return {
    title: `Which classifier reads ${data.name} best?`,
    origin: `Heddle ${environment.heddle} · ${count(data.trainRows)} rows to train, ${count(data.testRows)} to test, ${data.classNames.length} classes, ${count(data.features)} features`,
    lead: lead(results, sections),
    tiles: tiles(results),
    sections,
    colophon: colophon(results),
  };
}

function lead(results: StudyResults, sections: readonly Section[]): string {
  const { final, bestNetwork, rbfSvm, data } = results;
  if (!final) return sections[0]?.finding ?? "No step of the study has run yet.";
  const past = [
    bestNetwork &&
      `the best network that validation found reaches ${percent(bestNetwork.meanTestAccuracy)} (${inWords(bestNetwork.ensemble.members.length)} of them together ${percent(bestNetwork.ensemble.testAccuracy)})`,
    rbfSvm && `an RBF support vector machine ${percent(rbfSvm.final.accuracy)}`,
  ].filter(Boolean);
  const further = past.length === 0 ? "" : ` Past it, ${past.join(", ")}.`;
  return finalHeadline(final, data) + further;
}

function tiles({ final, bestNetwork, rbfSvm, shortlist, data }: StudyResults): Comparison[] {
  const published = (text: string) => (data.published ? text : undefined);
  const list: Comparison[] = [];
  if (final) {
    list.push({
      what: "Test accuracy",
      ours: score(final.testAccuracy),
      published: published(score(PUBLISHED.testAccuracy)),
    });
  }
  if (bestNetwork) list.push({ what: "Best single network, test", ours: score(bestNetwork.meanTestAccuracy) });
  if (rbfSvm) list.push({ what: "RBF machine, test", ours: score(rbfSvm.final.accuracy) });
  if (shortlist?.length) {
    const best = highest(shortlist, (row) => row.score);
    list.push({
      what: `Best of the shortlist: ${best.model}`,
      ours: score(best.score),
      published: published(score(PUBLISHED.shortlist[best.model])),
    });
  }
  const shirt = data.published ? final?.report.classes.find(({ name }) => name === "Shirt") : undefined;
  if (shirt) {
    list.push({
      what: "Shirts recognised",
      ours: percent(shirt.recall, 1),
      published: percent(PUBLISHED.shirtRecall, 0),
    });
  }
  return list;
}

function colophon({ environment, data, seed, totalSeconds, steps, profile }: StudyResults): string[] {
  const { node, v8, platform, cpu, threads, turbo, date } = environment;
  const parts = steps.map(({ title, seconds: taken }) => `${title} ${seconds(taken)}`);
  return [
    `Node ${node}, V8 ${v8}, ${platform}, ${cpu}, ${threads} threads, turbo ${turbo ? "on" : "off"}; seed ${seed}; ${profile} run; ${seconds(totalSeconds)} in all; ${date.slice(0, 10)}.`,
    ...(parts.length === 0 ? [] : [`Computing time: ${parts.join(", ")}.`]),
    data.published
      ? `Data: ${data.name} by Zalando SE, MIT licence, ${data.source}. The published figures are those of the study that this one reproduces.`
      : `Data: ${data.source}.`,
    "Every figure is in results.json beside this page.",
  ];
}
