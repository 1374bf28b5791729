/** Engines for tests of kernels, and tensors that notice writes beyond their ends. */
import { expect } from "@jest/globals";
import { createEngine, type Engine } from "../../src/engine/engine.js";
import { loadModule } from "../../src/engine/load-node.js";
import { bytesOf, type DType, rowsOf, type Tensor, view, type Workspace } from "../../src/kernels/tensor.js";

/**
 * One engine per choice of tiles. The turbo flag of V8 is a matter of the whole process and is left alone: "wide" only makes the wrappers
 * choose the kernels that turbo would run.
 */
export function bothTiles(): { readonly tile: "narrow" | "wide"; readonly engine: Engine }[] {
  const module = loadModule(false);
  return [
    { tile: "narrow", engine: createEngine(module, false) },
    { tile: "wide", engine: createEngine(module, true) },
  ];
}

const GUARD_ROWS = 8;
const GUARD_BYTE = 0xa5;

/** A tensor between two bands of marked bytes. */
export interface Guarded<T extends DType> {
  readonly tensor: Tensor<T>;
  /** Fails if anything before or behind the tensor was written. */
  expectIntact(): void;
}

/** All bytes, the tensor's own too, start as 0xa5; as a float that is a number nobody expects. */
export function guarded<T extends DType>(workspace: Workspace, dtype: T, rows: number, cols = 1): Guarded<T> {
  const { engine } = workspace;
  const whole = workspace.alloc(dtype, rows + 2 * GUARD_ROWS, cols);
  const bytes = () => view(engine, { ...whole, dtype: "u8", cols: cols * bytesOf(dtype) });
  bytes().fill(GUARD_BYTE);
  const band = GUARD_ROWS * cols * bytesOf(dtype);
  return {
    tensor: rowsOf(whole, GUARD_ROWS, GUARD_ROWS + rows),
    expectIntact: () => {
      const all = bytes();
      const clean = (part: Uint8Array) => part.every((value) => value === GUARD_BYTE);
      expect(clean(all.subarray(0, band))).toBe(true);
      expect(clean(all.subarray(all.length - band))).toBe(true);
    },
  };
}
