/** Mirror images of images. */
import { ShapeError } from "../core/errors.js";
import type { Matrix, MatrixData } from "../core/matrix.js";

/**
 * Every row of X (images × pixels), an image of `imageShape` rows × columns of pixels, mirrored left to right; bytes keep their scale.
 * For averaging what a model says about an image and about its mirror image.
 * @throws ShapeError when X has another number of columns than the image has pixels.
 */
export function flipHorizontally<D extends MatrixData>(
  X: Matrix<D>,
  [rows, cols]: readonly [rows: number, cols: number],
): Matrix<D> {
  if (rows * cols !== X.cols) {
    throw new ShapeError(`flipHorizontally: X has ${X.cols} columns; images of ${rows} × ${cols} have ${rows * cols}`);
  }
  const data = X.data.slice() as D;
  for (let start = 0; start < data.length; start += cols) data.subarray(start, start + cols).reverse();
  return { ...X, data };
}
