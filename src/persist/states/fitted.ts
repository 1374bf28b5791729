/** What a state reader is given: the parts of one fitted estimator in a file, and what all classifiers have. */
import type { Label } from "../../core/labels.js";
import type { Fields } from "../fields.js";

export interface FittedFields {
  readonly params: Fields;
  readonly state: Fields;
  /** `nFeaturesIn_`. */
  readonly features: number;
}

export interface ClassifierFields extends FittedFields {
  readonly classes: readonly Label[];
}
