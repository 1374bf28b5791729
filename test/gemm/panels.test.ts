/** Matrices in panels: what stands where, and that products give the bits of row-major operands. */
import { describe, expect, test } from "@jest/globals";
import { EngineError, ShapeError } from "../../src/core/errors.js";
import { columnsOf, gemm, gemmScratch } from "../../src/kernels/gemm.js";
import {
  allocPanels,
  columnSquares,
  gatherPanels,
  type Panels,
  packPanels,
  paddedColumns,
  panelColumns,
  panelPart,
  panelsShaped,
  panelValues,
  placeRows,
  tileOf,
  turnPanels,
  unpackPanels,
} from "../../src/kernels/panels.js";
import { rowsOf, type Tensor, view, type Workspace, withWorkspace } from "../../src/kernels/tensor.js";
import { bothTiles } from "../support/engine.js";
import { randomBytes, randomFloats } from "../support/random-data.js";

const engines = bothTiles();
const [{ engine }] = engines;
const WIDTHS = [4, 5, 8, 16];
const SIZES = [1, 3, 4, 5, 8, 11, 16, 33];
const bits = (values: Float32Array) => new Int32Array(values.buffer, values.byteOffset, values.length);

/** What the panels should hold, element by element. */
function layout(
  { data, rows, cols }: { data: ArrayLike<number>; rows: number; cols: number },
  width: number,
): number[] {
  const values = new Array<number>(Math.ceil(cols / width) * width * rows).fill(0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      values[Math.floor(j / width) * rows * width + i * width + (j % width)] = data[i * cols + j];
    }
  }
  return values;
}

function packed(workspace: Workspace, matrix: Tensor<"f32">, width: number): Panels {
  const panels = allocPanels(workspace, matrix.rows, matrix.cols, width);
  view(workspace.engine, panelValues(panels)).fill(Number.NaN);
  packPanels(workspace.engine, matrix, panels);
  return panels;
}

const put = (workspace: Workspace, seed: number, rows: number, cols: number) =>
  workspace.put("f32", randomFloats(seed, rows, cols).data, rows, cols);

describe.each(WIDTHS)("panels of %i columns", (width) => {
  test("hold every element at its place and zeros behind the last, and unpack to what was packed", () => {
    for (const rows of SIZES) {
      for (const cols of SIZES) {
        const matrix = randomFloats(rows * 100 + cols, rows, cols);
        withWorkspace(engine, (workspace) => {
          const panels = packed(workspace, workspace.put("f32", matrix.data, rows, cols), width);
          expect([...view(engine, panelValues(panels))]).toEqual(layout(matrix, width));
          const out = workspace.alloc("f32", rows, cols);
          unpackPanels(engine, panels, out);
          expect(view(engine, out)).toEqual(matrix.data);
        });
      }
    }
  });

  test("packed in parts equal those packed at once", () => {
    withWorkspace(engine, (workspace) => {
      const matrix = put(workspace, 1, 7, 3 * width + 2);
      const whole = packed(workspace, matrix, width);
      const parts = allocPanels(workspace, 7, matrix.cols, width);
      packPanels(engine, rowsOf(matrix, 3, 7), parts, 3);
      packPanels(engine, rowsOf(matrix, 0, 3), parts);
      expect(view(engine, panelValues(parts))).toEqual(view(engine, panelValues(whole)));
    });
  });
});

