/** How a halving search spends its resources: how many candidates get how much in each iteration. */
import { ParameterError } from "../core/errors.js";

export interface HalvingRules {
  /** Above 1: candidates are divided, and resources multiplied, by it from one iteration to the next. */
  readonly factor: number;
  /** Resources of the first iteration: "smallest" takes `smallest`, "exhaust" as much as lets the last one reach `maxResources`. */
  readonly minResources: number | "smallest" | "exhaust";
  readonly maxResources: number;
  /** The least that makes sense of the resource at hand. */
  readonly smallest: number;
}

export interface HalvingSchedule {
  readonly minResources: number;
  /** Iterations until fewer than `factor` candidates are left to compare. */
  readonly requiredIterations: number;
  /** Iterations until the resources are used up. */
  readonly possibleIterations: number;
  /** The iterations that are run: the lesser of the two. */
  readonly iterations: readonly { readonly candidates: number; readonly resources: number }[];
}

/**
 * With n candidates, iteration i has ⌈n / factorⁱ⌉ of them (rounded up anew each time) and minResources · factorⁱ resources.
 *
 * Same as scikit-learn HalvingGridSearchCV (aggressive_elimination=False), except that powers are compared exactly: its
 * floor(log(243, 3)) is 4.
 * @throws ParameterError when minResources exceeds maxResources.
 */
export function halvingSchedule(candidates: number, rules: HalvingRules, operation: string): HalvingSchedule {
  const { factor, maxResources, smallest } = rules;
  const required = 1 + wholeLog(candidates, factor);
  const exhaust = Math.floor(maxResources / factor ** (required - 1));
  const least = rules.minResources === "exhaust" ? Math.max(smallest, exhaust) : rules.minResources;
  const minResources = least === "smallest" ? smallest : least;
  if (minResources > maxResources) {
    throw new ParameterError(`${operation}: minResources is ${minResources}, more than maxResources = ${maxResources}`);
  }
  const possible = 1 + wholeLog(Math.floor(maxResources / minResources), factor);
  const iterations = [];
  let left = candidates;
  for (let i = 0; i < Math.min(required, possible); i++) {
    iterations.push({ candidates: left, resources: Math.min(maxResources, Math.floor(minResources * factor ** i)) });
    left = Math.ceil(left / factor);
  }
  return { minResources, requiredIterations: required, possibleIterations: possible, iterations };
}

/** The largest whole e with baseᵉ ≤ x, for x ≥ 1. */
function wholeLog(x: number, base: number): number {
  let exponent = 0;
  while (base ** (exponent + 1) <= x) exponent++;
  return exponent;
}
