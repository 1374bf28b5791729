/** The nearest-neighbour kernels against the slow reference, on a grid of shapes around their tiles. */
import { describe, expect, test } from "@jest/globals";
import { ShapeError } from "../../src/core/errors.js";
import { matrix, toFloat32 } from "../../src/core/matrix.js";
import { bytesL2Scratch, offerBytesL2, offerL1, type Search } from "../../src/kernels/distance.js";
import { allocNorms } from "../../src/kernels/distance-rows.js";
import { type Workspace, withWorkspace } from "../../src/kernels/tensor.js";
import { nearestRows } from "../reference/neighbors.js";
import { bothTiles } from "../support/engine.js";
import { randomBytes, randomFloats } from "../support/random-data.js";
import { type Found, find } from "./find.js";

/** Less, equal and more than one tile of 4 × 8 and 4 × 16 rows, and of 8 and 16 columns. */
const SHAPES = [1, 3, 4, 9].flatMap((queries) =>
  [1, 7, 8, 17, 35].flatMap((rows) => [1, 2, 7, 8, 9, 16, 33].map((cols) => ({ queries, rows, cols }))),
);

for (const { tile, engine } of bothTiles()) {
  describe(`${tile} tiles`, () => {
    test("bytes, Euclidean: exact distances and the reference's neighbours on every shape", () => {
      let ran = 0;
      for (const { queries, rows, cols } of SHAPES) {
        const X = randomBytes(rows * 100 + cols, rows, cols);
        const Q = randomBytes(queries * 100 + cols + 7, queries, cols);
        for (const k of new Set([1, Math.min(3, rows), rows])) {
          expect(find(engine, X, Q, k)).toEqual(nearestRows(X, Q, k, "l2"));
          ran++;
        }
      }
      expect(ran).toBeGreaterThan(300);
    });

    test("bytes, Euclidean, screened: the same neighbours on every shape and for every size of group", () => {
      for (const { queries, rows, cols } of SHAPES) {
        // Few values, so that many rows are equally far.
        const X = randomBytes(rows * 100 + cols, rows, cols, 4);
        const Q = randomBytes(queries * 100 + cols + 7, queries, cols, 4);
        const k = Math.min(3, rows);
        for (const group of [2, 5, 8]) expect(find(engine, X, Q, k, { group })).toEqual(nearestRows(X, Q, k, "l2"));
      }
    });

    test.each([1023, 1024, 1025, 2049])("bytes, Euclidean: %i columns, around the block of 1024", (cols) => {
      const X = randomBytes(cols, 19, cols);
      const Q = randomBytes(cols + 1, 6, cols);
      expect(find(engine, X, Q, 4)).toEqual(nearestRows(X, Q, 4, "l2"));
      expect(find(engine, X, Q, 4, { group: 8 })).toEqual(nearestRows(X, Q, 4, "l2"));
    });

    test("bytes, Euclidean: the widest rows of the largest differences do not overflow", () => {
      const cols = 33025;
      const X = matrix(new Uint8Array(2 * cols).fill(255, cols), [2, cols]);
      const Q = matrix(new Uint8Array(2 * cols).fill(255, 0, cols), [2, cols]);
      const far = Math.sqrt(255 * 255 * cols);
      expect(find(engine, X, Q, 2)).toEqual({
        indices: [
          [1, 0],
          [0, 1],
        ],
        distances: [
          [0, far],
          [0, far],
        ],
      });
    });

    test("floats, Euclidean: the reference's neighbours on every shape", () => {
      for (const { queries, rows, cols } of SHAPES) {
        const X = randomFloats(rows * 100 + cols, rows, cols);
        const Q = randomFloats(queries * 100 + cols + 7, queries, cols);
        const k = Math.min(3, rows);
        expectClose(find(engine, X, Q, k), nearestRows(X, Q, k, "l2"));
      }
    });

    test.each([
      ["far from the origin, where the matrix product has lost all digits", 1e4, 1e4 + 1e-1],
      ["whose squares overflow f32", -3e38, 3e38],
      ["whose products underflow f32", -1e-30, 1e-30],
      ["subnormal", -1e-40, 1e-40],
    ])("floats %s: still the reference's neighbours", (_, low, high) => {
      const X = randomFloats(1, 203, 37, low, high);
      const Q = randomFloats(2, 21, 37, low, high);
      for (const metric of ["l1", "l2"] as const) {
        expectClose(find(engine, X, Q, 5, { metric }), nearestRows(X, Q, 5, metric));
      }
    });

    test("small integers as floats: the same bits as the bytes", () => {
      const X = randomBytes(5, 65, 50, 8);
      const Q = randomBytes(6, 13, 50, 8);
      for (const metric of ["l1", "l2"] as const) {
        expect(find(engine, toFloat32(X), toFloat32(Q), 9, { metric })).toEqual(find(engine, X, Q, 9, { metric }));
      }
    });

    test.each([16, 32, 48])("rows offered %i at a time: the same neighbours as at once", (step) => {
      const bytes = randomBytes(3, 131, 20, 5);
      const floats = toFloat32(bytes);
      for (const X of [bytes, floats]) {
        for (const metric of ["l1", "l2"] as const) {
          expect(find(engine, X, X, 7, { metric, step })).toEqual(find(engine, X, X, 7, { metric }));
        }
      }
      expect(find(engine, bytes, bytes, 7, { step, group: 4 })).toEqual(find(engine, bytes, bytes, 7));
    });

    test("rows that must not find themselves do not, even among duplicates", () => {
      const bytes = randomBytes(4, 40, 3, 2);
      for (const X of [bytes, toFloat32(bytes)]) {
        for (const metric of ["l1", "l2"] as const) {
          const expected = nearestRows(X, X, 6, metric, true);
          expect(find(engine, X, X, 6, { metric, self: true })).toEqual(expected);
        }
      }
      expect(find(engine, bytes, bytes, 6, { self: true, group: 2 })).toEqual(nearestRows(bytes, bytes, 6, "l2", true));
    });
  });
}

