/** The product in f32, one term after the other: sums of 256 terms in rising order, and those in rising order. To the last bit what `gemm` is. */

/** Terms that are summed before the sum is added. */
const BLOCK = 256;

export interface Operand {
  readonly data: Float32Array;
  readonly rows: number;
  readonly cols: number;
}

/** A · B for row-major A (m × k) and B (k × n), added to `start` if there is one. */
export function product(A: Operand, B: Operand, start?: Float32Array): Float32Array {
  const { fround } = Math;
  const C = new Float32Array(A.rows * B.cols);
  for (let i = 0; i < A.rows; i++) {
    for (let j = 0; j < B.cols; j++) {
      let total = start ? start[i * B.cols + j] : undefined;
      for (let from = 0; from < A.cols; from += BLOCK) {
        let sum = 0;
        for (let p = from; p < Math.min(from + BLOCK, A.cols); p++)
          sum = fround(sum + fround(A.data[i * A.cols + p] * B.data[p * B.cols + j]));
        total = total === undefined ? sum : fround(total + sum);
      }
      C[i * B.cols + j] = total ?? 0;
    }
  }
  return C;
}