describe.each([8, 16])("panels of %i columns", (width) => {
  const transposed = ({ data, rows, cols }: ReturnType<typeof randomFloats>) => ({
    data: Float32Array.from({ length: rows * cols }, (_, at) => data[(at % rows) * cols + Math.floor(at / rows)]),
    rows: cols,
    cols: rows,
  });

  test("turned hold the transpose and zeros behind the last", () => {
    for (const rows of SIZES) {
      for (const cols of SIZES) {
        const matrix = randomFloats(rows * 100 + cols, rows, cols);
        withWorkspace(engine, (workspace) => {
          const from = packed(workspace, workspace.put("f32", matrix.data, rows, cols), width);
          const to = allocPanels(workspace, cols, rows, width);
          view(engine, panelValues(to)).fill(Number.NaN);
          turnPanels(engine, from, to);
          expect([...view(engine, panelValues(to))]).toEqual(layout(transposed(matrix), width));
        });
      }
    }
  });

  test("turned in parts, of columns or of rows, equal those turned at once", () => {
    withWorkspace(engine, (workspace) => {
      const [rows, cols] = [2 * width + 3, 2 * width + 5];
      const from = packed(workspace, put(workspace, 1, rows, cols), width);
      const [whole, byColumns, byRows] = [0, 1, 2].map(() => allocPanels(workspace, cols, rows, width));
      turnPanels(engine, from, whole);
      turnPanels(engine, panelColumns(from, width, cols), byColumns, 0, width);
      turnPanels(engine, panelColumns(from, 0, width), byColumns);
      for (const [start, end] of [
        [width, rows],
        [0, width],
      ] as const) {
        for (let col = 0; col < cols; col += width) {
          const part = panelPart(from, [start, end], [col, Math.min(cols, col + width)]);
          turnPanels(engine, part, byRows, start, col);
        }
      }
      const expected = view(engine, panelValues(whole));
      expect(view(engine, panelValues(byColumns))).toEqual(expected);
      expect(view(engine, panelValues(byRows))).toEqual(expected);
    });
  });

  test("columnSquares are the f64 sums of each column, rows in rising order", () => {
    withWorkspace(engine, (workspace) => {
      const [rows, cols] = [9, 2 * width + 1];
      const { data } = randomFloats(5, rows, cols);
      const panels = packed(workspace, workspace.put("f32", data, rows, cols), width);
      const out = workspace.alloc("f64", paddedColumns(panels));
      columnSquares(engine, panels, out);
      const expected = Array.from({ length: paddedColumns(panels) }, (_, j) => {
        let sum = 0;
        for (let i = 0; j < cols && i < rows; i++) sum += data[i * cols + j] * data[i * cols + j];
        return sum;
      });
      expect([...view(engine, out)]).toEqual(expected);
    });
  });
});

describe.each([4, 5])("rows gathered into panels of %i", (width) => {
  const [rows, cols, count] = [9, 13, 17];
  const order = Int32Array.from({ length: count }, (_, i) => (i * 5) % rows);

  test.each(["bytes", "floats"])("are the rows named, and their transpose, from %s", (kind) => {
    const scale = kind === "bytes" ? 1 / 255 : 1;
    const X = kind === "bytes" ? randomBytes(3, rows, cols) : randomFloats(3, rows, cols);
    const picked = Float32Array.from({ length: count * cols }, (_, at) =>
      Math.fround(X.data[order[Math.floor(at / cols)] * cols + (at % cols)] * Math.fround(scale)),
    );
    const flipped = Float32Array.from(picked, (_, at) => picked[(at % count) * cols + Math.floor(at / count)]);
    withWorkspace(engine, (workspace) => {
      const features = workspace.putMatrix({ ...X, scale });
      const x = allocPanels(workspace, count, cols, width);
      const turned = allocPanels(workspace, cols, count, width);
      const scratch = workspace.alloc("f32", width, cols);
      const split = 2 * width;
      const part = (from: number, to: number) =>
        gatherPanels(engine, features, workspace.put("i32", order.subarray(from, to)), { x, turned, scratch }, from);
      part(split, count);
      part(0, split);
      expect([...view(engine, panelValues(x))]).toEqual(layout({ data: picked, rows: count, cols }, width));
      expect([...view(engine, panelValues(turned))]).toEqual(layout({ data: flipped, rows: cols, cols: count }, width));
      expect(() => gatherPanels(engine, features, workspace.put("i32", order), { x, turned, scratch }, width)).toThrow(
        ShapeError,
      );
    });
  });

  test("are what rows that stand one below the other are placed as", () => {
    const { data } = randomFloats(4, count, cols);
    const flipped = Float32Array.from(data, (_, at) => data[(at % count) * cols + Math.floor(at / count)]);
    withWorkspace(engine, (workspace) => {
      const all = workspace.put("f32", data, count, cols);
      const x = allocPanels(workspace, count, cols, width);
      const turned = allocPanels(workspace, cols, count, width);
      for (const panels of [x, turned]) view(engine, panelValues(panels)).fill(Number.NaN);
      const split = 2 * width;
      placeRows(engine, rowsOf(all, split, count), { x, turned }, split);
      placeRows(engine, rowsOf(all, 0, split), { x, turned }, 0);
      expect([...view(engine, panelValues(x))]).toEqual(layout({ data, rows: count, cols }, width));
      expect([...view(engine, panelValues(turned))]).toEqual(layout({ data: flipped, rows: cols, cols: count }, width));
      expect(() => placeRows(engine, all, { x, turned }, width)).toThrow(ShapeError);
    });
  });
});

