export * from "./gemm/ukernel-4x8";
export * from "./gemm/ukernel-4x12";
export * from "./gemm/ukernel-4x16";
export * from "./gemm/ukernel-5x8";
export * from "./gemm/ukernel-3x12";
export * from "./gemm/ukernel-6x8";
