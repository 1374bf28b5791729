/** Decides which code the kernels run: 256-bit code is used only after it gave the bits of the plain one on every probe. */
import { createEngine } from "../engine/engine.js";
import { loadModule, turboAvailable } from "../engine/load-node.js";
import { findDifference } from "../kernels/self-test/compare.js";
import { probes } from "../kernels/self-test/index.js";

/** Why the kernels run as they do. */
export type TurboStatus =
  /** Nobody asked. */
  | { readonly state: "off" }
  /** Asked for, but this Node, or this machine, has no 256-bit code. */
  | { readonly state: "unavailable" }
  /** On: so many kernels agree bit for bit with the plain ones. */
  | { readonly state: "verified"; readonly kernels: number }
  /** Off: this kernel gave other bits. */
  | { readonly state: "rejected"; readonly kernel: string };

export interface Kernels {
  readonly module: WebAssembly.Module;
  readonly status: TurboStatus;
}

/** Where modules come from. */
export interface Source {
  readonly available: boolean;
  load(turbo: boolean): WebAssembly.Module;
}

const NODE: Source = { available: turboAvailable(), load: loadModule };

/** Room for the operands of every probe. */
const PROBE_PAGES = 256;

/** The kernels to run. Where turbo is asked for and fails its check, one warning names the kernel and the plain ones are given. */
export function chooseKernels(turbo: boolean, source: Source = NODE): Kernels {
  const plain = source.load(false);
  if (!turbo) return { module: plain, status: { state: "off" } };
  if (!source.available) return { module: plain, status: { state: "unavailable" } };
  const fast = source.load(true);
  const trusted = createEngine(plain, false, { pages: PROBE_PAGES });
  const candidate = createEngine(fast, true, { pages: PROBE_PAGES });
  const difference = findDifference(trusted, candidate, probes);
  if (!difference) return { module: fast, status: { state: "verified", kernels: probes.length } };
  const { name } = difference;
  process.emitWarning(
    `turbo is off: the 256-bit code of ${name} does not give the bits of the plain one`,
    "HeddleWarning",
  );
  return { module: plain, status: { state: "rejected", kernel: name } };
}

let verified: Kernels | undefined;

/** `chooseKernels` on this Node; a check that was passed once holds for the life of the process. */
export function nodeKernels(turbo: boolean): Kernels {
  if (turbo && verified) return verified;
  const kernels = chooseKernels(turbo);
  if (kernels.status.state === "verified") verified = kernels;
  return kernels;
}
