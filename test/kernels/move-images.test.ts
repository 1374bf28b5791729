/** Flipped and shifted images against the obvious loop. */
import { describe, expect, test } from "@jest/globals";
import { moveImages } from "../../src/kernels/images.js";
import { Guarded, inWorkspace, testEngine } from "./support/guarded.js";
import { uniform } from "./support/reference.js";

const engine = testEngine();
const SHAPES = [1, 2, 5].flatMap((height) => [1, 3, 4, 5, 8, 11, 28].map((width) => [height, width] as const));

/** The pixel at [r, c] of the moved image. */
function pixel(x: Float32Array, height: number, width: number, move: readonly number[], r: number, c: number): number {
  const [flip, down, right] = move;
  const [row, col] = [r - down, flip ? width - 1 - (c - right) : c - right];
  return row >= 0 && row < height && col >= 0 && col < width ? x[row * width + col] : 0;
}

describe("moveImages", () => {
  test.each(SHAPES)("%i × %i: every flip and shift, and beyond the frame", (height, width) => {
    const moves = [0, 1].flatMap((flip) =>
      [-height - 1, -1, 0, 1, height].flatMap((down) =>
        [-width - 2, -width, -2, -1, 0, 1, 3, width - 1, width, width + 5].map((right) => [flip, down, right]),
      ),
    );
    const size = height * width;
    inWorkspace(engine, (workspace) => {
      const x = new Guarded(workspace, moves.length, size, uniform(size, moves.length * size));
      const y = new Guarded(workspace, moves.length, size);
      const words = workspace.put("i32", moves.flat(), moves.length, 3);
      moveImages(engine, x.tensor, [height, width], words, y.tensor);
      const given = x.read();
      const expected = moves.flatMap((move, i) =>
        Array.from({ length: size }, (_, at) =>
          pixel(given.subarray(i * size, (i + 1) * size), height, width, move, Math.floor(at / width), at % width),
        ),
      );
      expect([...y.read()]).toEqual(expected);
    });
  });

  test("refuses images of another size and moves of another number", () => {
    inWorkspace(engine, (workspace) => {
      const [x, y] = [workspace.zeros("f32", 2, 12), workspace.zeros("f32", 2, 12)];
      const moves = workspace.zeros("i32", 2, 3);
      expect(() => moveImages(engine, x, [3, 5], moves, y)).toThrow(/images of 3 × 5/);
      expect(() => moveImages(engine, x, [3, 4], workspace.zeros("i32", 1, 3), y)).toThrow(/moves are 1 × 3/);
    });
  });
});
