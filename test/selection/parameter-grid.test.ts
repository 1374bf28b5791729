/** The order and the refusals of parameterGrid. */
import { describe, expect, test } from "@jest/globals";
import { type ParamGrid, parameterGrid } from "../../src/index.js";

describe("parameterGrid", () => {
  test("names are sorted and the last varies fastest, as in scikit-learn", () => {
    expect(parameterGrid({ kernel: ["linear", "rbf"], C: [1, 10] })).toEqual([
      { C: 1, kernel: "linear" },
      { C: 1, kernel: "rbf" },
      { C: 10, kernel: "linear" },
      { C: 10, kernel: "rbf" },
    ]);
  });

  test("several grids follow one another", () => {
    expect(parameterGrid([{ a: [1, 2] }, { b: [3], a: [4] }])).toEqual([{ a: 1 }, { a: 2 }, { a: 4, b: 3 }]);
  });

  test("an empty grid is the one empty combination", () => {
    expect(parameterGrid({})).toEqual([{}]);
  });

  test("a parameter that is undefined counts as left out", () => {
    expect(parameterGrid({ C: [1], gamma: undefined })).toEqual([{ C: 1 }]);
  });

  test("a typed array holds values, a value may be an array", () => {
    expect(parameterGrid({ C: new Float64Array([0.5, 2]) })).toEqual([{ C: 0.5 }, { C: 2 }]);
    expect(parameterGrid({ sizes: [[16], [8, 8]] })).toEqual([{ sizes: [16] }, { sizes: [8, 8] }]);
  });

  test.each([
    [{ C: [] }, "parameterGrid: C has no values; it needs at least one"],
    [{ C: 1 }, "parameterGrid: C is 1; it must be an array of values"],
    [{ kernel: "rbf" }, 'parameterGrid: kernel is "rbf"; it must be an array of values'],
    [[], "parameterGrid: the list of grids is empty"],
    [[null], "parameterGrid: a grid must be an object of arrays, not null"],
  ])("%j is refused", (grid, message) => {
    expect(() => parameterGrid(grid as unknown as ParamGrid)).toThrow(
      expect.objectContaining({ name: "ParameterError", message }),
    );
  });
});
