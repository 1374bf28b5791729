/** The ABI: one export line per kernel file. */
export { exp_f32, log_f32, logistic_f32, tanh_f32 } from "./elementwise/unary";
export { sgemm, sgemm_work_bytes } from "./gemm/sgemm";
export { barrier_abandon, barrier_wait } from "./sync/barrier";
