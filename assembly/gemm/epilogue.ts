/**
 * What happens to a finished block of C while it is still in cache. `op` is one of:
 *   1 BIAS      C + bias                 2 BIAS_RELU    max(C + bias, 0)
 *
 * Shapes: C and aux are rows × cols with rows `ldcBytes` apart, bias is cols floats.
 */
export const OP_NONE: i32 = 0;
export const OP_BIAS: i32 = 1;
export const OP_BIAS_RELU: i32 = 2;

export function epilogue(op: i32, rows: i32, cols: i32, c: usize, ldcBytes: usize, bias: usize, aux: usize): void {
  for (let i = 0; i < rows; i++) {
    if (op == OP_BIAS) add_bias(cols, c, bias);
    else if (op == OP_BIAS_RELU) add_bias_relu(cols, c, bias);
    c += ldcBytes;
    aux += ldcBytes;
  }
}

function add_bias(cols: i32, c: usize, bias: usize): void {
  let j = cols;
  for (; j >= 4; j -= 4, c += 16, bias += 16) v128.store(c, f32x4.add(v128.load(c), v128.load(bias)));
  for (; j > 0; j--, c += 4, bias += 4) store<f32>(c, load<f32>(c) + load<f32>(bias));
}

function add_bias_relu(cols: i32, c: usize, bias: usize): void {
  const zero = f32x4.splat(0);
  let j = cols;
  for (; j >= 4; j -= 4, c += 16, bias += 16) v128.store(c, f32x4.max(f32x4.add(v128.load(c), v128.load(bias)), zero));
  for (; j > 0; j--, c += 4, bias += 4) store<f32>(c, max(load<f32>(c) + load<f32>(bias), <f32>0));
}
