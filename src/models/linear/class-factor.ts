/** The factor S of a small symmetric matrix over the classes, S·Sᵀ = A, and its solves; plain loops, the classes are few. */

/** Added to the diagonal of A as a share of its mean. */
const RIDGE = 1e-3;

/**
 * S for A = Σ (diag p − p·pᵀ) / trace, outputs squared. Such a matrix is 0 along (1, …, 1), where no gradient points: there it is raised
 * to the mean, which keeps sums over the classes that are 0.
 */
export function classFactor(A: Float64Array, outputs: number): Float64Array {
  const S = new Float64Array(A.length);
  const mean = 1 / outputs;
  for (let i = 0; i < outputs; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = A[i * outputs + j] + (outputs > 1 ? mean / outputs : 0) + (i === j ? RIDGE * mean : 0);
      for (let k = 0; k < j; k++) rest -= S[i * outputs + k] * S[j * outputs + k];
      if (i > j) S[i * outputs + j] = rest / S[j * outputs + j];
      else S[i * outputs + i] = Math.sqrt(Math.max(rest, RIDGE * mean));
    }
  }
  return S;
}

/** v ← S⁻¹ v, or S⁻ᵀ v when `transposed`. */
export function solveClasses(S: Float64Array, v: Float64Array, transposed: boolean): void {
  const outputs = v.length;
  for (let step = 0; step < outputs; step++) {
    const i = transposed ? outputs - 1 - step : step;
    let rest = v[i];
    if (transposed) for (let k = i + 1; k < outputs; k++) rest -= S[k * outputs + i] * v[k];
    else for (let k = 0; k < i; k++) rest -= S[i * outputs + k] * v[k];
    v[i] = rest / S[i * outputs + i];
  }
}
