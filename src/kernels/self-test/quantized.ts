/** Probes of the products of quantised networks. */
import { EPILOGUES, type Epilogue } from "../gemm.js";
import {
  allocIntegers,
  BLOCK,
  type Levels,
  putQuantized,
  quantizedGemm,
  quantizeRows,
  TILE_COLS,
} from "../quantized.js";
import { view, type Workspace } from "../tensor.js";
import type { Draw, Outcome, Probe } from "./probe.js";

/** A ragged tile behind two whole ones, and an odd row. */
const [K, N] = [263, 75];
const LEVELS: readonly Levels[] = [
  { scale: 1 / 100, low: 0, high: 127 },
  { scale: 1 / 60, low: -64, high: 63 },
];
const FORWARD = Object.keys(EPILOGUES).filter((name): name is Extract<Epilogue, "bias" | `bias${string}`> =>
  name.startsWith("bias"),
);

/** Every epilogue for one row and for a block of rows, with the largest weights among others. */
function products(workspace: Workspace, draw: Draw, levels: Levels): Outcome {
  const { engine } = workspace;
  const data = Int8Array.from(draw.integers(K * N, 256), (value) => value - 128);
  const factors = Float32Array.from(draw.numbers(N, 0.0001, 0.001));
  const W = putQuantized(workspace, { data, rows: K, cols: N }, factors, levels);
  const [bias, scratch] = [draw.floats(N), workspace.alloc("f32", TILE_COLS)];
  const integers = allocIntegers(workspace, K);
  return [1, BLOCK].flatMap((rows) => {
    const count = quantizeRows(engine, draw.floats(rows, K, -2, 2), levels, integers);
    return FORWARD.map((epilogue) => {
      const Y = workspace.alloc("f32", rows, N);
      quantizedGemm(engine, integers, count, W, Y, scratch, epilogue, bias);
      return Y;
    });
  });
}

export const quantizedProbes: readonly Probe[] = [
  {
    name: "quantize_rows",
    run: (workspace, draw) =>
      LEVELS.flatMap((levels) =>
        [1, BLOCK].flatMap((rows) => {
          const integers = allocIntegers(workspace, K);
          const count = quantizeRows(workspace.engine, draw.floats(rows, K, -2, 2), levels, integers);
          const [all, list] = [integers.all, integers.list].map((tensor) => view(workspace.engine, tensor).slice());
          return [count, all.subarray(0, rows * integers.all.cols), list.subarray(0, count * (rows + 1))];
        }),
      ),
  },
  {
    name: "qgemm",
    run: (workspace, draw) => LEVELS.flatMap((levels) => products(workspace, draw, levels)),
  },
];
