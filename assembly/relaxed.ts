/** The ABI of kernels on relaxed SIMD, which take the place of those of the same name where the host has it. */
export { qgemm } from "./nn/qgemm";
export { quantize_rows } from "./nn/quantize-rows";
export { quantized_group } from "./nn/quantized-dot";
export { relaxed_dot_exact } from "./nn/relaxed-dot-exact";
