/** The ABI: one export line per kernel file. */
export { dropout } from "./elementwise/dropout";
export { convert_bytes, gather_rows_f32, gather_rows_u8 } from "./elementwise/gather";
export { column_sums, row_squares, sum_f64 } from "./elementwise/sums";
export { exp_f32, log_f32, logistic_f32, tanh_f32 } from "./elementwise/unary";
export { sgemm, sgemm_work_bytes } from "./gemm/sgemm";
export { sgemv } from "./gemm/sgemv";
export { logistic_xent } from "./loss/logistic-xent";
export { softmax, softmax_xent } from "./loss/softmax-xent";
export { adam_update } from "./optim/adam";
export { sgd_momentum_update, sgd_update } from "./optim/sgd";
export { barrier_abandon, barrier_wait } from "./sync/barrier";
export { tree_apply_f32, tree_apply_u8 } from "./tree/apply";
export { tree_columns, tree_gather, tree_narrow, tree_rank } from "./tree/columns";
export { tree_entropy_terms, tree_log2 } from "./tree/log2";
export { tree_partition } from "./tree/partition";
export { tree_best_split } from "./tree/search";
