/** Probes of the products of quantised networks. */
import { EPILOGUES, type Epilogue } from "../gemm.js";
import { allocRowList, putQuantized, quantizedGemv, quantizeRow, TILE_COLS } from "../quantized.js";
import { view } from "../tensor.js";
import type { Probe } from "./probe.js";

/** A ragged tile behind two whole ones, an odd row. */
const [K, N] = [263, 75];
const LEVELS = [
  { scale: 1 / 100, low: 0, high: 127 },
  { scale: 1 / 60, low: -64, high: 63 },
];
const FORWARD = Object.keys(EPILOGUES).filter((name): name is Extract<Epilogue, "bias" | `bias${string}`> =>
  name.startsWith("bias"),
);

export const quantizedProbes: readonly Probe[] = [
  {
    name: "quantize_row",
    run: (workspace, draw) =>
      LEVELS.flatMap((levels) => {
        const list = allocRowList(workspace, K);
        const count = quantizeRow(workspace.engine, draw.floats(1, K, -2, 2), levels, list);
        return [count, view(workspace.engine, list).slice(0, 2 * count)];
      }),
  },
  {
    name: "qgemv",
    run(workspace, draw) {
      const { engine } = workspace;
      const data = Int8Array.from(draw.integers(K * N, 255), (value) => value - 127);
      const factors = Float32Array.from(draw.numbers(N, 0.0001, 0.001));
      const W = putQuantized(workspace, { data, rows: K, cols: N }, factors);
      const [bias, scratch] = [draw.floats(N), workspace.alloc("f32", TILE_COLS)];
      const list = allocRowList(workspace, K);
      return LEVELS.flatMap((levels) => {
        const count = quantizeRow(engine, draw.floats(1, K, -2, 2), levels, list);
        return FORWARD.map((epilogue) => {
          const y = workspace.alloc("f32", 1, N);
          quantizedGemv(engine, list, count, W, y, scratch, epilogue, bias);
          return y;
        });
      });
    },
  },
];
