/** Data sets as the commands name them: the built-in Fashion-MNIST, or a CSV file with a label column. */
import { ParameterError } from "../core/errors.js";
import type { Labels } from "../core/labels.js";
import type { Matrix } from "../core/matrix.js";
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

/** A column's position where the text is an integer, else its name. */
export function columnOf(text: string): string | number {
  return /^-?\d+$/.test(text) ? Number(text) : text;
}
