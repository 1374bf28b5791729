/** What the platform's WebAssembly can do, found by validating tiny modules. */
import { EngineError } from "../core/errors.js";

// (module (func (result v128) (i32x4.splat (i32.const 0))))
const SIMD_MODULE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 17, 11,
]);
// (module (memory 1 1 shared))
const THREADS_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 5, 4, 1, 3, 1, 1]);
// (module (func (result v128) (i32x4.relaxed_dot_i8x16_i7x16_add_s (i32x4.splat (i32.const 0)) (…) (…))))
const RELAXED_SIMD_MODULE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 17, 65, 0, 253, 17, 65,
  0, 253, 17, 253, 147, 2, 11,
]);

export interface Features {
  readonly simd: boolean;
  readonly threads: boolean;
}

/** Typed by hand: the DOM's declarations of WebAssembly differ between platforms, these few names do not. */
export function probeFeatures(): Features {
  if (typeof WebAssembly !== "object") return { simd: false, threads: false };
  return { simd: WebAssembly.validate(SIMD_MODULE), threads: WebAssembly.validate(THREADS_MODULE) };
}

/** Whether the host takes the kernels on relaxed SIMD: V8 from Node 22 and Chrome 114 on. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(RELAXED_SIMD_MODULE);
}

/** Throws EngineError where the kernels cannot run. */
export function requireFeatures(features: Features): void {
  if (!features.simd) {
    throw new EngineError(
      "Heddle needs WebAssembly SIMD (Node 20.19+, Chrome 91+, Firefox 89+, Safari 16.4+); this platform has none",
    );
  }
}
