/** Images that are flipped and shifted anew each time they are met. */
import { ShapeError } from "../../core/errors.js";
import { mix32 } from "../../core/random.js";
import type { Engine } from "../../engine/engine.js";
import { MOVE_WORDS, moveImages } from "../../kernels/images.js";
import { rowsOf, type Tensor, view, type Workspace } from "../../kernels/tensor.js";

export interface Augmentation {
  /** Rows and columns of pixels; their product is the number of features. */
  readonly imageShape: readonly [rows: number, cols: number];
  /** Mirror left to right with probability 1/2. Default false. */
  readonly horizontalFlip?: boolean;
  /** Shift down and to the right by −maxShift to maxShift pixels, each of them as likely. Default 0. */
  readonly maxShift?: number;
  /** Part of the images that are shifted, 0 to 1; the others stay in place. Default 1. */
  readonly shiftProbability?: number;
}

/** Keeps this use of the seed apart from others. */
const STREAM = 0x3c6ef372;

/** Throws ShapeError unless rows of `cols` features are such images. */
export function checkAugmentation({ imageShape: [height, width], maxShift = 0 }: Augmentation, cols: number): void {
  const operation = "MLPClassifier.fit: augmentation";
  if (height * width !== cols) {
    throw new ShapeError(
      `${operation}: imageShape is ${height} × ${width}, ${height * width} pixels; X has ${cols} columns`,
    );
  }
  if (maxShift >= Math.min(height, width)) {
    throw new ShapeError(`${operation}: maxShift is ${maxShift}; images of ${height} × ${width} would leave the frame`);
  }
}

/** Room for the images of a thread's rows after their moves, and for the moves. */
export interface AugmentBuffers {
  readonly images: Tensor<"f32">;
  readonly moves: Tensor<"i32">;
}

export function augmentBuffers(workspace: Workspace, rows: number, cols: number): AugmentBuffers {
  return { images: workspace.alloc("f32", rows, cols), moves: workspace.alloc("i32", rows, MOVE_WORDS) };
}

/** Where row `row` of X goes in an epoch, by a hash of its place alone: flip (0 or 1), pixels down, pixels to the right. */
export function moveOf(
  { horizontalFlip = false, maxShift = 0, shiftProbability = 1 }: Augmentation,
  seed: number,
  epoch: number,
  row: number,
): readonly [flip: number, down: number, right: number] {
  const key = mix32(mix32(mix32(seed ^ STREAM) ^ epoch) ^ row);
  const bits = mix32(key);
  const reach = mix32(bits) / 2 ** 32 < shiftProbability ? maxShift : 0;
  const shift = (word: number) => Math.floor(((2 * reach + 1) * word) / 0x10000) - reach;
  return [horizontalFlip ? key >>> 31 : 0, shift(bits >>> 16), shift(bits & 0xffff)];
}

/** The images `x`, which are the rows `order` of X, moved for this epoch; in one of the buffers. */
export function augment(
  engine: Engine,
  augmentation: Augmentation,
  x: Tensor<"f32">,
  buffers: AugmentBuffers,
  order: Int32Array,
  seed: number,
  epoch: number,
): Tensor<"f32"> {
  const moves = rowsOf(buffers.moves, 0, x.rows);
  const words = view(engine, moves);
  order.forEach((row, i) => {
    words.set(moveOf(augmentation, seed, epoch, row), MOVE_WORDS * i);
  });
  const images = rowsOf(buffers.images, 0, x.rows);
  moveImages(engine, x, augmentation.imageShape, moves, images);
  return images;
}
