/** The small kernels of a training step against f64 references, on shapes below, at and above the vector width. */
import { describe, expect, test } from "@jest/globals";
import { columnSums, crossEntropy, dropout, gatherRows, softmax, sum } from "../../src/kernels/nn.js";
import { rowsOf, view } from "../../src/kernels/tensor.js";
import { Guarded, inWorkspace, testEngine } from "./support/guarded.js";
import { codes, logistic, softmaxRow, uniform, worstDifference } from "./support/reference.js";

const engine = testEngine();
const ROWS = [1, 2, 5, 300];
const COLUMNS = [2, 3, 4, 5, 8, 10, 17];
const SHAPES = ROWS.flatMap((rows) => COLUMNS.map((cols) => [rows, cols] as const));
const TOLERANCE = 1e-6;

describe("softmax", () => {
  test.each(SHAPES)("%i × %i equals the reference and sums to 1", (rows, cols) => {
    const z = uniform(rows * 31 + cols, rows * cols, -30, 30);
    const answer = inWorkspace(engine, (workspace) => {
      const x = workspace.put("f32", z, rows, cols);
      const y = new Guarded(workspace, rows, cols);
      softmax(engine, x, y.tensor);
      return y.read();
    });
    for (let i = 0; i < rows; i++) {
      const row = answer.subarray(i * cols, (i + 1) * cols);
      expect(worstDifference(row, softmaxRow(z.subarray(i * cols, (i + 1) * cols)))).toBeLessThan(TOLERANCE);
      expect(row.reduce((total, p) => total + p, 0)).toBeCloseTo(1, 5);
    }
  });

  test("does not overflow, and does not change when all logits of a row are shifted by a power of two", () => {
    inWorkspace(engine, (workspace) => {
      const x = workspace.put("f32", [1, 2, 3, 65, 66, 67, -3e38, 0, 3e38], 3, 3);
      softmax(engine, x, x);
      const answer = view(engine, x).slice();
      expect(answer.subarray(3, 6)).toEqual(answer.subarray(0, 3));
      expect([...answer.subarray(6)]).toEqual([0, 0, 1]);
    });
  });
});

/** Losses, gradient and hits of the kernel. */
function runCrossEntropy(z: Float32Array, y: Int32Array, rows: number, cols: number, scale: number, smoothing = 0) {
  return inWorkspace(engine, (workspace) => {
    const logits = workspace.put("f32", z, rows, cols);
    const gradient = new Guarded(workspace, rows, cols);
    const losses = workspace.alloc("f64", rows);
    const hits = crossEntropy(engine, logits, workspace.put("i32", y), scale, gradient.tensor, losses, smoothing);
    const total = sum(engine, losses);
    return { hits, gradient: gradient.read(), losses: view(engine, losses).slice(), total };
  });
}

function probabilities(row: Float32Array): number[] {
  return row.length === 1 ? [logistic(row[0])] : softmaxRow(row);
}

function rowLoss(row: ArrayLike<number>, code: number): number {
  if (row.length === 1) return code ? -Math.log(logistic(row[0])) : -Math.log(logistic(-row[0]));
  return -Math.log(softmaxRow(row)[code]);
}

