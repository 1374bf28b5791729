/** Compares the kernels of two engines, bit for bit. */
import type { Engine } from "../../engine/engine.js";
import { bytesOf, type Tensor, view, withWorkspace } from "../tensor.js";
import { Draw, type Outcome, type Probe, Words } from "./probe.js";

const SEED = 0x8edd1e;

/** The first probe on which `candidate` does not give the bits of `trusted`, or undefined where all agree. A trap is a difference. */
export function findDifference(trusted: Engine, candidate: Engine, probes: readonly Probe[]): Probe | undefined {
  const words = new Words(SEED);
  return probes.find((probe) => {
    const expected = runProbe(trusted, probe, words);
    try {
      const given = runProbe(candidate, probe, words);
      return given.length !== expected.length || given.some((part, i) => !sameBytes(part, expected[i]));
    } catch {
      return true;
    }
  });
}

/** All that a probe gives on operands drawn from `words`, as bytes. */
export function runProbe(engine: Engine, probe: Probe, words = new Words(SEED)): Uint8Array[] {
  return withWorkspace(engine, (workspace) => {
    const outcome = probe.run(workspace, new Draw(workspace, words));
    return outcome.map((part) => asBytes(engine, part));
  });
}

function asBytes(engine: Engine, part: Outcome[number]): Uint8Array {
  if (typeof part === "number") return new Uint8Array(Float64Array.of(part).buffer);
  if (ArrayBuffer.isView(part)) return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  const bytes: Tensor<"u8"> = { ...part, dtype: "u8", cols: part.cols * bytesOf(part.dtype) };
  return view(engine, bytes).slice();
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
