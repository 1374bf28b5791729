/** Public names of the data area. */
export { loadArrow } from "./arrow.js";
export { type FileContent, writeFileAtomic } from "./atomic-write.js";
export { cacheDirectory } from "./cache-dir.js";
export type { LabelledTable, Table, TableOptions } from "./columns.js";
export {
  type CsvDataset,
  type CsvOptions,
  type LoadCsvFeaturesOptions,
  type LoadCsvOptions,
  loadCsv,
  loadCsvFeatures,
} from "./csv.js";
export { formatCsv, type SaveCsvOptions, saveCsv } from "./csv-write.js";
export {
  FASHION_MNIST_CLASS_NAMES,
  type FashionMnist,
  type LabelledImages,
  type LoadFashionMnistOptions,
  loadFashionMnist,
} from "./fashion-mnist.js";
export type { DataProgress } from "./fashion-mnist-search.js";
export { flipHorizontally } from "./flip.js";
export { gunzip } from "./gunzip.js";
export { type IdxArray, parseIdx } from "./idx.js";
export { type Fold, KFold, type KFoldOptions, StratifiedKFold, type StratifiedKFoldOptions } from "./k-fold.js";
export { MinMaxScaler, type MinMaxScalerParams } from "./min-max-scaler.js";
export { isMatrix, type NdArray, type NdData, toMatrix } from "./nd-array.js";
export { formatNpy, type NpyInput, parseNpy } from "./npy.js";
export { formatNpz, type NpzOptions, parseNpz } from "./npz.js";
export { loadNpy, loadNpz, saveNpy, saveNpz } from "./numpy-files.js";
export { loadParquet } from "./parquet.js";
export { Scaler } from "./scaler.js";
export { StandardScaler, type StandardScalerParams } from "./standard-scaler.js";
export { type TrainTestSplit, type TrainTestSplitOptions, trainTestSplit } from "./train-test-split.js";
