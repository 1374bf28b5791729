/**
 * Gradient of a block of rows in f32: G += Rᵀ · X, with the features in the lanes, so that no lane is lost on ten classes.
 *
 * Shapes: X is rows × cols and G outputs × cols, row-major f32; R is rows × outputs f32.
 * Order: each element starts from G and adds rows in rising order, product and sum rounded apart.
 * wide: 1 takes 16 features at a time, for 256-bit code, 0 eight; the bits are the same.
 * Requires: cols a multiple of 16.
 * Cost: 2 · rows · cols · outputs flops.
 */
const TILE_OUTPUTS: i32 = 5;

export function block_gradient_f32(x: usize, rows: i32, cols: i32, r: usize, outputs: i32, wide: i32, g: usize): void {
  const rowBytes = (<usize>cols) << 2;
  const stepR = (<usize>outputs) << 2;
  for (let col: usize = 0; col < rowBytes; col += 64) {
    let output = 0;
    for (; output + TILE_OUTPUTS <= outputs; output += TILE_OUTPUTS) {
      const from = r + ((<usize>output) << 2);
      const to = g + <usize>output * rowBytes + col;
      if (wide) {
        outer_5x16(rows, x + col, rowBytes, from, stepR, to);
      } else {
        outer_5x8(rows, x + col, rowBytes, from, stepR, to);
        outer_5x8(rows, x + col + 32, rowBytes, from, stepR, to + 32);
      }
    }
    for (; output < outputs; output++) outer_1x16(rows, x + col, rowBytes, r + ((<usize>output) << 2), stepR, g + <usize>output * rowBytes + col);
  }
}

function outer_5x16(rows: i32, x: usize, rowBytes: usize, r: usize, stepR: usize, g: usize): void {
  const g1 = g + rowBytes;
  const g2 = g1 + rowBytes;
  const g3 = g2 + rowBytes;
  const g4 = g3 + rowBytes;
  let acc0x0123 = v128.load(g);
  let acc0x4567 = v128.load(g, 16);
  let acc0x89ab = v128.load(g, 32);
  let acc0xcdef = v128.load(g, 48);
  let acc1x0123 = v128.load(g1);
  let acc1x4567 = v128.load(g1, 16);
  let acc1x89ab = v128.load(g1, 32);
  let acc1xcdef = v128.load(g1, 48);
  let acc2x0123 = v128.load(g2);
  let acc2x4567 = v128.load(g2, 16);
  let acc2x89ab = v128.load(g2, 32);
  let acc2xcdef = v128.load(g2, 48);
  let acc3x0123 = v128.load(g3);
  let acc3x4567 = v128.load(g3, 16);
  let acc3x89ab = v128.load(g3, 32);
  let acc3xcdef = v128.load(g3, 48);
  let acc4x0123 = v128.load(g4);
  let acc4x4567 = v128.load(g4, 16);
  let acc4x89ab = v128.load(g4, 32);
  let acc4xcdef = v128.load(g4, 48);
  for (; rows > 0; rows--) {
    const x0123 = v128.load(x);
    const x4567 = v128.load(x, 16);
    const x89ab = v128.load(x, 32);
    const xcdef = v128.load(x, 48);
    const r0 = v128.load32_splat(r);
    acc0x0123 = f32x4.add(acc0x0123, f32x4.mul(r0, x0123));
    acc0x4567 = f32x4.add(acc0x4567, f32x4.mul(r0, x4567));
    acc0x89ab = f32x4.add(acc0x89ab, f32x4.mul(r0, x89ab));
    acc0xcdef = f32x4.add(acc0xcdef, f32x4.mul(r0, xcdef));
    const r1 = v128.load32_splat(r, 4);
    acc1x0123 = f32x4.add(acc1x0123, f32x4.mul(r1, x0123));
    acc1x4567 = f32x4.add(acc1x4567, f32x4.mul(r1, x4567));
    acc1x89ab = f32x4.add(acc1x89ab, f32x4.mul(r1, x89ab));
    acc1xcdef = f32x4.add(acc1xcdef, f32x4.mul(r1, xcdef));
    const r2 = v128.load32_splat(r, 8);
    acc2x0123 = f32x4.add(acc2x0123, f32x4.mul(r2, x0123));
    acc2x4567 = f32x4.add(acc2x4567, f32x4.mul(r2, x4567));
    acc2x89ab = f32x4.add(acc2x89ab, f32x4.mul(r2, x89ab));
    acc2xcdef = f32x4.add(acc2xcdef, f32x4.mul(r2, xcdef));
    const r3 = v128.load32_splat(r, 12);
    acc3x0123 = f32x4.add(acc3x0123, f32x4.mul(r3, x0123));
    acc3x4567 = f32x4.add(acc3x4567, f32x4.mul(r3, x4567));
    acc3x89ab = f32x4.add(acc3x89ab, f32x4.mul(r3, x89ab));
    acc3xcdef = f32x4.add(acc3xcdef, f32x4.mul(r3, xcdef));
    const r4 = v128.load32_splat(r, 16);
    acc4x0123 = f32x4.add(acc4x0123, f32x4.mul(r4, x0123));
    acc4x4567 = f32x4.add(acc4x4567, f32x4.mul(r4, x4567));
    acc4x89ab = f32x4.add(acc4x89ab, f32x4.mul(r4, x89ab));
    acc4xcdef = f32x4.add(acc4xcdef, f32x4.mul(r4, xcdef));
    x += rowBytes;
    r += stepR;
  }
  v128.store(g, acc0x0123);
  v128.store(g, acc0x4567, 16);
  v128.store(g, acc0x89ab, 32);
  v128.store(g, acc0xcdef, 48);
  v128.store(g1, acc1x0123);
  v128.store(g1, acc1x4567, 16);
  v128.store(g1, acc1x89ab, 32);
  v128.store(g1, acc1xcdef, 48);
  v128.store(g2, acc2x0123);
  v128.store(g2, acc2x4567, 16);
  v128.store(g2, acc2x89ab, 32);
  v128.store(g2, acc2xcdef, 48);
  v128.store(g3, acc3x0123);
  v128.store(g3, acc3x4567, 16);
  v128.store(g3, acc3x89ab, 32);
  v128.store(g3, acc3xcdef, 48);
  v128.store(g4, acc4x0123);
  v128.store(g4, acc4x4567, 16);
  v128.store(g4, acc4x89ab, 32);
  v128.store(g4, acc4xcdef, 48);
}

