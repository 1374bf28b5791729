/** As much of the foreign packages as the tests use: the rest of the repository type-checks without them installed. */

declare module "onnxruntime-web/wasm" {
  type Data = Float32Array | Float64Array | Uint8Array | BigInt64Array | readonly string[];
  export class Tensor {
    constructor(type: "float32" | "uint8", data: Float32Array | Uint8Array, dims: readonly number[]);
    readonly type: string;
    readonly data: Data;
    readonly dims: readonly number[];
  }
  export const env: { readonly wasm: { numThreads: number }; logLevel: string };
  export const InferenceSession: {
    create(
      model: Uint8Array,
    ): Promise<{ run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>; release(): Promise<void> }>;
  };
}
