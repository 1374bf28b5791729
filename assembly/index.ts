/** The ABI: one export line per kernel file. */
export { sgemm, sgemm_work_bytes } from "./gemm/sgemm";
export { barrier_abandon, barrier_wait } from "./sync/barrier";
export { tree_apply_f32, tree_apply_u8 } from "./tree/apply";
export { tree_columns, tree_gather, tree_narrow, tree_rank } from "./tree/columns";
export { tree_entropy_terms, tree_log2 } from "./tree/log2";
export { tree_partition } from "./tree/partition";
export { tree_best_split } from "./tree/search";
