/**
 * Products of a packed row (see sgd-rows.ts) with vectors of f64, and the sum of both.
 *
 * Order: a product is summed in eight lanes (position mod 8) over rising positions, then ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)), whether
 *   it is alone or one of three.
 * Requires: `lanes` has room for 64 bytes a product.
 */

/** Σ row · a. */
export function dot_one(blocks: i32, places: usize, values: usize, a: usize, lanes: usize): void {
  let a0 = f64x2.splat(0);
  let a1 = f64x2.splat(0);
  let a2 = f64x2.splat(0);
  let a3 = f64x2.splat(0);
  for (; blocks > 0; blocks--, places += 4, values += 64) {
    const at = a + <usize>load<u32>(places);
    a0 = f64x2.add(a0, f64x2.mul(v128.load(values), v128.load(at)));
    a1 = f64x2.add(a1, f64x2.mul(v128.load(values, 16), v128.load(at, 16)));
    a2 = f64x2.add(a2, f64x2.mul(v128.load(values, 32), v128.load(at, 32)));
    a3 = f64x2.add(a3, f64x2.mul(v128.load(values, 48), v128.load(at, 48)));
  }
  v128.store(lanes, a0);
  v128.store(lanes, a1, 16);
  v128.store(lanes, a2, 32);
  v128.store(lanes, a3, 48);
}

/** Σ row · a, Σ row · b and Σ row · c: values are read once. */
export function dot_three(blocks: i32, places: usize, values: usize, a: usize, b: usize, c: usize, lanes: usize): void {
  let a0 = f64x2.splat(0);
  let a1 = f64x2.splat(0);
  let a2 = f64x2.splat(0);
  let a3 = f64x2.splat(0);
  let b0 = f64x2.splat(0);
  let b1 = f64x2.splat(0);
  let b2 = f64x2.splat(0);
  let b3 = f64x2.splat(0);
  let c0 = f64x2.splat(0);
  let c1 = f64x2.splat(0);
  let c2 = f64x2.splat(0);
  let c3 = f64x2.splat(0);
  for (; blocks > 0; blocks--, places += 4, values += 64) {
    const place = <usize>load<u32>(places);
    const atA = a + place;
    const atB = b + place;
    const atC = c + place;
    const x0 = v128.load(values);
    const x1 = v128.load(values, 16);
    a0 = f64x2.add(a0, f64x2.mul(x0, v128.load(atA)));
    a1 = f64x2.add(a1, f64x2.mul(x1, v128.load(atA, 16)));
    b0 = f64x2.add(b0, f64x2.mul(x0, v128.load(atB)));
    b1 = f64x2.add(b1, f64x2.mul(x1, v128.load(atB, 16)));
    c0 = f64x2.add(c0, f64x2.mul(x0, v128.load(atC)));
    c1 = f64x2.add(c1, f64x2.mul(x1, v128.load(atC, 16)));
    const x2 = v128.load(values, 32);
    const x3 = v128.load(values, 48);
    a2 = f64x2.add(a2, f64x2.mul(x2, v128.load(atA, 32)));
    a3 = f64x2.add(a3, f64x2.mul(x3, v128.load(atA, 48)));
    b2 = f64x2.add(b2, f64x2.mul(x2, v128.load(atB, 32)));
    b3 = f64x2.add(b3, f64x2.mul(x3, v128.load(atB, 48)));
    c2 = f64x2.add(c2, f64x2.mul(x2, v128.load(atC, 32)));
    c3 = f64x2.add(c3, f64x2.mul(x3, v128.load(atC, 48)));
  }
  v128.store(lanes, a0);
  v128.store(lanes, a1, 16);
  v128.store(lanes, a2, 32);
  v128.store(lanes, a3, 48);
  v128.store(lanes, b0, 64);
  v128.store(lanes, b1, 80);
  v128.store(lanes, b2, 96);
  v128.store(lanes, b3, 112);
  v128.store(lanes, c0, 128);
  v128.store(lanes, c1, 144);
  v128.store(lanes, c2, 160);
  v128.store(lanes, c3, 176);
}

/** The sum of the eight lanes of a product. */
export function sum_lanes(lanes: usize): f64 {
  const low = f64x2.add(v128.load(lanes), v128.load(lanes, 32));
  const high = f64x2.add(v128.load(lanes, 16), v128.load(lanes, 48));
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** vector += factor · row. */
export function add_row(blocks: i32, factor: f64, places: usize, values: usize, vector: usize): void {
  const f = f64x2.splat(factor);
  for (; blocks > 0; blocks--, places += 4, values += 64) {
    const at = vector + <usize>load<u32>(places);
    v128.store(at, f64x2.add(v128.load(at), f64x2.mul(v128.load(values), f)));
    v128.store(at, f64x2.add(v128.load(at, 16), f64x2.mul(v128.load(values, 16), f)), 16);
    v128.store(at, f64x2.add(v128.load(at, 32), f64x2.mul(v128.load(values, 32), f)), 32);
    v128.store(at, f64x2.add(v128.load(at, 48), f64x2.mul(v128.load(values, 48), f)), 48);
  }
}
