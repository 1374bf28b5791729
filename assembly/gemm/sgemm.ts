/**
 * C = epilogue(op(A) · op(B) + beta · C), f32: BLIS's five loops around a microkernel.
 *
 * Shapes: op(A) is m × k, op(B) is k × n, C is m × n. How each is stored:
 *   ROWS        row-major, `ld` elements between rows
 *   TRANSPOSED  row-major as its transpose (A as k × m, B as n × k)
 *   PANELS      as the microkernel reads it (see pack.ts): groups of the tile's rows (A) or columns (B), `ld` steps of k in each; C the same
 *               with `ld` rows in each. Nothing is packed then.
 * beta: 0 (C is never read) or 1.
 * Epilogue: see epilogue.ts; applied once, to the finished sums, while they are in cache. `bias` is n floats, `aux` is laid out like C.
 * Order: each element sums k in rising order within blocks of KC, and the blocks in rising order, whatever the tile, the edges, the layouts
 *   or the share of C that a thread computes. Threads split C by calling this on sub-blocks.
 * Requires: C overlaps neither A nor B; `work` has sgemm_work_bytes() bytes, 16-byte aligned; nr is 8 or 16; no epilogue for C in panels;
 *   sub-blocks of panels begin at a whole panel.
 * Cost: 2·m·n·k flops.
 * Reference: Van Zee & van de Geijn, BLIS, ACM TOMS 41(3), 2015.
 */
import { KC, MC, MR_MAX, NC, NR_PLAIN, NR_TURBO, tile_rows } from "./blocking";
import { epilogue } from "./epilogue";
import { macrokernel } from "./macrokernel";
import { pack_k_contiguous, pack_k_strided } from "./pack";

const ROWS: i32 = 0;
const TRANSPOSED: i32 = 1;
const PANELS: i32 = 2;

const A_BYTES: usize = (<usize>(MC * KC)) << 2;
const B_BYTES: usize = (<usize>((NC + NR_TURBO) * KC)) << 2;
const TILE_BYTES: usize = (<usize>(MR_MAX * NR_TURBO)) << 2;

/** Bytes of scratch that one running sgemm needs. */
export function sgemm_work_bytes(): usize {
  return A_BYTES + B_BYTES + TILE_BYTES;
}

export function sgemm(
  layoutA: i32, layoutB: i32, layoutC: i32, m: i32, n: i32, k: i32,
  a: usize, lda: i32, b: usize, ldb: i32, beta: i32, c: usize, ldc: i32,
  op: i32, bias: usize, aux: usize, work: usize, nr: i32,
): void {
  assert(nr == NR_PLAIN || nr == NR_TURBO);
  assert((work & 15) == 0);
  const stepA = (<usize>tile_rows(nr)) << 2;
  const stepB = (<usize>nr) << 2;
  const packedA = work;
  const packedB = work + A_BYTES;
  const tile = packedB + B_BYTES;
  const inPanels = layoutC == PANELS;
  const ldcBytes = inPanels ? stepB : (<usize>ldc) << 2;
  const cGroupBytes = inPanels ? <usize>ldc * stepB : stepB;
  for (let jc = 0; jc < n; jc += NC) {
    const nc = min(NC, n - jc);
    const cColumn = inPanels ? <usize>jc * ((<usize>ldc) << 2) : (<usize>jc) << 2;
    // k = 0 still runs one (empty) block, which writes beta · C and the epilogue.
    for (let pc = 0; pc == 0 || pc < k; pc += KC) {
      const kc = min(KC, k - pc);
      const last = pc + KC >= k;
      const bPanels = layoutB == PANELS;
      const bBlock = bPanels ? b + <usize>jc * ((<usize>ldb) << 2) + <usize>pc * stepB : packedB;
      if (!bPanels) pack_b(layoutB, b, ldb, jc, nc, pc, kc, nr, packedB);
      for (let ic = 0; ic < m; ic += MC) {
        const mc = min(MC, m - ic);
        const aPanels = layoutA == PANELS;
        const aBlock = aPanels ? a + <usize>ic * ((<usize>lda) << 2) + <usize>pc * stepA : packedA;
        if (!aPanels) pack_a(layoutA, a, lda, ic, mc, pc, kc, nr, packedA);
        const cBlock = c + <usize>ic * ldcBytes + cColumn;
        macrokernel(
          mc, nc, kc, aBlock, <usize>(aPanels ? lda : kc) * stepA, bBlock, <usize>(bPanels ? ldb : kc) * stepB,
          cBlock, ldcBytes, cGroupBytes, inPanels, pc > 0 ? 1 : beta, tile, nr,
        );
        if (last && op) epilogue(op, mc, nc, cBlock, ldcBytes, bias + ((<usize>jc) << 2), aux + <usize>ic * ldcBytes + ((<usize>jc) << 2));
      }
    }
  }
}

/** Rows [ic, ic + mc) and products [pc, pc + kc) of op(A). */
function pack_a(layout: i32, a: usize, lda: i32, ic: i32, mc: i32, pc: i32, kc: i32, nr: i32, to: usize): void {
  const mr = tile_rows(nr);
  const ldBytes = (<usize>lda) << 2;
  const panelBytes = (<usize>(kc * mr)) << 2;
  if (layout == TRANSPOSED) pack_k_strided(a + <usize>pc * ldBytes + ((<usize>ic) << 2), ldBytes, mc, kc, mr, to, panelBytes);
  else pack_k_contiguous(a + <usize>ic * ldBytes + ((<usize>pc) << 2), ldBytes, mc, kc, mr, to, panelBytes);
}

/** Columns [jc, jc + nc) and products [pc, pc + kc) of op(B). */
function pack_b(layout: i32, b: usize, ldb: i32, jc: i32, nc: i32, pc: i32, kc: i32, nr: i32, to: usize): void {
  const ldBytes = (<usize>ldb) << 2;
  const panelBytes = (<usize>(kc * nr)) << 2;
  if (layout == ROWS) pack_k_strided(b + <usize>pc * ldBytes + ((<usize>jc) << 2), ldBytes, nc, kc, nr, to, panelBytes);
  else if (layout == TRANSPOSED) pack_k_contiguous(b + <usize>jc * ldBytes + ((<usize>pc) << 2), ldBytes, nc, kc, nr, to, panelBytes);
}
