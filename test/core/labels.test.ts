import { describe, expect, test } from "@jest/globals";
import { DataError, ShapeError } from "../../src/core/errors.js";
import { checkSameLength, decodeLabels, encodeLabels, encodeWith, uniqueLabels } from "../../src/core/labels.js";

describe("classes", () => {
  test("numbers sort by value, not as text", () => {
    expect(uniqueLabels([10, 9, -1, 2.5, 10], "fit")).toEqual([-1, 2.5, 9, 10]);
    expect(uniqueLabels(Uint8Array.of(3, 1, 3), "fit")).toEqual([1, 3]);
  });

  test("strings sort by code unit, whatever the locale", () => {
    expect(uniqueLabels(["ä", "b", "Z", "a", "10", "9"], "fit")).toEqual(["10", "9", "Z", "a", "b", "ä"]);
  });

  test.each([
    [[1, Number.NaN], "y[1] is NaN"],
    [[Number.POSITIVE_INFINITY], "y[0] is Infinity"],
    [[0, null], "y[1] is null"],
    [[undefined], "y[0] is undefined"],
    [[true], "y[0] is true"],
    [[1, "1"], "mixes numbers and strings"],
  ])("%p is a DataError", (y, message) => {
    expect(() => uniqueLabels(y as never, "fit")).toThrow(DataError);
    expect(() => uniqueLabels(y as never, "fit")).toThrow(message);
  });
});

describe("codes", () => {
  test("are positions in the classes, and decoding them gives the labels back", () => {
    const y = ["cat", "dog", "ant", "dog"];
    const { classes, codes } = encodeLabels(y, "fit");
    expect([...codes]).toEqual([1, 2, 0, 2]);
    expect(decodeLabels(classes, codes)).toEqual(y);
  });

  test("a label that was not seen is a DataError that lists the first classes", () => {
    expect(() => encodeWith([1, 2, 3, 4, 5, 6], [1, 7], "score")).toThrow(DataError);
    expect(() => encodeWith([1, 2, 3, 4, 5, 6], [1, 7], "score")).toThrow(
      "y[1] is 7, not one of the 6 classes [1, 2, 3, 4, 5, …]",
    );
    expect(() => encodeWith(["a"], ["b"], "score")).toThrow('y[0] is "b", not one of the 1 classes ["a"]');
  });
});

test("labels that are not one a row are a ShapeError", () => {
  expect(() => checkSameLength(3, [1, 2], "fit")).toThrow(ShapeError);
  expect(() => checkSameLength(3, [1, 2], "fit")).toThrow("fit: X has 3 rows, y has 2 labels");
  for (const y of [null, undefined, 4]) expect(() => checkSameLength(3, y as never, "fit")).toThrow(ShapeError);
});