describe("cross-entropy", () => {
  const shapes = [...SHAPES, ...ROWS.map((rows) => [rows, 1] as const)];
  test.each(shapes)("%i × %i: losses, gradient and hits equal the reference", (rows, cols) => {
    const z = uniform(rows * 17 + cols, rows * cols, -6, 6);
    const y = codes(rows + cols, rows, Math.max(2, cols));
    const scale = 1 / rows;
    const answer = runCrossEntropy(z, y, rows, cols, scale);
    let hits = 0;
    for (let i = 0; i < rows; i++) {
      const row = z.subarray(i * cols, (i + 1) * cols);
      const p = probabilities(row);
      const expected = p.map((value, j) => scale * (value - (cols === 1 ? y[i] : Number(j === y[i]))));
      expect(worstDifference(answer.gradient.subarray(i * cols, (i + 1) * cols), expected)).toBeLessThan(TOLERANCE);
      expect(answer.losses[i]).toBeCloseTo(rowLoss(row, y[i]), 5);
      hits += Number((cols === 1 ? Number(row[0] > 0) : p.indexOf(Math.max(...p))) === y[i]);
    }
    expect(answer.hits).toBe(hits);
    expect(answer.total).toBe(answer.losses.reduce((total, loss) => total + loss, 0));
  });

  test.each(shapes)("%i × %i: smoothed targets give the loss and gradient of the reference", (rows, cols) => {
    const z = uniform(rows * 13 + cols, rows * cols, -6, 6);
    const classes = Math.max(2, cols);
    const y = codes(rows + cols, rows, classes);
    const smoothing = 0.3;
    const plain = runCrossEntropy(z, y, rows, cols, 1);
    const answer = runCrossEntropy(z, y, rows, cols, 1, smoothing);
    for (let i = 0; i < rows; i++) {
      const row = z.subarray(i * cols, (i + 1) * cols);
      const target = (code: number) => (1 - smoothing) * Number(code === y[i]) + smoothing / classes;
      const loss = Array.from({ length: classes }, (_, code) => target(code) * rowLoss(row, code));
      expect(answer.losses[i]).toBeCloseTo(
        loss.reduce((sum, term) => sum + term, 0),
        5,
      );
      const expected = probabilities(row).map((p, j) => p - target(cols === 1 ? 1 : j));
      expect(worstDifference(answer.gradient.subarray(i * cols, (i + 1) * cols), expected)).toBeLessThan(TOLERANCE);
    }
    expect(answer.hits).toBe(plain.hits);
  });

  test("the gradient is the slope of the loss", () => {
    const step = 1e-4;
    const z = uniform(5, 7, -2, 2);
    const y = Int32Array.of(3);
    const { gradient } = runCrossEntropy(z, y, 1, 7, 1);
    for (let j = 0; j < 7; j++) {
      const up = Float64Array.from(z, (value, at) => (at === j ? value + step : value));
      const down = Float64Array.from(z, (value, at) => (at === j ? value - step : value));
      expect(gradient[j]).toBeCloseTo((rowLoss(up, 3) - rowLoss(down, 3)) / (2 * step), 6);
    }
  });

  test("a confident hit keeps the relative precision of its loss", () => {
    const { losses } = runCrossEntropy(Float32Array.of(20, 0, 0), Int32Array.of(0), 1, 3, 1);
    expect(losses[0] / (2 * Math.exp(-20))).toBeCloseTo(1, 6);
    const binary = runCrossEntropy(Float32Array.of(20, -20), Int32Array.of(1, 0), 2, 1, 1);
    for (const loss of binary.losses) expect(loss / Math.exp(-20)).toBeCloseTo(1, 6);
  });

  test("a hopeless row has a finite loss, equal logits go to the lower class, NaN shows", () => {
    expect(runCrossEntropy(Float32Array.of(1000, 0), Int32Array.of(1), 1, 2, 1).losses[0]).toBe(1000);
    expect(runCrossEntropy(Float32Array.of(1, 1, 0), Int32Array.of(0), 1, 3, 1).hits).toBe(1);
    expect(runCrossEntropy(Float32Array.of(1, 1, 0), Int32Array.of(1), 1, 3, 1).hits).toBe(0);
    expect(runCrossEntropy(Float32Array.of(0), Int32Array.of(0), 1, 1, 1).hits).toBe(1);
    for (const z of [
      [0, Number.NaN],
      [Number.NaN, 0],
      [Infinity, 0],
    ])
      expect(runCrossEntropy(Float32Array.from(z), Int32Array.of(0), 1, 2, 1).losses[0]).toBeNaN();
    expect(runCrossEntropy(Float32Array.of(Number.NaN), Int32Array.of(0), 1, 1, 1).losses[0]).toBeNaN();
  });
});

describe("sums", () => {
  test.each(SHAPES)("columnSums of %i × %i equals f64 sums", (rows, cols) => {
    const x = uniform(rows + 100 * cols, rows * cols);
    inWorkspace(engine, (workspace) => {
      const tensor = workspace.put("f32", x, rows, cols);
      const columns = new Guarded(workspace, 1, cols);
      columnSums(engine, tensor, columns.tensor);
      const expectedColumns = Array.from({ length: cols }, (_, j) => {
        let total = 0;
        for (let i = 0; i < rows; i++) total += x[i * cols + j];
        return total;
      });
      expect(worstDifference(columns.read(), expectedColumns)).toBeLessThan(2e-5);
    });
  });

  test("column sums of a part are the bits of the whole, and the rest is not touched", () => {
    const [rows, cols] = [301, 13];
    const x = uniform(9, rows * cols);
    inWorkspace(engine, (workspace) => {
      const tensor = workspace.put("f32", x, rows, cols);
      const whole = new Guarded(workspace, 1, cols);
      columnSums(engine, tensor, whole.tensor);
      const parts = new Guarded(workspace, 1, cols);
      columnSums(engine, tensor, parts.tensor, [3, 9]);
      expect(parts.read().subarray(3, 9)).toEqual(whole.read().subarray(3, 9));
      expect([...parts.read().subarray(9)].every(Number.isNaN)).toBe(true);
      columnSums(engine, tensor, parts.tensor, [0, 3]);
      columnSums(engine, tensor, parts.tensor, [9, 13]);
      expect(parts.read()).toEqual(whole.read());
    });
  });
});

