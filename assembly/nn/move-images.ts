/**
 * Images mirrored left to right and then shifted; zeros enter at the edges:
 *
 *   y[r, c] = x[r − down, f(c − right)] where that is inside the image, else 0        f(c) = flip ? width − 1 − c : c
 *
 * Shapes: x and y are count × (height · width) floats, row-major images; moves is count × 3 i32: flip (0 or 1), down, right.
 * Aliasing: none. Edges: a shift by the whole side or more leaves zeros.
 * Cost: rows are short, so loops of their own beat memory.copy and memory.fill, which call out of the module.
 * Reference: the loop above, in test/kernels/move-images.test.ts.
 */
export function move_images(count: i32, height: i32, width: i32, x: usize, moves: usize, y: usize): void {
  const rowBytes = (<usize>width) << 2;
  for (let i = 0; i < count; i++, moves += 12) {
    const flip = load<i32>(moves);
    const down = load<i32>(moves, 4);
    const right = load<i32>(moves, 8);
    for (let r = 0; r < height; r++, y += rowBytes) {
      const from = r - down;
      if (from < 0 || from >= height) clear(width, y);
      else move_row(width, x + <usize>from * rowBytes, flip, right, y);
    }
    x += <usize>height * rowBytes;
  }
}

function move_row(width: i32, x: usize, flip: i32, right: i32, y: usize): void {
  const first = min(width, max(0, right));
  const end = max(first, min(width, width + right));
  clear(first, y);
  const to = y + ((<usize>first) << 2);
  if (flip) reverse(end - first, x + ((<usize>(width - end + right)) << 2), to);
  else copy(end - first, x + ((<usize>(first - right)) << 2), to);
  clear(width - end, y + ((<usize>end) << 2));
}

/** y[j] = 0 */
function clear(n: i32, y: usize): void {
  for (; n >= 4; n -= 4, y += 16) v128.store(y, f32x4.splat(0));
  for (; n > 0; n--, y += 4) store<f32>(y, 0);
}

/** y[j] = x[j] */
function copy(n: i32, x: usize, y: usize): void {
  for (; n >= 4; n -= 4, x += 16, y += 16) v128.store(y, v128.load(x));
  for (; n > 0; n--, x += 4, y += 4) store<f32>(y, load<f32>(x));
}

/** y[j] = x[n − 1 − j] */
function reverse(n: i32, x: usize, y: usize): void {
  for (; n >= 4; n -= 4, y += 16) {
    const v = v128.load(x + ((<usize>(n - 4)) << 2));
    v128.store(y, v128.shuffle<f32>(v, v, 3, 2, 1, 0));
  }
  for (; n > 0; n--, y += 4) store<f32>(y, load<f32>(x + ((<usize>(n - 1)) << 2)));
}
