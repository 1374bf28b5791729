/**
 * The leaf every row ends in. A row goes left where its value is at most the node's threshold.
 *
 * Shapes: X rows × cols, row-major; children, feature and thresholds one per node, root first; leaves rows i32.
 * Units: f64 thresholds for floats; for bytes the largest byte that goes left, −1 if none. A leaf has left child −1.
 */
export function tree_apply_f32(x: usize, rows: i32, cols: i32, left: usize, right: usize, feature: usize, threshold: usize, leaves: usize): void {
  const rowBytes = (<usize>cols) << 2;
  for (let i = 0; i < rows; i++, x += rowBytes, leaves += 4) {
    let node: usize = 0;
    for (let child = load<i32>(left); child >= 0; child = load<i32>(left + (node << 2))) {
      const value = <f64>load<f32>(x + ((<usize>load<i32>(feature + (node << 2))) << 2));
      node = <usize>(value <= load<f64>(threshold + (node << 3)) ? child : load<i32>(right + (node << 2)));
    }
    store<i32>(leaves, <i32>node);
  }
}

export function tree_apply_u8(x: usize, rows: i32, cols: i32, left: usize, right: usize, feature: usize, limit: usize, leaves: usize): void {
  for (let i = 0; i < rows; i++, x += <usize>cols, leaves += 4) {
    let node: usize = 0;
    for (let child = load<i32>(left); child >= 0; child = load<i32>(left + (node << 2))) {
      const value = <i32>load<u8>(x + <usize>load<i32>(feature + (node << 2)));
      node = <usize>(value <= load<i32>(limit + (node << 2)) ? child : load<i32>(right + (node << 2)));
    }
    store<i32>(leaves, <i32>node);
  }
}
