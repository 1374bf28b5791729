/** The ABI: one export line per kernel file. */
export { sgemm, sgemm_work_bytes } from "./gemm/sgemm";
export { barrier_abandon, barrier_wait } from "./sync/barrier";
