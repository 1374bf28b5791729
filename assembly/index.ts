/** The ABI: one export line per kernel file. */
export { knn_l1_f32, knn_l1_u8 } from "./distance/knn-l1";
export { knn_l2_f32, lows_f32, norms_f32 } from "./distance/knn-l2-f32";
export { knn_l2_u8, knn_l2_u8_work_bytes } from "./distance/knn-l2-u8";
export { nearest_clear, nearest_sort } from "./distance/nearest";
export { group_sums_u8, norms_i16, norms_u8 } from "./distance/screen-u8";
export { sgemm, sgemm_work_bytes } from "./gemm/sgemm";
export { barrier_abandon, barrier_wait } from "./sync/barrier";
