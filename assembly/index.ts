/** The ABI: one export line per kernel file. */
export { sgemm, sgemm_work_bytes } from "./gemm/sgemm";
export { svm_block_to_left, svm_store_rows, svm_store_transposed } from "./svm/blocks";
export { svm_dots_f64 } from "./svm/dots-f64";
export { svm_dots_u8 } from "./svm/dots-u8";
export { svm_kernel } from "./svm/kernel-function";
export { svm_left_f64, svm_left_u8 } from "./svm/left";
export { svm_norms } from "./svm/norms";
export { svm_right_f64, svm_right_u8 } from "./svm/right";
export { svm_gather, svm_subtract_row } from "./svm/rows";
export { svm_select_low, svm_update_and_select_up } from "./svm/smo";
export { barrier_abandon, barrier_wait } from "./sync/barrier";