describe("Manhattan", () => {
  const [{ engine }] = bothTiles();
  test("bytes: exact distances and the reference's neighbours, around the 16 and 32 bytes of a step", () => {
    for (const cols of [1, 15, 16, 31, 32, 33, 65]) {
      const X = randomBytes(cols, 23, cols);
      const Q = randomBytes(cols + 1, 5, cols);
      expect(find(engine, X, Q, 4, { metric: "l1" })).toEqual(nearestRows(X, Q, 4, "l1"));
    }
  });

  test("floats: the reference's neighbours, around the 16 floats of a step", () => {
    for (const cols of [1, 3, 4, 5, 15, 16, 17, 33]) {
      const X = randomFloats(cols, 23, cols);
      const Q = randomFloats(cols + 1, 5, cols);
      expectClose(find(engine, X, Q, 4, { metric: "l1" }), nearestRows(X, Q, 4, "l1"));
    }
  });
});

describe("wrappers", () => {
  const [{ engine }] = bothTiles();
  const search = (workspace: Workspace, cols: number): Search<"u8"> => ({
    rows: workspace.zeros("u8", 32, cols),
    queries: workspace.zeros("u8", 4, cols),
    nearest: { distances: workspace.zeros("f64", 4, 2), indices: workspace.zeros("i32", 4, 2) },
    self: -1,
  });

  test("rows too wide for 32-bit sums are a ShapeError, not an overflow", () => {
    withWorkspace(engine, (workspace) => {
      const wide = search(workspace, 33026);
      const norms = allocNorms(workspace, 32);
      const scratch = bytesL2Scratch(workspace, 4, 33026);
      expect(() => offerBytesL2(engine, wide, [0, 32], norms, scratch)).toThrow(ShapeError);
    });
  });

  test("ranges outside the rows or off the tile, and heaps of another size, are a ShapeError", () => {
    withWorkspace(engine, (workspace) => {
      const good = search(workspace, 5);
      for (const range of [
        [0, 33],
        [8, 16],
        [16, 0],
        [-16, 16],
      ] as const) {
        expect(() => offerL1(engine, good, range)).toThrow(ShapeError);
      }
      const nearest = { distances: workspace.zeros("f64", 3, 2), indices: workspace.zeros("i32", 4, 2) };
      expect(() => offerL1(engine, { ...good, nearest }, [0, 32])).toThrow("4 queries need as many heaps, not 3 × 2");
      const queries = workspace.zeros("u8", 4, 6);
      expect(() => offerL1(engine, { ...good, queries }, [0, 32])).toThrow("queries are 6 columns of u8, rows 5 of u8");
    });
  });
});

function expectClose(found: Found, expected: Found): void {
  expect(found.indices).toEqual(expected.indices);
  found.distances.flat().forEach((distance, i) => {
    const wanted = expected.distances.flat()[i];
    expect(Math.abs(distance - wanted)).toBeLessThanOrEqual(1e-13 * wanted);
  });
}
