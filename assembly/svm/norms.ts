/**
 * out[i] = ‖row ids[i] of X‖², 0 where ids[i] is −1.
 *
 * The sum is formed as svm_dots_* form theirs (integers times `scale`² , or f64 in rising k), so that ‖x‖² − 2·x·x + ‖x‖² is exactly 0.
 * `exact` = 1 sums bytes as integers; 0 sums f64 values (floats, or byte · scale with `isBytes`).
 */
export function svm_norms(x: usize, isBytes: i32, exact: i32, scale: f64, k: i32, ids: usize, count: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    const id = load<i32>(ids + ((<usize>i) << 2));
    const at = <usize>id * <usize>k;
    let norm: f64 = 0;
    if (id >= 0) {
      if (exact) norm = <f64>squares_u8(x + at, k) * (scale * scale);
      else norm = isBytes ? squares_scaled(x + at, k, scale) : squares_f32(x + (at << 2), k);
    }
    store<f64>(out + ((<usize>i) << 3), norm);
  }
}

function squares_u8(row: usize, k: i32): i32 {
  let sum = 0;
  for (let f: usize = 0; f < <usize>k; f++) {
    const value = <i32>load<u8>(row + f);
    sum += value * value;
  }
  return sum;
}

function squares_scaled(row: usize, k: i32, scale: f64): f64 {
  let sum: f64 = 0;
  for (let f: usize = 0; f < <usize>k; f++) {
    const value = <f64>load<u8>(row + f) * scale;
    sum += value * value;
  }
  return sum;
}

function squares_f32(row: usize, k: i32): f64 {
  let sum: f64 = 0;
  for (let f: usize = 0; f < <usize>k; f++) {
    const value = <f64>load<f32>(row + (f << 2));
    sum += value * value;
  }
  return sum;
}
