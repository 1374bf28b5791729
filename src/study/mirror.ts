/** Images together with their mirror images. */
import type { Matrix } from "../core/matrix.js";
import type { MLPClassifier } from "../models/mlp/classifier.js";
import type { ImageShape } from "./results.js";

/** Every image with left and right exchanged. */
export function mirrored(X: Matrix, [height, width]: ImageShape): Matrix {
  const data = X.data.slice();
  const rows = X.rows * height;
  for (let row = 0; row < rows; row++) data.subarray(row * width, (row + 1) * width).reverse();
  return { ...X, data };
}

/** Mean of the probabilities of every image and its mirror image. */
export async function mirroredProba(
  network: MLPClassifier,
  X: Matrix,
  shape: ImageShape,
  signal?: AbortSignal,
): Promise<Matrix<Float32Array>> {
  const plain = await network.predictProba(X, { signal });
  const flipped = await network.predictProba(mirrored(X, shape), { signal });
  return meanProba([plain, flipped]);
}

/** The mean of several models' probabilities, summed in their order. */
export function meanProba(all: readonly Matrix<Float32Array>[]): Matrix<Float32Array> {
  const data = new Float32Array(all[0].data.length);
  for (let i = 0; i < data.length; i++) {
    let total = 0;
    for (const proba of all) total += proba.data[i];
    data[i] = total / all.length;
  }
  return { data, rows: all[0].rows, cols: all[0].cols };
}
