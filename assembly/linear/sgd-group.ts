/**
 * Machines that learn from the same samples side by side: a row is fetched and packed once for all of them.
 *
 * Shapes: `machines` lists the addresses of `size` records (u32); every machine has vectors of `n` f64, n the next multiple of 8 from `cols`,
 *   zeros behind the columns. `features` are rows × cols without gaps (f32, or bytes counted as byte · scale).
 * Units: `work` has room for sgd_work_bytes(n) bytes, aligned to 8.
 */
import { Machine } from "./sgd-machine";
import { dot_one, dot_three, sum_lanes } from "./sgd-products";
import { pack_row, touch_row } from "./sgd-rows";

/** Bytes of the lanes of three products. */
const LANES: usize = 192;

export function sgd_work_bytes(n: i32): i32 {
  return <i32>LANES + 8 * n + (n >> 1);
}

/** The `i`-th machine. */
// @ts-ignore: decorator
@inline
export function machine_at(machines: usize, i: i32): Machine {
  return changetype<Machine>(<usize>load<u32>(machines + (<usize>i << 2)));
}

/** Where `work` holds the values of the packed row. */
// @ts-ignore: decorator
@inline
export function values_in(work: usize): usize {
  return work + LANES;
}

/** Where `work` holds the places of its blocks. */
// @ts-ignore: decorator
@inline
export function places_in(work: usize, n: i32): usize {
  return work + LANES + (<usize>n << 3);
}

/**
 * Packs row number load<u32>(order) into `work` and gives every machine its product. Then asks for the row of the next number, if `more` is
 * not 0. Returns the blocks of the packed row.
 */
export function multiply_row(
  features: usize,
  isBytes: i32,
  scale: f32,
  cols: i32,
  order: usize,
  more: i32,
  machines: usize,
  size: i32,
  n: i32,
  work: usize,
): i32 {
  const rowBytes = isBytes ? <usize>cols : (<usize>cols) << 2;
  const values = values_in(work);
  const places = places_in(work, n);
  const blocks = pack_row(cols, features + <usize>load<u32>(order) * rowBytes, isBytes, scale, places, values);
  let i: i32 = 0;
  for (; i + 3 <= size; i += 3) {
    const a = machine_at(machines, i);
    const b = machine_at(machines, i + 1);
    const c = machine_at(machines, i + 2);
    dot_three(blocks, places, values, <usize>a.weights, <usize>b.weights, <usize>c.weights, work);
    a.product = sum_lanes(work);
    b.product = sum_lanes(work + 64);
    c.product = sum_lanes(work + 128);
  }
  for (; i < size; i++) {
    const a = machine_at(machines, i);
    dot_one(blocks, places, values, <usize>a.weights, work);
    a.product = sum_lanes(work);
  }
  if (more) touch_row(features + <usize>load<u32>(order, 4) * rowBytes, rowBytes);
  return blocks;
}
