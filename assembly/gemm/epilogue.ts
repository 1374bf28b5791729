/**
 * What happens to a finished block of C while it is still in cache. `op` is one of:
 *   1 BIAS           C + bias                      5 RELU_GRAD      aux > 0 ? C : 0
 *   2 BIAS_RELU      max(C + bias, 0)              6 LOGISTIC_GRAD  C · (aux · (1 − aux))
 *   3 BIAS_LOGISTIC  1/(1 + e^−(C + bias))         7 TANH_GRAD      C · (1 − aux²)
 *   4 BIAS_TANH      tanh(C + bias)
 *
 * The gradients take in aux what the forward pass gave out, so that C · f′ is found without the sums before activation.
 * Shapes: C and aux are rows × cols with rows `ldcBytes` apart, bias is cols floats.
 */
import { logistic_f32x4 } from "../math/logistic";
import { tanh_f32x4 } from "../math/tanh";

export const OP_NONE: i32 = 0;
export const OP_BIAS: i32 = 1;
export const OP_BIAS_RELU: i32 = 2;
export const OP_BIAS_LOGISTIC: i32 = 3;
export const OP_BIAS_TANH: i32 = 4;
export const OP_RELU_GRAD: i32 = 5;
export const OP_LOGISTIC_GRAD: i32 = 6;
export const OP_TANH_GRAD: i32 = 7;

export function epilogue(op: i32, rows: i32, cols: i32, c: usize, ldcBytes: usize, bias: usize, aux: usize): void {
  for (let i = 0; i < rows; i++) {
    switch (op) {
      case OP_BIAS: add_bias(cols, c, bias); break;
      case OP_BIAS_RELU: add_bias_relu(cols, c, bias); break;
      case OP_BIAS_LOGISTIC: add_bias_logistic(cols, c, bias); break;
      case OP_BIAS_TANH: add_bias_tanh(cols, c, bias); break;
      case OP_RELU_GRAD: relu_grad(cols, c, aux); break;
      case OP_LOGISTIC_GRAD: logistic_grad(cols, c, aux); break;
      case OP_TANH_GRAD: tanh_grad(cols, c, aux); break;
    }
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

function add_bias_logistic(cols: i32, c: usize, bias: usize): void {
  let j = cols;
  for (; j >= 4; j -= 4, c += 16, bias += 16) v128.store(c, logistic_f32x4(f32x4.add(v128.load(c), v128.load(bias))));
  for (; j > 0; j--, c += 4, bias += 4) {
    v128.store_lane<f32>(c, logistic_f32x4(f32x4.add(v128.load32_splat(c), v128.load32_splat(bias))), 0);
  }
}

function add_bias_tanh(cols: i32, c: usize, bias: usize): void {
  let j = cols;
  for (; j >= 4; j -= 4, c += 16, bias += 16) v128.store(c, tanh_f32x4(f32x4.add(v128.load(c), v128.load(bias))));
  for (; j > 0; j--, c += 4, bias += 4) {
    v128.store_lane<f32>(c, tanh_f32x4(f32x4.add(v128.load32_splat(c), v128.load32_splat(bias))), 0);
  }
}

function relu_grad(cols: i32, c: usize, aux: usize): void {
  const zero = f32x4.splat(0);
  let j = cols;
  for (; j >= 4; j -= 4, c += 16, aux += 16) v128.store(c, v128.and(v128.load(c), f32x4.gt(v128.load(aux), zero)));
  for (; j > 0; j--, c += 4, aux += 4) if (!(load<f32>(aux) > 0)) store<f32>(c, 0);
}

function logistic_grad(cols: i32, c: usize, aux: usize): void {
  const one = f32x4.splat(1);
  let j = cols;
  for (; j >= 4; j -= 4, c += 16, aux += 16) {
    const a = v128.load(aux);
    v128.store(c, f32x4.mul(v128.load(c), f32x4.mul(a, f32x4.sub(one, a))));
  }
  for (; j > 0; j--, c += 4, aux += 4) store<f32>(c, load<f32>(c) * (load<f32>(aux) * (1 - load<f32>(aux))));
}

function tanh_grad(cols: i32, c: usize, aux: usize): void {
  const one = f32x4.splat(1);
  let j = cols;
  for (; j >= 4; j -= 4, c += 16, aux += 16) {
    const a = v128.load(aux);
    v128.store(c, f32x4.mul(v128.load(c), f32x4.sub(one, f32x4.mul(a, a))));
  }
  for (; j > 0; j--, c += 4, aux += 4) store<f32>(c, load<f32>(c) * (1 - load<f32>(aux) * load<f32>(aux)));
}
