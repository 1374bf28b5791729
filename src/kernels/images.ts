/** Checked wrapper of the kernel that flips and shifts images. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import type { Tensor } from "./tensor.js";

interface ImageExports {
  move_images(count: number, height: number, width: number, x: number, moves: number, y: number): void;
}

/** Columns of a list of moves: 1 to mirror left to right, then pixels down, pixels to the right. */
export const MOVE_WORDS = 3;

/** y = the images of x (one a row), each mirrored and then shifted as its row of `moves` says; zeros enter. y is not x. */
export function moveImages(
  engine: Engine,
  x: Tensor<"f32">,
  [height, width]: readonly [rows: number, cols: number],
  moves: Tensor<"i32">,
  y: Tensor<"f32">,
): void {
  if (height * width !== x.cols || y.rows !== x.rows || y.cols !== x.cols) {
    throw new ShapeError(`moveImages: ${x.rows} × ${x.cols} to ${y.rows} × ${y.cols}, images of ${height} × ${width}`);
  }
  if (moves.rows !== x.rows || moves.cols !== MOVE_WORDS) {
    throw new ShapeError(`moveImages: ${x.rows} images, moves are ${moves.rows} × ${moves.cols}`);
  }
  (engine.exports as ImageExports).move_images(x.rows, height, width, x.ptr, moves.ptr, y.ptr);
}
