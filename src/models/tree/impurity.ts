/** Impurity of a node from its class counts, in f64. */

export type Criterion = "gini" | "entropy";

/** Class counts → impurity and weight of a node. */
export interface Impurity {
  /** gini: 1 − Σ p²; entropy: −Σ p log2 p; p the weighted shares of the classes. */
  of(counts: ArrayLike<number>): number;
  /** Σ weight · count. */
  weight(counts: ArrayLike<number>): number;
}

/** @param log2 must give the same bits on every host. */
export function createImpurity(
  criterion: Criterion,
  weights: ArrayLike<number>,
  log2: (x: number) => number,
): Impurity {
  const weight = (counts: ArrayLike<number>) => {
    let sum = 0;
    for (let k = 0; k < weights.length; k++) sum += weights[k] * counts[k];
    return sum;
  };
  const gini = (counts: ArrayLike<number>) => {
    let squares = 0;
    for (let k = 0; k < weights.length; k++) squares += (weights[k] * counts[k]) ** 2;
    const total = weight(counts);
    return 1 - squares / (total * total);
  };
  const entropy = (counts: ArrayLike<number>) => {
    const total = weight(counts);
    let sum = 0;
    for (let k = 0; k < weights.length; k++) {
      const share = (weights[k] * counts[k]) / total;
      if (share > 0) sum -= share * log2(share);
    }
    return sum;
  };
  return { of: criterion === "gini" ? gini : entropy, weight };
}

/** How much a split lowers the impurity of the whole tree, whose samples weigh `total`. */
export function improvement(
  impurity: Impurity,
  total: number,
  parent: ArrayLike<number>,
  left: ArrayLike<number>,
  right: ArrayLike<number>,
): number {
  const weight = impurity.weight(parent);
  const children =
    (impurity.weight(right) / weight) * impurity.of(right) + (impurity.weight(left) / weight) * impurity.of(left);
  return (weight / total) * (impurity.of(parent) - children);
}
