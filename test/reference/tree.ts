/** A slow and obvious CART: every threshold of every feature, compared as exact fractions. The oracle of the tree tests. */

export interface ReferenceOptions {
  readonly classes: number;
  readonly maxDepth?: number;
  readonly minSamplesSplit?: number;
  readonly minSamplesLeaf?: number;
}

export interface ReferenceNode {
  readonly counts: number[];
  readonly feature?: number;
  readonly threshold?: number;
  readonly left?: ReferenceNode;
  readonly right?: ReferenceNode;
}

export interface Candidate {
  readonly feature: number;
  readonly threshold: number;
}

const FEATURE_THRESHOLD = Math.fround(1e-7);

/** Thresholds of a node in the order in which ties are broken: lower feature, then lower threshold. X holds f32 values. */
export function* candidates(X: number[][], rows: number[]): Generator<Candidate> {
  for (let feature = 0; feature < X[0].length; feature++) {
    const values = [...new Set(rows.map((i) => X[i][feature] + 0))].sort((a, b) => a - b);
    for (let i = 1; i < values.length; i++) {
      if (values[i] <= Math.fround(values[i - 1] + FEATURE_THRESHOLD)) continue;
      yield { feature, threshold: values[i - 1] / 2 + values[i] / 2 };
    }
  }
}

export function countClasses(y: ArrayLike<number>, rows: number[], classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const i of rows) counts[y[i]]++;
  return counts;
}

export function part(X: number[][], rows: number[], { feature, threshold }: Candidate): [number[], number[]] {
  return [rows.filter((i) => X[i][feature] <= threshold), rows.filter((i) => X[i][feature] > threshold)];
}

/** Σ L²/nL + Σ R²/nR as a fraction: the larger, the smaller the weighted Gini impurity. */
function giniFraction(left: number[], right: number[]): { top: bigint; bottom: bigint } {
  const size = (counts: number[]) => BigInt(counts.reduce((sum, count) => sum + count, 0));
  const squares = (counts: number[]) => counts.reduce((sum, count) => sum + BigInt(count) ** 2n, 0n);
  const [nLeft, nRight] = [size(left), size(right)];
  return { top: squares(left) * nRight + squares(right) * nLeft, bottom: nLeft * nRight };
}

/** The Gini tree of rows `rows`. */
export function referenceTree(
  X: number[][],
  y: ArrayLike<number>,
  options: ReferenceOptions,
  rows = X.map((_, i) => i),
  depth = 0,
): ReferenceNode {
  const { classes, maxDepth = Number.POSITIVE_INFINITY, minSamplesSplit = 2, minSamplesLeaf = 1 } = options;
  const counts = countClasses(y, rows, classes);
  const pure = counts.some((count) => count === rows.length);
  if (pure || depth >= maxDepth || rows.length < Math.max(minSamplesSplit, 2 * minSamplesLeaf)) return { counts };
  let best: Candidate | undefined;
  let bestScore = { top: -1n, bottom: 1n };
  for (const candidate of candidates(X, rows)) {
    const [left, right] = part(X, rows, candidate);
    if (Math.min(left.length, right.length) < minSamplesLeaf) continue;
    const score = giniFraction(countClasses(y, left, classes), countClasses(y, right, classes));
    if (score.top * bestScore.bottom > bestScore.top * score.bottom) {
      best = candidate;
      bestScore = score;
    }
  }
  if (!best) return { counts };
  const [left, right] = part(X, rows, best);
  return {
    counts,
    ...best,
    left: referenceTree(X, y, options, left, depth + 1),
    right: referenceTree(X, y, options, right, depth + 1),
  };
}
