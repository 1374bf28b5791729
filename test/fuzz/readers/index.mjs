// @ts-check
/** Every reader of files, by name; each is imported by who needs it. One line a reader. */

/** @typedef {Readonly<Record<string, () => Promise<import("./reader.mjs").Reader>>>} Readers */

/** @type {Readers} */
export const READERS = {
  idx: async () => (await import("./idx.mjs")).idxReader,
  gzip: async () => (await import("./idx.mjs")).gzipReader,
  npy: async () => (await import("./numpy.mjs")).npyReader,
  npz: async () => (await import("./numpy.mjs")).npzReader,
  csv: async () => (await import("./csv.mjs")).csvReader,
  model: async () => (await import("./model.mjs")).modelReader,
  edge: async () => (await import("./model.mjs")).edgeReader,
  experiments: async () => (await import("./experiments.mjs")).experimentsReader,
  tables: async () => (await import("./tables.mjs")).tablesReader,
};
