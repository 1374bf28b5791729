/** The steps of the study: a new one is a file, a line here, an id and a type in results.ts. */
import type { StepId } from "../results.js";
import { activation } from "./activation.js";
import { architectures } from "./architectures.js";
import { bestNetwork } from "./best-network.js";
import { cSweep } from "./c-sweep.js";
import { final } from "./final.js";
import { gridSearch } from "./grid-search.js";
import { learningRate } from "./learning-rate.js";
import { rbfSvm } from "./rbf-svm.js";
import { regularisation } from "./regularisation.js";
import { shortlist } from "./shortlist.js";
import type { Step } from "./step.js";
import { stopping } from "./stopping.js";
import { svm } from "./svm.js";
import { tradeOff } from "./trade-off.js";

export const STEPS: { readonly [K in StepId]: Step<K> } = {
  shortlist,
  cSweep,
  svm,
  architectures,
  learningRate,
  regularisation,
  activation,
  stopping,
  gridSearch,
  final,
  bestNetwork,
  rbfSvm,
  tradeOff,
};
