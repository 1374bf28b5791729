import { expect, test } from "@jest/globals";
import { EngineError } from "../../src/core/errors.js";
import { createEngine } from "../../src/engine/engine.js";
import { probeFeatures, requireFeatures } from "../../src/engine/features.js";
import { loadModule } from "../../src/engine/load-node.js";
import { currentRuntime } from "../../src/engine/runtime.js";

test("this platform has SIMD and threads, and the probes see it", () => {
  expect(probeFeatures()).toEqual({ simd: true, threads: true });
  expect(() => requireFeatures({ simd: true, threads: false })).not.toThrow();
});

test("a platform without SIMD is an EngineError that says which have it", () => {
  expect(() => requireFeatures({ simd: false, threads: true })).toThrow(EngineError);
  expect(() => requireFeatures({ simd: false, threads: true })).toThrow("Node 20.19+");
});

test("the kernels import nothing but memory, and have no data segments that a second instance would run again", () => {
  const module = loadModule(false);
  expect(WebAssembly.Module.imports(module)).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
  const engine = createEngine(module, false);
  expect(new Uint8Array(engine.memory.buffer).every((byte) => byte === 0)).toBe(true);
});

test("each engine has a memory and an id of its own", () => {
  const module = loadModule(false);
  const [a, b] = [createEngine(module, false), createEngine(module, false)];
  expect(a.memory).not.toBe(b.memory);
  expect(a.id).not.toBe(b.id);
});

test("without a composition root there is no runtime, and the error says what to import", () => {
  expect(() => currentRuntime()).toThrow(EngineError);
  expect(() => currentRuntime()).toThrow("import heddle");
});
