/** What the task of a fold is given and what it reports; and what a payload has to be, whoever sent it. */
import type { ErrorRecord } from "../core/errors.js";
import type { Label } from "../core/labels.js";
import type { Engine } from "../engine/engine.js";
import type { Portable } from "../engine/executor.js";
import { Received } from "../kernels/payload.js";
import type { FeatureTensor, Tensor } from "../kernels/tensor.js";
import type { FitResult, FitSettings } from "./fit-and-score.js";
import { type ScoringName, scoringNames } from "./scoring.js";

/** A data set in the shared memory. */
export interface SharedData {
  readonly X: FeatureTensor;
  readonly codes: Tensor<"i32">;
  readonly classes: readonly Label[];
}

/** One candidate of a job. */
export interface FoldCandidate {
  /** From which the estimator is made anew. */
  readonly params: object;
  /** Names operation, candidate and fold, for messages. */
  readonly where: string;
}

/** Candidates to fit on the same rows, one after the other. */
export interface FoldJob extends Omit<FitSettings, "where"> {
  readonly data: SharedData;
  readonly train: Tensor<"i32">;
  readonly test: Tensor<"i32">;
  readonly name: string;
  readonly candidates: readonly FoldCandidate[];
  readonly scoring: ScoringName;
}

/** What a task reports: the warnings of its fits, and the result of each as it ends. */
export type FoldReport =
  | { readonly kind: "warning"; readonly warning: ErrorRecord }
  | { readonly kind: "fit"; readonly candidate: number; readonly result: FitResult };

export const foldPortable: Portable<FoldJob> = {
  accepts: () => true,
  describe({ candidates }) {
    const [{ where }] = candidates;
    return candidates.length === 1 ? where : `${where}, and ${candidates.length - 1} more on the same rows`;
  },
  check(payload, engine): FoldJob {
    const job = new Received(payload, "job");
    const data = checkData(job.get("data"), engine);
    const rows = (name: string) => job.get(name).indices(engine, 0, data.X.rows - 1);
    const candidates = job.get("candidates").list().map(checkCandidate);
    if (candidates.length === 0) job.get("candidates").refuse("a list of one or more");
    const errorScore = job.get("errorScore");
    return {
      data,
      train: rows("train"),
      test: rows("test"),
      name: job.get("name").string(),
      candidates,
      scoring: job.get("scoring").oneOf(scoringNames),
      errorScore: errorScore.value === "raise" ? "raise" : errorScore.number(),
      returnTrainScore: job.get("returnTrainScore").boolean(),
    };
  },
};

function checkData(data: Received, engine: Engine): SharedData {
  const X = data.get("X").features();
  const classes = data.get("classes").list().map(checkLabel);
  const codes = data.get("codes").indices(engine, 0, classes.length - 1);
  return codes.rows === X.rows ? { X, codes, classes } : data.get("codes").refuse(`a column of ${X.rows} integers`);
}

function checkLabel(label: Received): Label {
  return typeof label.value === "string" ? label.value : label.finite();
}

function checkCandidate(candidate: Received): FoldCandidate {
  return { params: candidate.get("params").record(), where: candidate.get("where").string() };
}
