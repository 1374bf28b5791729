/** Every probe: together they reach each kernel that contains SIMD. A new kernel adds its probe to the list of its family. */
import { batchNormProbes } from "./batch-norm.js";
import { distanceProbes } from "./distance.js";
import { elementwiseProbes } from "./elementwise.js";
import { gemmProbes } from "./gemm.js";
import { linearProbes } from "./linear.js";
import { nnProbes, optimProbes } from "./nn.js";
import { panelProbes } from "./panels.js";
import type { Probe } from "./probe.js";
import { quantizedProbes } from "./quantized.js";
import { svmProbes } from "./svm.js";
import { treeProbes } from "./tree.js";

/** Building blocks before what is built of them, so that the first difference names the kernel at fault. */
export const probes: readonly Probe[] = [
  ...elementwiseProbes,
  ...nnProbes,
  ...optimProbes,
  ...panelProbes,
  ...gemmProbes,
  ...quantizedProbes,
  ...batchNormProbes,
  ...distanceProbes,
  ...linearProbes,
  ...svmProbes,
  ...treeProbes,
];