describe("gatherRows", () => {
  test.each([1, 7, 8, 9, 784])("takes %i columns of the named rows, bytes with their scale", (cols) => {
    const bytes = Uint8Array.from({ length: 6 * cols }, (_, i) => (i * 37) % 256);
    const indices = [4, 0, 4, 5];
    const scale = Math.fround(1 / 255);
    inWorkspace(engine, (workspace) => {
      const order = workspace.put("i32", indices);
      const out = new Guarded(workspace, indices.length, cols);
      const X = workspace.putMatrix({ data: bytes, rows: 6, cols, scale });
      gatherRows(engine, X, order, out.tensor);
      const expected = indices.flatMap((row) =>
        Array.from(bytes.subarray(row * cols, (row + 1) * cols), (byte) => Math.fround(byte * scale)),
      );
      expect([...out.read()]).toEqual(expected);
      const floats = workspace.putMatrix({ data: Float32Array.from(bytes), rows: 6, cols });
      gatherRows(engine, floats, order, out.tensor);
      expect([...out.read()]).toEqual(indices.flatMap((row) => [...bytes.subarray(row * cols, (row + 1) * cols)]));
    });
  });
});

describe("dropout", () => {
  const ones = (count: number) => new Float32Array(count).fill(1);
  const mask = (rate: number, key0 = 12345, key1 = 67890) => ({ key0, key1, rate });

  function apply(rows: number, cols: number, parts: (readonly [number, number])[], rate: number, key0?: number) {
    return inWorkspace(engine, (workspace) => {
      const x = workspace.put("f32", ones(rows * cols), rows, cols);
      const y = new Guarded(workspace, rows, cols);
      for (const part of parts) dropout(engine, x, y.tensor, mask(rate, key0), part);
      return y.read();
    });
  }

  test.each([0.1, 0.3, 0.5, 0.9])("with rate %d keeps the right share, scaled so that the mean stays", (rate) => {
    const n = 400 * 512;
    const answer = apply(400, 512, [[0, 512]], rate);
    const kept = answer.filter((value) => value !== 0);
    const deviation = Math.sqrt((rate * (1 - rate)) / n);
    expect(Math.abs(kept.length / n - (1 - rate))).toBeLessThan(4 * deviation);
    expect(new Set(kept)).toEqual(new Set([Math.fround(Math.fround(1 / (1 - rate)))]));
  });

  test("every row and every column keeps about the right share", () => {
    const answer = apply(256, 256, [[0, 256]], 0.5);
    for (let i = 0; i < 256; i++) {
      const row = answer.subarray(i * 256, (i + 1) * 256).filter((value) => value !== 0).length;
      const column = Array.from({ length: 256 }, (_, k) => answer[k * 256 + i]).filter((value) => value !== 0).length;
      for (const kept of [row, column]) expect(Math.abs(kept - 128)).toBeLessThan(5 * 8);
    }
  });

  test("rate 0 changes nothing", () => {
    expect(apply(3, 7, [[0, 7]], 0)).toEqual(ones(21));
  });

  test("the mask does not depend on how columns are shared out", () => {
    const whole = apply(9, 37, [[0, 37]], 0.4);
    expect(
      apply(
        9,
        37,
        [
          [0, 5],
          [5, 22],
          [22, 37],
        ],
        0.4,
      ),
    ).toEqual(whole);
  });

  test("nor on how rows are", () => {
    const whole = apply(9, 37, [[0, 37]], 0.4);
    inWorkspace(engine, (workspace) => {
      const x = workspace.put("f32", ones(9 * 37), 9, 37);
      const upper = rowsOf(x, 0, 4);
      const lower = rowsOf(x, 4, 9);
      dropout(engine, lower, lower, mask(0.4), undefined, 4);
      dropout(engine, upper, upper, mask(0.4));
      expect(view(engine, x)).toEqual(whole);
    });
  });

  test("masks of different keys agree as often as chance", () => {
    const [a, b] = [1, 2].map((key) => apply(200, 200, [[0, 200]], 0.5, key));
    const agreements = a.filter((value, i) => value === b[i]).length;
    expect(Math.abs(agreements - 20_000)).toBeLessThan(5 * 100);
  });
});
