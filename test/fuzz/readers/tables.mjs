// @ts-check
/** Arrow and Parquet files, as far as Heddle reads them itself. The libraries are those of test/interop, which `test/interop/run.mjs` installs. */
import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { scratchFolder } from "../scratch.mjs";

const INTEROP = new URL("../../interop/package.json", import.meta.url).href;
const PEERS = /^(apache-arrow|hyparquet)/;
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier, PEERS.test(specifier) ? { ...context, parentURL: INTEROP } : context),
});
const arrow = await import("apache-arrow");
const { parquetWriteBuffer } = await import("hyparquet-writer");
const { loadArrow } = await import("../../../dist/data/arrow.js");
const { loadParquet } = await import("../../../dist/data/parquet.js");

const path = join(scratchFolder(), "table");

const columns = { a: [1.5, 2, -3, 4], b: [1, 2, 3, 4], label: ["x", "y", "x", "y"] };
/** @param {"file" | "stream"} kind */
function arrowFile(kind) {
  const vectors = Object.entries(columns).map(([name, values]) => [name, arrow.vectorFromArray(values)]);
  return arrow.tableToIPC(new arrow.Table(Object.fromEntries(vectors)), kind);
}
/** @param {object} options */
function parquetFile(options) {
  const columnData = Object.entries(columns).map(([name, data]) => ({ name, data }));
  return new Uint8Array(parquetWriteBuffer({ columnData, ...options }));
}

/** @type {import("./reader.mjs").Reader} */
export const arrowReader = {
  name: "arrow",
  corpus: [arrowFile("file"), arrowFile("stream")],
  async read(bytes) {
    writeFileSync(path, bytes);
    await loadArrow(path, { label: "label" });
  },
};

/** @type {import("./reader.mjs").Reader} */
export const parquetReader = {
  name: "parquet",
  corpus: [parquetFile({}), parquetFile({ codec: "UNCOMPRESSED" })],
  async read(bytes) {
    writeFileSync(path, bytes);
    await loadParquet(path, { label: "label" });
  },
};