describe.each(engines)("products with $tile tiles", ({ engine }) => {
  const tile = tileOf(engine);
  const shapes = [
    { m: 1, n: 1, k: 1 },
    { m: 13, n: 37, k: 9 },
    { m: 121, n: 40, k: 257 },
    { m: 6, n: 1033, k: 300 },
    { m: 40, n: 16, k: 520 },
  ];

  /** The bits of the product of row-major operands. */
  function plain(workspace: Workspace, A: Tensor<"f32">, B: Tensor<"f32">, transB: boolean): Int32Array {
    const C = workspace.alloc("f32", A.cols, transB ? B.rows : B.cols);
    gemm(engine, A, B, C, gemmScratch(workspace), { transA: true, transB });
    return bits(view(engine, C).slice());
  }

  test.each(shapes)("panels of A, B and C change no bit: $m × $n × $k", ({ m, n, k }) => {
    withWorkspace(engine, (workspace) => {
      const [A, B] = [put(workspace, 1, k, m), put(workspace, 2, k, n)];
      const expected = plain(workspace, A, B, false);
      const scratch = gemmScratch(workspace);
      const C = allocPanels(workspace, m, n, tile.cols);
      view(engine, panelValues(C)).fill(Number.NaN);
      gemm(engine, packed(workspace, A, tile.rows), packed(workspace, B, tile.cols), C, scratch, { transA: true });
      const out = workspace.alloc("f32", m, n);
      unpackPanels(engine, C, out);
      expect(bits(view(engine, out))).toEqual(expected);
      expect(view(engine, panelValues(C)).includes(Number.NaN)).toBe(false);
    });
  });

  test.each(shapes)("panels of B, turned from those of its transpose, change no bit: $m × $n × $k", ({ m, n, k }) => {
    withWorkspace(engine, (workspace) => {
      const [A, B] = [put(workspace, 1, k, m), put(workspace, 2, n, k)];
      const expected = plain(workspace, A, B, true);
      const C = workspace.alloc("f32", m, n);
      const panels = allocPanels(workspace, k, n, tile.cols);
      turnPanels(engine, packed(workspace, B, tile.cols), panels);
      gemm(engine, A, panels, C, gemmScratch(workspace), { transA: true });
      expect(bits(view(engine, C))).toEqual(expected);
    });
  });

  test("parts of C in panels, and columns of B, get the bits they have in the whole", () => {
    withWorkspace(engine, (workspace) => {
      const [m, n, k] = [29, 45, 270];
      const [A, B] = [put(workspace, 1, k, m), put(workspace, 2, k, n)];
      const expected = plain(workspace, A, B, false);
      const scratch = gemmScratch(workspace);
      const panels = packed(workspace, A, tile.rows);
      const C = allocPanels(workspace, m, n, tile.cols);
      const out = workspace.alloc("f32", m, n);
      for (const [start, end] of [
        [0, 16],
        [16, n],
      ] as const) {
        gemm(engine, panels, B, C, scratch, { transA: true, rows: [0, 20], cols: [start, end] });
        gemm(engine, panels, B, C, scratch, { transA: true, rows: [20, m], cols: [start, end] });
      }
      unpackPanels(engine, C, out);
      expect(bits(view(engine, out))).toEqual(expected);
      const part = allocPanels(workspace, m, 29, tile.cols);
      gemm(engine, panels, columnsOf(B, 16, n), part, scratch, { transA: true });
      expect(view(engine, panelValues(part))).toEqual(view(engine, panelValues(panelColumns(C, 16, n))));
    });
  });

  test("panels of another width, beginning inside one, or with an epilogue are refused", () => {
    withWorkspace(engine, (workspace) => {
      const scratch = gemmScratch(workspace);
      const [A, B, C] = [put(workspace, 1, 8, 20), put(workspace, 2, 8, 32), workspace.alloc("f32", 20, 32)];
      const bias = workspace.zeros("f32", 32);
      const wrong = packed(workspace, B, tile.cols === 8 ? 16 : 8);
      expect(() => gemm(engine, A, wrong, C, scratch, { transA: true })).toThrow(ShapeError);
      const right = packed(workspace, B, tile.cols);
      expect(() => gemm(engine, A, right, C, scratch, { transA: true, transB: true })).toThrow(ShapeError);
      expect(() => gemm(engine, A, right, C, scratch, { transA: true, cols: [4, 32] })).toThrow(ShapeError);
      const panels = packed(workspace, A, tile.rows);
      expect(() => gemm(engine, panels, B, C, scratch, { transA: true, rows: [1, 20] })).toThrow(ShapeError);
      const out = allocPanels(workspace, 20, 32, tile.cols);
      expect(() => gemm(engine, A, B, out, scratch, { transA: true, epilogue: "bias", bias })).toThrow(ShapeError);
    });
  });
});

