/** Mirror images. */
import { describe, expect, test } from "@jest/globals";
import { flipHorizontally, matrix, scaled } from "../../src/index.js";

describe("flipHorizontally", () => {
  test("mirrors every row of pixels of every image, and leaves X alone", () => {
    const X = matrix(Float32Array.of(1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6), [2, 6]);
    const flipped = flipHorizontally(X, [2, 3]);
    expect(flipped).toEqual({ data: Float32Array.of(3, 2, 1, 6, 5, 4, -3, -2, -1, -6, -5, -4), rows: 2, cols: 6 });
    expect([...X.data]).toEqual([1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6]);
    expect(flipHorizontally(flipped, [2, 3])).toEqual(X);
  });

  test("bytes stay bytes and keep their scale", () => {
    const X = scaled(matrix(Uint8Array.of(9, 8, 7, 6), [1, 4]), 1 / 255);
    expect(flipHorizontally(X, [1, 4])).toEqual({ ...X, data: Uint8Array.of(6, 7, 8, 9) });
  });

  test("images of another size are refused", () => {
    const X = matrix(new Uint8Array(12), [2, 6]);
    expect(() => flipHorizontally(X, [2, 4])).toThrow("flipHorizontally: X has 6 columns; images of 2 × 4 have 8");
  });
});
