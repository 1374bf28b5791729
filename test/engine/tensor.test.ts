import { describe, expect, test } from "@jest/globals";
import { EngineError } from "../../src/core/errors.js";
import { matrix, scaled } from "../../src/core/matrix.js";
import { createEngine, joinEngine } from "../../src/engine/engine.js";
import { loadModule } from "../../src/engine/load-node.js";
import { matrixView, rowsOf, view, Workspace, withWorkspace } from "../../src/kernels/tensor.js";

const engine = createEngine(loadModule(false), false);

describe("withWorkspace", () => {
  test("returns what the work returns and frees everything", () => {
    const sum = withWorkspace(engine, (workspace) => {
      const tensor = workspace.put("f32", [1, 2, 3]);
      workspace.zeros("f64", 100, 100);
      expect(engine.arena.usedBytes).toBeGreaterThan(80_000);
      return view(engine, tensor).reduce((a, b) => a + b);
    });
    expect(sum).toBe(6);
    expect(engine.arena.usedBytes).toBe(0);
  });

  test("frees everything when the work throws", () => {
    const work = () =>
      withWorkspace(engine, (workspace) => {
        workspace.alloc("u8", 1000);
        throw new RangeError("no");
      });
    expect(work).toThrow("no");
    expect(engine.arena.usedBytes).toBe(0);
  });

  test("keeps everything until a promise settles, and frees it when it is fulfilled or rejected", async () => {
    for (const outcome of [() => "done", () => Promise.reject(new RangeError("no"))]) {
      const running = withWorkspace(engine, async (workspace) => {
        workspace.alloc("u8", 1000);
        await new Promise((resolve) => setTimeout(resolve, 1));
        expect(engine.arena.usedBytes).toBeGreaterThan(0);
        return outcome();
      });
      expect(engine.arena.usedBytes).toBeGreaterThan(0);
      await running.catch(() => undefined);
      expect(engine.arena.usedBytes).toBe(0);
    }
  });

  test("releasing twice is harmless", () => {
    const workspace = new Workspace(engine);
    workspace.alloc("u8", 10);
    workspace.release();
    workspace.release();
    expect(engine.arena.usedBytes).toBe(0);
  });
});

describe("tensors", () => {
  test("put copies numbers row by row, of every type", () => {
    withWorkspace(engine, (workspace) => {
      for (const dtype of ["f32", "f64", "i8", "u8", "i16", "u16", "i32", "u32"] as const) {
        const tensor = workspace.put(dtype, [1, 2, 3, 4, 5, 6], 2, 3);
        expect([...view(engine, tensor)]).toEqual([1, 2, 3, 4, 5, 6]);
        expect([...view(engine, rowsOf(tensor, 1, 2))]).toEqual([4, 5, 6]);
      }
    });
  });

  test("zeros are zeros even in memory that was used before", () => {
    withWorkspace(engine, (workspace) => view(engine, workspace.alloc("f32", 500)).fill(Number.NaN));
    withWorkspace(engine, (workspace) => {
      expect(view(engine, workspace.zeros("f32", 500)).every((value) => value === 0)).toBe(true);
    });
  });

  test("a matrix goes in and comes out with its type and scale", () => {
    withWorkspace(engine, (workspace) => {
      const bytes = scaled(matrix(Uint8Array.of(0, 51, 255, 1), [2, 2]), 1 / 255);
      const floats = matrix([[1.5, -2]]);
      expect(matrixView(engine, workspace.putMatrix(bytes))).toEqual(bytes);
      expect(matrixView(engine, workspace.putMatrix(floats))).toEqual({ ...floats, scale: 1 });
    });
  });

  test("values that do not fill the shape, and rows outside the tensor, are an EngineError", () => {
    withWorkspace(engine, (workspace) => {
      expect(() => workspace.put("f32", [1, 2, 3], 2, 2)).toThrow(EngineError);
      const tensor = workspace.zeros("f32", 4, 2);
      expect(() => rowsOf(tensor, -1, 2)).toThrow(EngineError);
      expect(() => rowsOf(tensor, 2, 5)).toThrow("rows 2 to 5 are not inside 0 to 4");
      expect(() => rowsOf(tensor, 3, 2)).toThrow(EngineError);
      expect(rowsOf(tensor, 4, 4).rows).toBe(0);
    });
  });

  test("another instance on the same memory sees the same numbers, also in memory that grew later", () => {
    const other = joinEngine(engine);
    const workspace = new Workspace(other);
    const tensor = workspace.put("f64", new Float64Array(1_000_000).fill(0.25));
    expect(view(engine, tensor).every((value) => value === 0.25)).toBe(true);
    workspace.release();
    expect(other.arena.usedBytes).toBe(0);
  });
});
