/**
 * How good a split is: larger is better, and of two candidates the one with the larger score has the smaller weighted impurity.
 *
 *   GINI           Σ L²/nL + Σ R²/nR, as one fraction (Σ L²·nR + Σ R²·nL) / (nL·nR) of exact integers, so that splits that are
 *                  equally good compare equal and the lower index wins
 *   WEIGHTED_GINI  Σ (wL)²/WL + Σ (wR)²/WR
 *   ENTROPY        Σ wL log2 wL − WL log2 WL + Σ wR log2 wR − WR log2 WR
 *
 * with L and R the class counts of the children. Sums over classes run in class order.
 */
import { CLASSES, CRITERION, ENTROPY, GINI, MIN_WEIGHT, TERMS, TERM_STARTS, WEIGHTS } from "./layout";
import { tree_log2 } from "./log2";

/** Up to this many samples Σ L²·nR + Σ R²·nL fits i64. */
const EXACT_ROWS: i32 = 1 << 20;

// @ts-ignore: decorator
@inline
export function gini_score(squaresLeft: i64, squaresRight: i64, nLeft: i32, nRight: i32): f64 {
  if (nLeft + nRight <= EXACT_ROWS) {
    const fraction = squaresLeft * <i64>nRight + squaresRight * <i64>nLeft;
    return <f64>fraction / (<f64>nLeft * <f64>nRight);
  }
  return <f64>squaresLeft / <f64>nLeft + <f64>squaresRight / <f64>nRight;
}

/** Score of the split that sends `left` (K i32) of `totals` (K i32) to the left. −∞ when a child weighs too little. */
export function split_score(s: usize, left: usize, totals: usize, nLeft: i32, nRight: i32): f64 {
  const criterion = load<i32>(s, CRITERION);
  if (criterion == GINI) return gini_of_counts(load<i32>(s, CLASSES), left, totals, nLeft, nRight);
  if (criterion == ENTROPY) return entropy_of_counts(s, left, totals);
  return weighted_gini_of_counts(s, left, totals);
}

function gini_of_counts(k: i32, left: usize, totals: usize, nLeft: i32, nRight: i32): f64 {
  let squaresLeft: i64 = 0;
  let squaresRight: i64 = 0;
  for (let end = left + ((<usize>k) << 2); left < end; left += 4, totals += 4) {
    const l = <i64>load<i32>(left);
    const r = <i64>load<i32>(totals) - l;
    squaresLeft += l * l;
    squaresRight += r * r;
  }
  return gini_score(squaresLeft, squaresRight, nLeft, nRight);
}

function weighted_gini_of_counts(s: usize, left: usize, totals: usize): f64 {
  const k = load<i32>(s, CLASSES);
  let weights = <usize>load<u32>(s, WEIGHTS);
  let squaresLeft: f64 = 0;
  let squaresRight: f64 = 0;
  let weightLeft: f64 = 0;
  let weightRight: f64 = 0;
  for (let end = left + ((<usize>k) << 2); left < end; left += 4, totals += 4, weights += 8) {
    const w = load<f64>(weights);
    const l = w * <f64>load<i32>(left);
    const r = w * <f64>(load<i32>(totals) - load<i32>(left));
    weightLeft += l;
    weightRight += r;
    squaresLeft += l * l;
    squaresRight += r * r;
  }
  if (min(weightLeft, weightRight) < load<f64>(s, MIN_WEIGHT)) return -Infinity;
  return squaresLeft / weightLeft + squaresRight / weightRight;
}

function entropy_of_counts(s: usize, left: usize, totals: usize): f64 {
  const k = load<i32>(s, CLASSES);
  let weights = <usize>load<u32>(s, WEIGHTS);
  let starts = <usize>load<u32>(s, TERM_STARTS);
  const terms = <usize>load<u32>(s, TERMS);
  let sumLeft: f64 = 0;
  let sumRight: f64 = 0;
  let weightLeft: f64 = 0;
  let weightRight: f64 = 0;
  for (let end = left + ((<usize>k) << 2); left < end; left += 4, totals += 4, weights += 8, starts += 4) {
    const w = load<f64>(weights);
    const l = load<i32>(left);
    const r = load<i32>(totals) - l;
    const table = terms + ((<usize>load<i32>(starts)) << 3);
    sumLeft += load<f64>(table + ((<usize>l) << 3));
    sumRight += load<f64>(table + ((<usize>r) << 3));
    weightLeft += w * <f64>l;
    weightRight += w * <f64>r;
  }
  if (min(weightLeft, weightRight) < load<f64>(s, MIN_WEIGHT)) return -Infinity;
  return sumLeft - weightLeft * tree_log2(weightLeft) + (sumRight - weightRight * tree_log2(weightRight));
}
