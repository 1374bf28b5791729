/**
 * The record that describes where a node's samples live and how splits are judged. Filled by src/kernels/tree-search.ts.
 *
 * A block holds `stride` samples × columns of codes, column-major. The order of codes is the order of the feature's values: bytes
 * themselves, or ranks among the feature's distinct values. Samples are grouped by class, ascending, and every list of
 * samples is ascending, so a node's list is K runs whose lengths are its class counts and no label is ever read.
 *
 * Fields (i32 unless named otherwise; pointers are addresses):
 */
/** Codes of column 0. */
export const CODES: usize = 0;
/** Samples between two columns. */
export const STRIDE: usize = 4;
/** Bytes a code: 1 or 4. */
export const WIDTH: usize = 8;
/** i32 per column of the block: which feature it holds. */
export const FEATURES: usize = 12;
/** f32 values by code; feature f's start `VALUE_STRIDE` × f floats further on (0: all features share one table). */
export const VALUES: usize = 16;
export const VALUE_STRIDE: usize = 20;
/** i32 per feature: distinct values (4-byte codes only). */
export const DISTINCT: usize = 24;
/** K, the number of classes. */
export const CLASSES: usize = 28;
export const CRITERION: usize = 32;
/** Fewest samples of a child. */
export const MIN_LEAF: usize = 36;
/** f64 per class. */
export const WEIGHTS: usize = 40;
/** Entropy only: i32 per class, where in TERMS (f64) its table of w·c·log2(w·c), c = 0, 1, …, starts. */
export const TERM_STARTS: usize = 44;
export const TERMS: usize = 48;
/** Scratch, zero between calls: histograms and presence marks. */
export const HISTOGRAM: usize = 52;
export const PRESENT: usize = 56;
/** Scratch: K i32 padded to a multiple of 4, and two lists of 8-byte keys as long as the longest node. */
export const LEFT: usize = 60;
export const KEYS: usize = 64;
export const SPARE_KEYS: usize = 68;
/** f64: smallest weight of a child. */
export const MIN_WEIGHT: usize = 72;
/** Scratch: class counts of the node as 16 u16. */
export const NARROW_TOTALS: usize = 80;

/** CRITERION. GINI counts samples in integers; the others weigh classes. */
export const GINI: i32 = 0;
export const WEIGHTED_GINI: i32 = 1;
export const ENTROPY: i32 = 2;

/** The best split so far: f64 score, then i32 feature, code below and code above the threshold. Score −∞: none yet. */
export const BEST_SCORE: usize = 0;
export const BEST_FEATURE: usize = 8;
export const BEST_LOW: usize = 12;
export const BEST_HIGH: usize = 16;

/** scikit-learn's FEATURE_THRESHOLD: f32 values no further apart than this are one value. */
export const FEATURE_THRESHOLD: f32 = 1e-7;

// @ts-ignore: decorator
@inline
export function apart(values: usize, low: i32, high: i32): bool {
  return load<f32>(values + ((<usize>high) << 2)) > load<f32>(values + ((<usize>low) << 2)) + FEATURE_THRESHOLD;
}

// @ts-ignore: decorator
@inline
export function values_of(s: usize, feature: i32): usize {
  return <usize>load<u32>(s, VALUES) + (((<usize>load<u32>(s, VALUE_STRIDE)) * <usize>feature) << 2);
}

// @ts-ignore: decorator
@inline
export function keep_best(best: usize, score: f64, feature: i32, low: i32, high: i32): void {
  store<f64>(best, score, BEST_SCORE);
  store<i32>(best, feature, BEST_FEATURE);
  store<i32>(best, low, BEST_LOW);
  store<i32>(best, high, BEST_HIGH);
}
