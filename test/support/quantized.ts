/** Products of small integers on every kernel that this host has, and what the reference says of them. */
import { createEngine, type Engine } from "../../src/engine/engine.js";
import { loadModule, loadRelaxed } from "../../src/engine/load-node.js";
import {
  allocIntegers,
  type Levels,
  putQuantized,
  quantizedGemm,
  quantizeRows,
  TILE_COLS,
} from "../../src/kernels/quantized.js";
import { view, type Workspace } from "../../src/kernels/tensor.js";
import { quantizedProduct, quantizedRow } from "../reference/quantized.js";
import { guarded } from "./engine.js";

export interface QuantizedEngine {
  readonly kind: "plain" | "relaxed";
  /** Products that one instruction sums. */
  readonly group: number;
  readonly engine: Engine;
}

/** The plain kernels, and those on relaxed SIMD where the host has it. */
export function quantizedEngines(): QuantizedEngine[] {
  const plain: QuantizedEngine = { kind: "plain", group: 2, engine: createEngine(loadModule(false), false) };
  const relaxed = loadRelaxed();
  if (!relaxed) return [plain];
  return [plain, { kind: "relaxed", group: 4, engine: createEngine(loadModule(false), false, { relaxed }) }];
}

export interface Operands {
  /** rows × k. */
  readonly x: Float32Array;
  readonly rows: number;
  readonly W: Int8Array;
  readonly factors: Float32Array;
  readonly bias: Float32Array;
}

/** Fails if a kernel writes beyond its answers. */
export function product(workspace: Workspace, { x, rows, W, factors, bias }: Operands, levels: Levels): Float32Array {
  const { engine } = workspace;
  const [k, n] = [x.length / rows, factors.length];
  const weights = putQuantized(workspace, { data: W, rows: k, cols: n }, factors, levels);
  const integers = allocIntegers(workspace, k);
  const count = quantizeRows(engine, workspace.put("f32", x, rows, k), levels, integers);
  const Y = guarded(workspace, "f32", rows, n);
  const scratch = guarded(workspace, "f32", TILE_COLS);
  quantizedGemm(engine, integers, count, weights, Y.tensor, scratch.tensor, "bias", workspace.put("f32", bias));
  scratch.expectIntact();
  Y.expectIntact();
  return view(engine, Y.tensor).slice();
}

export function expectedProduct({ x, rows, W, factors, bias }: Operands, { scale, low, high }: Levels): Float32Array {
  const k = x.length / rows;
  const answers = Array.from({ length: rows }, (_, r) =>
    quantizedProduct(quantizedRow(x.subarray(r * k, (r + 1) * k), scale, low, high), W, factors, bias),
  );
  return Float32Array.from(answers.flatMap((row) => [...row]));
}
