/** The kernels below the tree, against plain arithmetic. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Random } from "../../src/core/random.js";
import type { Engine } from "../../src/engine/engine.js";
import { close, init } from "../../src/index.js";
import { rowsOf, type Tensor, view, withWorkspace } from "../../src/kernels/tensor.js";
import { treeColumns, treeGather, treeRank } from "../../src/kernels/tree-data.js";
import { treeLog2 } from "../../src/kernels/tree-search.js";

let engine: Engine;
beforeAll(async () => {
  engine = (await init({ threads: 0 })).engine;
});
afterAll(close);

test("log2 is exact for powers of two and within 2 ulp of the host's elsewhere", () => {
  const log2 = treeLog2(engine);
  for (let e = -1000; e <= 1000; e += 50) expect(log2(2 ** e)).toBe(e);
  const random = new Random(1);
  for (let i = 0; i < 20000; i++) {
    const x = (1 + random.float()) * 2 ** (random.below(60) - 30);
    const expected = Math.log2(x);
    expect(Math.abs(log2(x) - expected)).toBeLessThanOrEqual(Math.max(Math.abs(expected), 1) * 2 ** -51);
  }
});

test.each([1, 2, 40, 41, 300, 5000])("ranks and distinct values of %i floats are those of a sort", (n) => {
  const random = new Random(n);
  const draws = [
    () => random.float() * 200 - 100,
    () => random.below(7) - 3,
    () => (random.below(2) ? 0 : -0),
    () => (random.float() - 0.5) * 10 ** (random.below(70) - 35),
  ];
  for (const draw of draws) {
    const column = Float32Array.from({ length: n }, draw);
    const distinct = Float32Array.from(new Set(column.map((value) => value + 0))).sort();
    withWorkspace(engine, (workspace) => {
      const values = workspace.put("f32", column, 1, n);
      const ranks = workspace.alloc("u32", 1, n);
      expect(treeRank(workspace, values, ranks, 0, 1)).toEqual([distinct.length]);
      expect(view(engine, values).slice(0, distinct.length)).toEqual(distinct);
      const found = view(engine, ranks);
      for (let i = 0; i < n; i++) expect(distinct[found[i]]).toBe(column[i] + 0);
    });
  }
});

test.each([
  [7, 1],
  [20, 16],
  [33, 17],
  [5, 50],
])("%i × %i values are transposed to the given places, in any ranges of columns and blocks of rows", (rows, cols) => {
  const random = new Random(rows * cols);
  const order = random.permutation(rows);
  for (const dtype of ["u8", "f32"] as const) {
    const data = Array.from({ length: rows * cols }, () => random.below(256));
    withWorkspace(engine, (workspace) => {
      const X = { ...workspace.put(dtype, data, rows, cols), scale: 1 };
      const places = workspace.put("u32", order);
      const out = workspace.alloc(dtype, cols, rows) as Tensor<"u8" | "f32">;
      const cut = Math.ceil(cols / 3);
      const half = Math.floor(rows / 2);
      for (const [from, to] of [
        [0, cut],
        [cut, cols],
      ]) {
        treeColumns(engine, rowsOf(X, 0, half), rowsOf(places, 0, half), out, from, to);
        treeColumns(engine, rowsOf(X, half, rows), rowsOf(places, half, rows), out, from, to);
      }
      const expected = new Array<number>(rows * cols);
      for (let i = 0; i < rows; i++) for (let f = 0; f < cols; f++) expected[f * rows + order[i]] = data[i * cols + f];
      expect([...view(engine, out)]).toEqual(expected);
    });
  }
});

test("gathering keeps the named samples and drops columns that are constant among them", () => {
  withWorkspace(engine, (workspace) => {
    const codes = workspace.put("u8", [1, 2, 3, 4, 9, 9, 8, 9, 5, 5, 6, 7], 3, 4);
    const features = workspace.put("i32", [10, 20, 30]);
    const block = treeGather(workspace, { codes, features }, workspace.put("u32", [0, 1, 3]));
    expect([block.codes.rows, block.codes.cols]).toEqual([2, 3]);
    expect([...view(engine, block.codes)]).toEqual([1, 2, 4, 5, 5, 7]);
    expect([...view(engine, block.features)]).toEqual([10, 30]);
  });
});
