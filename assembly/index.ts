/** The ABI: one export line per kernel file. */
export { dropout } from "./elementwise/dropout";
export { convert_bytes, gather_rows_f32, gather_rows_u8 } from "./elementwise/gather";
export { column_sums, row_squares, sum_f64 } from "./elementwise/sums";
export { exp_f32, log_f32, logistic_f32, tanh_f32 } from "./elementwise/unary";
export { exp_f64s, log_f64s } from "./elementwise/unary-f64";
export { knn_l1_f32, knn_l1_u8 } from "./distance/knn-l1";
export { knn_l2_f32, lows_f32, norms_f32 } from "./distance/knn-l2-f32";
export { knn_l2_u8, knn_l2_u8_work_bytes } from "./distance/knn-l2-u8";
export { nearest_clear, nearest_sort } from "./distance/nearest";
export { group_sums_u8, norms_i16, norms_u8 } from "./distance/screen-u8";
export { sgemm, sgemm_work_bytes } from "./gemm/sgemm";
export { sgemv } from "./gemm/sgemv";
export {
  logistic_block_rows,
  logistic_diagonal,
  logistic_gradient,
  logistic_hessian,
  logistic_scores,
  logistic_work_bytes,
} from "./linear/logistic";
export { sgd_epoch, sgd_settle } from "./linear/sgd-epoch";
export { sgd_hits } from "./linear/sgd-hits";
export { logistic_xent } from "./loss/logistic-xent";
export { softmax, softmax_xent } from "./loss/softmax-xent";
export { adam_update } from "./optim/adam";
export { sgd_momentum_update, sgd_update } from "./optim/sgd";
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
export { tree_apply_f32, tree_apply_u8 } from "./tree/apply";
export { tree_columns, tree_gather, tree_narrow, tree_rank } from "./tree/columns";
export { tree_entropy_terms, tree_log2 } from "./tree/log2";
export { tree_partition } from "./tree/partition";
export { tree_best_split } from "./tree/search";
