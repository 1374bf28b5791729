/** As much of the optional peer packages as is used: the library compiles without them installed. */

declare module "apache-arrow" {
  interface Vector extends Iterable<unknown> {
    readonly nullCount: number;
    readonly type: object;
    toArray(): unknown;
  }
  interface Table {
    readonly numRows: number;
    readonly schema: { readonly fields: readonly { readonly name: string }[] };
    getChildAt(index: number): Vector | null;
  }
  export function tableFromIPC(bytes: Uint8Array): Table;
}

declare module "hyparquet" {
  interface AsyncBuffer {
    readonly byteLength: number;
    slice(start: number, end?: number): ArrayBuffer;
  }
  interface Metadata {
    readonly num_rows: bigint;
    readonly row_groups: readonly {
      readonly columns: readonly { readonly meta_data?: { readonly codec: string } }[];
    }[];
  }
  export function parquetMetadataAsync(file: AsyncBuffer): Promise<Metadata>;
  export function parquetSchema(metadata: Metadata): {
    readonly children: readonly { readonly element: { readonly name: string } }[];
  };
  export function parquetRead(options: {
    readonly file: AsyncBuffer;
    readonly metadata: Metadata;
    readonly columns: readonly string[];
    readonly compressors?: object;
    onChunk(chunk: { readonly columnData: ArrayLike<unknown> }): void;
  }): Promise<void>;
}

declare module "hyparquet-compressors" {
  export const compressors: object;
}