test("parts that are no whole panels, and shapes that do not fit, are refused", () => {
  withWorkspace(engine, (workspace) => {
    const panels = allocPanels(workspace, 3, 20, 8);
    expect(() => panelColumns(panels, 4, 16)).toThrow(EngineError);
    expect(() => panelColumns(panels, 8, 20)).not.toThrow();
    expect(() => panelColumns(panels, 8, 18)).toThrow(EngineError);
    expect(() => panelsShaped(panels, 4, 20)).toThrow(EngineError);
    expect(panelsShaped(panels, 4, 16)).toMatchObject({ ptr: panels.ptr, rows: 4, cols: 16 });
    expect(() => packPanels(engine, workspace.alloc("f32", 3, 19), panels)).toThrow(ShapeError);
    expect(() => packPanels(engine, workspace.alloc("f32", 3, 20), panels, 1)).toThrow(ShapeError);
    expect(panelPart(panels, [1, 3], [8, 16])).toMatchObject({ ptr: panels.ptr + 4 * 8 * (3 + 1), rows: 2, cols: 8 });
    expect(() => panelPart(panels, [1, 3], [0, 16])).toThrow(EngineError);
    expect(() => panelPart(panels, [1, 4], [0, 8])).toThrow(EngineError);
    const turned = allocPanels(workspace, 20, 3, 8);
    expect(() => turnPanels(engine, panels, turned, 8)).toThrow(ShapeError);
    expect(() => turnPanels(engine, panels, turned, 0, 8)).toThrow(ShapeError);
    expect(() => turnPanels(engine, panels, allocPanels(workspace, 20, 3, 16))).toThrow(ShapeError);
    expect(() => turnPanels(engine, panels, allocPanels(workspace, 20, 4, 8))).toThrow(ShapeError);
  });
});
