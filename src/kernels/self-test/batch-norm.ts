/** Probes of batch normalisation, there and back. */
import { batchNormBackward, batchNormForward, WORK_ROWS } from "../batch-norm.js";
import { EPILOGUES, type Epilogue } from "../gemm.js";
import type { Probe } from "./probe.js";

/** More than one block of rows, and ragged columns. */
const [ROWS, COLS] = [261, 43];
const PARTS = [
  [0, 16],
  [16, COLS],
] as const;
type Forward = Extract<Epilogue, "bias" | `bias${string}`>;
const FORWARD = Object.keys(EPILOGUES).filter((name): name is Forward => name.startsWith("bias"));

export const batchNormProbes: readonly Probe[] = [
  {
    name: "batch_norm_forward",
    run: (workspace, draw) =>
      FORWARD.flatMap((epilogue) => {
        const z = draw.floats(ROWS, COLS, -3, 5);
        const [gamma, beta] = [draw.floats(COLS), draw.floats(COLS)];
        const [mean, variance] = [workspace.alloc("f32", COLS), workspace.alloc("f32", COLS)];
        const y = workspace.alloc("f32", ROWS, COLS);
        const work = workspace.alloc("f32", WORK_ROWS, COLS);
        for (const part of PARTS) {
          batchNormForward(workspace.engine, { z, y, gamma, beta, mean, variance, epilogue }, work, part);
        }
        return [z, y, mean, variance];
      }),
  },
  {
    name: "batch_norm_backward",
    run(workspace, draw) {
      const [delta, normalized] = [draw.floats(ROWS, COLS), draw.floats(ROWS, COLS, -2, 2)];
      const [gamma, variance] = [draw.floats(COLS), draw.floats(COLS, 1, 0.1, 3)];
      const [dgamma, dbeta] = [workspace.alloc("f32", COLS), workspace.alloc("f32", COLS)];
      const work = workspace.alloc("f32", WORK_ROWS, COLS);
      for (const part of PARTS) {
        batchNormBackward(workspace.engine, { delta, normalized, gamma, variance, dgamma, dbeta }, work, part);
      }
      return [delta, dgamma, dbeta];
    },
  },
];
