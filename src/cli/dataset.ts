/** Data sets as the commands name them: the built-in Fashion-MNIST, a CSV file with a label column, or a pair of IDX files. */
import { FormatError, ParameterError, ShapeError } from "../core/errors.js";
import type { Labels } from "../core/labels.js";
import { type Matrix, matrix } from "../core/matrix.js";
import { readIdxFile } from "../data/idx-file.js";
import { type FashionMnist, loadCsv, loadFashionMnist } from "../data/index.js";
import type { ProgressDisplay } from "./progress.js";

export const BUILT_IN = "fashion-mnist";

export interface LabelledData {
  readonly X: Matrix;
  readonly y: Labels;
}

export interface DataOptions {
  /** "fashion-mnist" or the path of a CSV file. */
  readonly data: string;
  readonly label?: string;
  readonly dataDir?: string;
}

/** Fashion-MNIST with its download drawn. */
export async function fetchFashionMnist(
  display: ProgressDisplay,
  dir: string | undefined,
  signal: AbortSignal,
): Promise<FashionMnist> {
  return loadFashionMnist({
    dir,
    signal,
    onProgress: ({ source, file, bytes, totalBytes }) =>
      display.update(totalBytes ? (100 * bytes) / totalBytes : 0, `${file ?? ""} from ${source}`.trim()),
    onWarning: (message) => display.note(message),
  });
}

/** The named rows: a split of the built-in set, or all of a CSV file. */
export async function readLabelled(
  options: DataOptions,
  split: "train" | "test",
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<LabelledData> {
  if (options.data === BUILT_IN) return (await fetchFashionMnist(display, options.dataDir, signal))[split];
  if (options.label === undefined)
    throw new ParameterError(`${options.data}: a CSV file needs --label, the name or position of its label column`);
  return loadCsv(options.data, { label: columnOf(options.label), signal });
}

/** Rows and labels from files; images know their shape. */
export interface FileRows extends LabelledData {
  readonly imageShape?: readonly [height: number, width: number];
}

/** "images.idx,labels.idx", each plain or gzip-compressed, or the path of a CSV file. */
export async function readRows(files: string, label: string | undefined, signal: AbortSignal): Promise<FileRows> {
  const pair = files.split(",");
  if (pair.length === 2 && label === undefined) return readIdxPair(pair[0], pair[1]);
  if (label !== undefined) return loadCsv(files, { label: columnOf(label), signal });
  throw new ParameterError(
    `${files}: give --label, the label column of a CSV file, or two IDX files as images.idx,labels.idx`,
  );
}

async function readIdxPair(imagesPath: string, labelsPath: string): Promise<FileRows> {
  const [images, labels] = [await readIdxFile(imagesPath), await readIdxFile(labelsPath)];
  const [rows, ...shape] = images.shape;
  if (shape.length === 0)
    throw new FormatError(`${imagesPath}: holds one dimension; rows of features need two or more`);
  if (labels.shape.length !== 1) {
    throw new FormatError(`${labelsPath}: holds ${labels.shape.length} dimensions; labels have one`);
  }
  if (labels.shape[0] !== rows) {
    throw new ShapeError(`${labelsPath}: ${labels.shape[0]} labels, but ${imagesPath} has ${rows} rows`);
  }
  const X = matrix(images.data, [rows, shape.reduce((product, size) => product * size, 1)]);
  return { X, y: labels.data, imageShape: shape.length === 2 ? [shape[0], shape[1]] : undefined };
}

/** A column's position where the text is an integer, else its name. */
export function columnOf(text: string): string | number {
  return /^-?\d+$/.test(text) ? Number(text) : text;
}
