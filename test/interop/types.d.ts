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

declare module "hyparquet-writer" {
  interface Column {
    readonly name: string;
    readonly data: ArrayLike<unknown>;
    readonly type?: string;
    readonly nullable?: boolean;
  }
  export function parquetWriteBuffer(options: {
    readonly columnData: readonly Column[];
    readonly codec?: string;
    readonly compressors?: object;
    readonly rowGroupSize?: number;
  }): ArrayBuffer;
}

declare module "apache-arrow" {
  class DataType {}
  export class Int8 extends DataType {}
  export class Float16 extends DataType {}
  export class Field {
    constructor(name: string, type: DataType);
  }
  export class Schema {
    constructor(fields: readonly Field[]);
  }
  export class Table {
    constructor(columns: Schema | Readonly<Record<string, unknown>>);
    concat(other: Table): Table;
  }
  export function vectorFromArray(values: readonly unknown[] | ArrayBufferView, type?: DataType): unknown;
  export function tableToIPC(table: Table, kind?: "file" | "stream"): Uint8Array;
}
