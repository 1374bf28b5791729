/** Public names of model selection. */
export {
  type CrossValidateOptions,
  type CrossValidationScores,
  crossValidate,
  crossValScore,
  type SelectionOptions,
} from "./cross-validate.js";
export type { CurveScores } from "./curve.js";
export type { Estimator } from "./estimator.js";
export type { ErrorScore, FitResult } from "./fit-and-score.js";
export type { FitKey, FitStore } from "./fit-store.js";
export { GridSearchCV, type GridSearchOptions, type GridSearchParams } from "./grid-search.js";
export {
  HalvingGridSearchCV,
  type HalvingGridSearchOptions,
  type HalvingGridSearchParams,
  type HalvingSearchResults,
} from "./halving-grid-search.js";
export { type LearningCurve, type LearningCurveOptions, learningCurve } from "./learning-curve.js";
export { type ParamGrid, parameterGrid } from "./parameter-grid.js";
export type { RunOptions, SelectionProgress } from "./run-fits.js";
export type { Scorer, Scoring, ScoringName } from "./scoring.js";
export type { SearchResults } from "./search-results.js";
export type { CrossValidation, Splitter } from "./splitter.js";
export { type ValidationCurveOptions, validationCurve } from "./validation-curve.js";
export { FitFailedWarning, SelectionWarning } from "./warnings.js";
