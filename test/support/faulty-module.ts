/** The kernels with one instruction changed: a sum of four floats where a difference belongs. */
import { readFileSync } from "node:fs";

/** f32x4.sub and f32x4.add: 0xfd and a number in two bytes. */
const SUB = [0xfd, 0xe5, 0x01];
const ADD = 0xe4;

export function faultyModule(): WebAssembly.Module {
  const bytes = readFileSync(new URL("../../dist/heddle.wasm", import.meta.url));
  const at = bytes.indexOf(Uint8Array.from(SUB));
  if (at < 0) throw new Error("the kernels have no f32x4.sub");
  bytes[at + 1] = ADD;
  return new WebAssembly.Module(bytes);
}
