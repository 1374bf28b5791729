/** The comparison of answers that stands before every timing. */
import { describe, expect, test } from "@jest/globals";
import { disagreement } from "../../bench/harness/agree.mjs";

describe("disagreement", () => {
  test("values may differ by the tolerance and no more", () => {
    const reference = { values: [1, 2, 3] };
    expect(disagreement({ values: [1, 2.5, 3] }, reference, { values: 0.5 })).toBeUndefined();
    expect(disagreement({ values: [1, 2.5, 3] }, reference, { values: 0.4 })).toMatch(/differ by 0.5/);
  });

  test("NaN agrees with nothing", () => {
    expect(disagreement({ values: [Number.NaN, 2] }, { values: [1, 2] }, { values: 1 })).toMatch(/NaN/);
  });

  test("a missing value is not overlooked", () => {
    expect(disagreement({ values: [1] }, { values: [1, 2] }, { values: 1 })).toMatch(/1 values instead of 2/);
  });

  test("enough labels must be equal", () => {
    const [answer, reference] = [{ labels: [0, 1, 1, 1] }, { labels: [0, 1, 1, 0] }];
    expect(disagreement(answer, reference, { labels: 0.75 })).toBeUndefined();
    expect(disagreement(answer, reference, { labels: 0.8 })).toMatch(/75.00 %/);
  });

  test("a better score or a lower objective is no fault", () => {
    const tolerances = { score: 0.01, objective: 0.001 };
    const reference = { score: 0.8, objective: 100 };
    expect(disagreement({ score: 0.9, objective: 90 }, reference, tolerances)).toBeUndefined();
    expect(disagreement({ score: 0.78, objective: 100 }, reference, tolerances)).toMatch(/score/);
    expect(disagreement({ score: 0.8, objective: 100.2 }, reference, tolerances)).toMatch(/objective/);
  });

  test("answers that share nothing do not agree", () => {
    expect(disagreement({ labels: [1] }, { values: [1] }, { labels: 1, values: 0 })).toMatch(/nothing/);
    expect(disagreement({ labels: [1] }, { labels: [1] }, { score: 0.1 })).toMatch(/nothing/);
  });
});