function outer_5x8(rows: i32, x: usize, rowBytes: usize, r: usize, stepR: usize, g: usize): void {
  const g1 = g + rowBytes;
  const g2 = g1 + rowBytes;
  const g3 = g2 + rowBytes;
  const g4 = g3 + rowBytes;
  let acc0x0123 = v128.load(g);
  let acc0x4567 = v128.load(g, 16);
  let acc1x0123 = v128.load(g1);
  let acc1x4567 = v128.load(g1, 16);
  let acc2x0123 = v128.load(g2);
  let acc2x4567 = v128.load(g2, 16);
  let acc3x0123 = v128.load(g3);
  let acc3x4567 = v128.load(g3, 16);
  let acc4x0123 = v128.load(g4);
  let acc4x4567 = v128.load(g4, 16);
  for (; rows > 0; rows--) {
    const x0123 = v128.load(x);
    const x4567 = v128.load(x, 16);
    const r0 = v128.load32_splat(r);
    acc0x0123 = f32x4.add(acc0x0123, f32x4.mul(r0, x0123));
    acc0x4567 = f32x4.add(acc0x4567, f32x4.mul(r0, x4567));
    const r1 = v128.load32_splat(r, 4);
    acc1x0123 = f32x4.add(acc1x0123, f32x4.mul(r1, x0123));
    acc1x4567 = f32x4.add(acc1x4567, f32x4.mul(r1, x4567));
    const r2 = v128.load32_splat(r, 8);
    acc2x0123 = f32x4.add(acc2x0123, f32x4.mul(r2, x0123));
    acc2x4567 = f32x4.add(acc2x4567, f32x4.mul(r2, x4567));
    const r3 = v128.load32_splat(r, 12);
    acc3x0123 = f32x4.add(acc3x0123, f32x4.mul(r3, x0123));
    acc3x4567 = f32x4.add(acc3x4567, f32x4.mul(r3, x4567));
    const r4 = v128.load32_splat(r, 16);
    acc4x0123 = f32x4.add(acc4x0123, f32x4.mul(r4, x0123));
    acc4x4567 = f32x4.add(acc4x4567, f32x4.mul(r4, x4567));
    x += rowBytes;
    r += stepR;
  }
  v128.store(g, acc0x0123);
  v128.store(g, acc0x4567, 16);
  v128.store(g1, acc1x0123);
  v128.store(g1, acc1x4567, 16);
  v128.store(g2, acc2x0123);
  v128.store(g2, acc2x4567, 16);
  v128.store(g3, acc3x0123);
  v128.store(g3, acc3x4567, 16);
  v128.store(g4, acc4x0123);
  v128.store(g4, acc4x4567, 16);
}

function outer_1x16(rows: i32, x: usize, rowBytes: usize, r: usize, stepR: usize, g: usize): void {
  let acc0x0123 = v128.load(g);
  let acc0x4567 = v128.load(g, 16);
  let acc0x89ab = v128.load(g, 32);
  let acc0xcdef = v128.load(g, 48);
  for (; rows > 0; rows--) {
    const x0123 = v128.load(x);
    const x4567 = v128.load(x, 16);
    const x89ab = v128.load(x, 32);
    const xcdef = v128.load(x, 48);
    const r0 = v128.load32_splat(r);
    acc0x0123 = f32x4.add(acc0x0123, f32x4.mul(r0, x0123));
    acc0x4567 = f32x4.add(acc0x4567, f32x4.mul(r0, x4567));
    acc0x89ab = f32x4.add(acc0x89ab, f32x4.mul(r0, x89ab));
    acc0xcdef = f32x4.add(acc0xcdef, f32x4.mul(r0, xcdef));
    x += rowBytes;
    r += stepR;
  }
  v128.store(g, acc0x0123);
  v128.store(g, acc0x4567, 16);
  v128.store(g, acc0x89ab, 32);
  v128.store(g, acc0xcdef, 48);
}
