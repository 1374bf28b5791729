/** Step 10: the chosen network, trained on everything, meets the test set once. */
import { PUBLISHED } from "../../published.js";
import type { FinalResult, StudyResults } from "../../results.js";
import { curveCharts } from "../charts/curves.js";
import { charts, type Section } from "../document.js";
import { againstPublished, count, percent, rowsName, score, seconds } from "../text.js";
import { comparedScore } from "../verdict.js";
import { CURVE_NOTE } from "./network-runs.js";

export function finalSection({ final, data, protocol }: StudyResults): Section | undefined {
  if (!final) return undefined;
  const published = data.published ? PUBLISHED : undefined;
  const heldOut =
    data.testSet === "heldOut" ? ", which were drawn from the data, stratified, before anything else" : "";
  return {
    id: "final",
    title: "The final model",
    asked: "How good is the chosen network on data that no choice has seen?",
    protocol: `Tuned on the first ${count(protocol.tuning)} training ${rowsName(data)} (curves below, the dotted line marks the epoch that was kept), then trained anew on all ${count(data.trainRows)} for ${final.epochs} epochs (${seconds(final.fitSeconds)}), then shown the ${count(data.testRows)} test ${rowsName(data)} once${heldOut}. ${CURVE_NOTE}`,
    blocks: [
      charts(
        ...curveCharts({
          name: "final",
          runs: [{ name: "final network", history: final.history }],
          kept: final.epochs,
          alt: tuning(final),
        }),
      ),
      { kind: "text", text: tuning(final) },
      { kind: "preformatted", text: final.reportText.trimEnd(), label: "Classification report of the test set" },
    ],
    compared: [
      comparedScore("Test accuracy", final.testAccuracy, published?.testAccuracy, data.testRows),
      comparedScore(
        "Validation accuracy",
        final.validationAccuracy,
        published?.validationAccuracy,
        protocol.validation,
      ),
    ],
    finding: finalHeadline(final, data),
  };
}

/** The test score with its interval, beside the published one where there is one. */
export function finalHeadline({ testAccuracy, interval }: FinalResult, data: StudyResults["data"]): string {
  const [low, high] = interval;
  const relation = data.published ? `, ${againstPublished(testAccuracy, PUBLISHED.testAccuracy)}` : "";
  return `The final network reads ${percent(testAccuracy)} of the test ${rowsName(data)} correctly (95 % interval ${percent(low, 1)} to ${percent(high, 1)})${relation}.`;
}

function tuning({ history, epochs, validationAccuracy }: FinalResult): string {
  const kept = history[epochs - 1];
  const ending = epochs === history.length ? "the last one run" : `${history.length - epochs} before the run ended`;
  return `While tuning, validation loss was lowest after epoch ${epochs}, ${ending}, with validation accuracy ${score(validationAccuracy)}; training accuracy under dropout stood at ${score(kept.accuracy)}.`;
}
