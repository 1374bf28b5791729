import { describe, expect, test } from "@jest/globals";
import { ParameterError } from "../../src/core/errors.js";
import {
  between,
  bool,
  checkNames,
  checkParams,
  either,
  finite,
  integerAtLeast,
  integerBetween,
  listOf,
  nonNegative,
  oneOf,
  optional,
  positive,
  type Rule,
  seed,
} from "../../src/core/params.js";

/** What no rule for numbers may take. */
const NOT_NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, "1", null, undefined, [], {}, true];

describe.each<[string, Rule, unknown[], unknown[]]>([
  ["bool", bool, [true, false], [0, 1, "true", null, undefined]],
  ["integerBetween(2, 4)", integerBetween(2, 4), [2, 3, 4], [1, 5, 2.5, ...NOT_NUMBERS]],
  ["integerAtLeast(2)", integerAtLeast(2), [2, 3, 1e9], [1, 2.5, -3, ...NOT_NUMBERS]],
  ["positive", positive, [1e-300, 5], [0, -1, ...NOT_NUMBERS]],
  ["nonNegative", nonNegative, [0, 0.1], [-1e-9, ...NOT_NUMBERS]],
  ["finite", finite, [0, -5, 1e300], NOT_NUMBERS],
  ["seed", seed, [0, 4294967295], [-1, 4294967296, 0.5, ...NOT_NUMBERS]],
  ["between(0, 1)", between(0, 1), [0, 0.5, 1], [-0.1, 1.1, ...NOT_NUMBERS]],
  ["between(0, 1, low)", between(0, 1, "low"), [0.5, 1], [0, 1.1]],
  ["between(0, 1, high)", between(0, 1, "high"), [0, 0.5], [1, -0.1]],
  ["between(0, 1, both)", between(0, 1, "both"), [0.5], [0, 1]],
  ["oneOf", oneOf("l1", "l2", 3, null), ["l1", 3, null], ["l3", "3", undefined]],
  ["listOf", listOf(positive), [[], [1, 2]], [[0], [1, "2"], 1, null]],
  ["either", either(oneOf("auto"), positive), ["auto", 3], ["none", 0]],
  ["optional", optional(positive), [undefined, null, 2], [0, "2"]],
])("%s", (_, rule, good, bad) => {
  test("accepts what it says", () => {
    for (const value of good) expect({ value, accepted: rule.accepts(value) }).toEqual({ value, accepted: true });
  });
  test("refuses everything else", () => {
    for (const value of bad) expect({ value, accepted: rule.accepts(value) }).toEqual({ value, accepted: false });
  });
});

test("the words of a rule say its limits", () => {
  expect(between(0, 1, "low").words).toBe("a number in (0, 1]");
  expect(integerAtLeast(3).words).toBe("an integer of 3 or more");
  expect(either(oneOf("auto", 2), positive).words).toBe('one of "auto", 2, or a number above 0');
});

describe("checkParams", () => {
  const rules = { alpha: positive, maxIter: integerAtLeast(1), solver: oneOf("adam", "sgd") };
  const good = { alpha: 1, maxIter: 5, solver: "adam" };

  test("passes when every value satisfies its rule", () => {
    expect(() => checkParams("Model", good, rules)).not.toThrow();
  });

  test.each([
    [{ alpha: -1 }, "Model: alpha is -1; it must be a number above 0"],
    [{ maxIter: Number.NaN }, "Model: maxIter is NaN; it must be an integer of 1 or more"],
    [{ solver: "lbfgs" }, 'Model: solver is "lbfgs"; it must be one of "adam", "sgd"'],
    [{ solver: undefined }, "Model: solver is undefined"],
    [{ alpha: () => 1 }, "Model: alpha is a function"],
    [{ alpha: [1, 2] }, "Model: alpha is [1,2]"],
  ])("%p is a ParameterError that names owner, value and rule", (change, message) => {
    const check = () => checkParams<object>("Model", { ...good, ...change }, rules);
    expect(check).toThrow(ParameterError);
    expect(check).toThrow(message);
  });

  test("a name without a rule is a ParameterError, with a suggestion when one is near", () => {
    expect(() => checkNames("Model", { maxiter: 3 }, ["alpha", "maxIter"])).toThrow(
      'Model has no parameter "maxiter"; did you mean maxIter?',
    );
    expect(() => checkNames("Model", { gamma_value: 3 }, ["alpha", "maxIter"])).toThrow("it has alpha, maxIter");
    expect(() => checkParams<object>("Model", { ...good, beta: 1 }, rules)).toThrow(ParameterError);
  });
});
