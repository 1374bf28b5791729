/**
 * average ← average + share · (scale · value − average), element by element.
 *
 * Shapes: average and value are n floats. Edges: share 1 gives average + (scale · value − average), which may differ from it in the last bit.
 */
export function moving_average(n: i32, average: usize, value: usize, scale: f32, share: f32): void {
  const factor = f32x4.splat(scale);
  const part = f32x4.splat(share);
  for (; n >= 4; n -= 4, average += 16, value += 16) {
    const old = v128.load(average);
    const gap = f32x4.sub(f32x4.mul(factor, v128.load(value)), old);
    v128.store(average, f32x4.add(old, f32x4.mul(part, gap)));
  }
  for (; n > 0; n--, average += 4, value += 4) {
    const old = load<f32>(average);
    store<f32>(average, old + share * (scale * load<f32>(value) - old));
  }
}
