import { describe, expect, test } from "@jest/globals";
import { DataError, ParameterError, ShapeError } from "../../src/core/errors.js";
import {
  asMatrix,
  checkFinite,
  type Matrix,
  matrix,
  scaled,
  scaleOf,
  sliceRows,
  takeRows,
  toFloat32,
} from "../../src/core/matrix.js";

const bytes = matrix(Uint8Array.of(0, 1, 2, 3, 4, 255), [3, 2]);
const floats = matrix([
  [0.5, -1],
  [2, 3],
]);

describe("matrix", () => {
  test("over a typed array shares its memory", () => {
    const data = Float32Array.of(1, 2, 3, 4);
    expect(matrix(data, [2, 2]).data).toBe(data);
    expect(matrix(new Uint8Array(0), [0, 7])).toMatchObject({ rows: 0, cols: 7 });
  });

  test("from rows copies to f32", () => {
    expect(floats).toEqual({ data: Float32Array.of(0.5, -1, 2, 3), rows: 2, cols: 2 });
    expect(matrix([])).toMatchObject({ rows: 0, cols: 0 });
  });

  test.each<[string, () => unknown]>([
    ["a length that does not fill the shape", () => matrix(new Float32Array(5), [2, 3])],
    ["no shape", () => matrix(new Float32Array(5) as never)],
    ["a negative shape", () => matrix(new Float32Array(6), [-2, -3])],
    ["a fractional shape", () => matrix(new Float32Array(6), [1.5, 4])],
    ["another type", () => matrix(new Float64Array(6) as never, [2, 3])],
    ["rows of different lengths", () => matrix([[1, 2], [3]])],
  ])("%s is a ShapeError", (_, make) => {
    expect(make).toThrow(ShapeError);
  });

  test("the message names both sizes", () => {
    expect(() => matrix(new Float32Array(5), [2, 3])).toThrow("5 values do not fill a 2 × 3 matrix (6)");
    expect(() => matrix([[1, 2], [3]])).toThrow("row 1 has 1 values, row 0 has 2");
  });

  test("anything but numbers in a row is a DataError that says where", () => {
    expect(() =>
      matrix([
        [1, 2],
        [3, "4"],
      ] as never),
    ).toThrow(DataError);
    expect(() =>
      matrix([
        [1, 2],
        [3, "4"],
      ] as never),
    ).toThrow("[1, 1]");
  });
});

describe("scale", () => {
  test("the value of a byte is the f32 product", () => {
    const pixels = scaled(bytes, 1 / 255);
    expect(pixels.data).toBe(bytes.data);
    expect(scaleOf(pixels)).toBe(Math.fround(1 / 255));
    expect([...toFloat32(pixels).data]).toEqual([...bytes.data].map((b) => Math.fround(b * Math.fround(1 / 255))));
    expect(scaleOf(bytes)).toBe(1);
  });

  test("floats stay as they are", () => {
    expect(toFloat32(floats)).toBe(floats);
  });

  test("scaling floats is a ShapeError, a scale that is not positive and finite a ParameterError", () => {
    expect(() => scaled(floats as never, 2)).toThrow(ShapeError);
    for (const scale of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => scaled(bytes, scale)).toThrow(ParameterError);
    }
  });
});

describe("asMatrix", () => {
  test("takes matrices, plain objects of their shape and arrays of rows", () => {
    expect(asMatrix(floats, "fit")).toEqual(floats);
    expect(asMatrix([[1, 2]], "fit")).toEqual(matrix([[1, 2]]));
    expect(scaleOf(asMatrix(scaled(bytes, 0.5), "fit"))).toBe(0.5);
    expect(scaleOf(asMatrix({ ...bytes, scale: 1 }, "fit"))).toBe(1);
  });

  test.each([null, undefined, 5, "rows", {}])("%p is a ShapeError that names the operation", (value) => {
    expect(() => asMatrix(value as never, "KNN.fit")).toThrow(ShapeError);
    expect(() => asMatrix(value as never, "KNN.fit")).toThrow("KNN.fit: X must be a Matrix or an array of rows");
  });

  test("what was tampered with is checked again", () => {
    expect(() => asMatrix({ ...floats, rows: 3 }, "fit")).toThrow(ShapeError);
    expect(() => asMatrix({ ...floats, scale: 2 }, "fit")).toThrow(ShapeError);
    expect(() => asMatrix({ ...bytes, scale: 0 }, "fit")).toThrow(ParameterError);
  });
});

describe("checkFinite", () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "%p is a DataError that says where",
    (value) => {
      const X = matrix(Float32Array.of(1, 2, 3, value), [2, 2]);
      expect(() => checkFinite(X, "fit")).toThrow(DataError);
      expect(() => checkFinite(X, "fit")).toThrow(`fit: X[1, 1] is ${value}`);
    },
  );

  test("the largest and smallest floats, and all bytes, pass", () => {
    expect(() => checkFinite(matrix([[3.4028234e38, -3.4028234e38, 1e-45, -0]]), "fit")).not.toThrow();
    expect(() => checkFinite(bytes, "fit")).not.toThrow();
  });
});

describe("rows", () => {
  test("sliceRows shares the data, takeRows copies, and both keep the scale", () => {
    const pixels = scaled(bytes, 0.5);
    const slice: Matrix = sliceRows(pixels, 1, 3);
    expect([...slice.data]).toEqual([2, 3, 4, 255]);
    expect(slice.data.buffer).toBe(bytes.data.buffer);
    const taken: Matrix = takeRows(pixels, [2, 0, 2]);
    expect([...taken.data]).toEqual([4, 255, 0, 1, 4, 255]);
    expect([taken.rows, taken.cols, taken.scale]).toEqual([3, 2, 0.5]);
    expect(takeRows(floats, []).rows).toBe(0);
  });
});
