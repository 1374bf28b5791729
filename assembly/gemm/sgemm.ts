/**
 * C = epilogue(op(A) · op(B) + beta · C), f32, row-major: BLIS's five loops around a microkernel.
 *
 * Shapes: op(A) is m × k, op(B) is k × n, C is m × n; lda, ldb, ldc in elements between stored rows.
 *   transA = 0: A is stored m × k; 1: stored k × m. transB = 0: B is stored k × n; 1: stored n × k.
 * beta: 0 (C is never read) or 1.
 * Epilogue: see epilogue.ts; applied once, to the finished sums, while they are in cache. `bias` is n floats, `aux` is laid out like C.
 * Order: each element sums k in rising order within blocks of KC, and the blocks in rising order, whatever the tile, the edges or the
 *   share of C that a thread computes. Threads split C by calling this on sub-blocks.
 * Requires: C overlaps neither A nor B; `work` has sgemm_work_bytes() bytes, 16-byte aligned; nr is 8 or 16.
 * Cost: 2·m·n·k flops.
 * Reference: Van Zee & van de Geijn, BLIS, ACM TOMS 41(3), 2015.
 */
import { KC, MC, MR, NC, NR_MAX } from "./blocking";
import { epilogue } from "./epilogue";
import { pack_k_contiguous, pack_k_strided } from "./pack";
import { ukernel_4x8 } from "./ukernel-4x8";
import { ukernel_4x16 } from "./ukernel-4x16";

const A_BYTES: usize = (<usize>(MC * KC)) << 2;
const B_BYTES: usize = (<usize>((NC + NR_MAX) * KC)) << 2;
const TILE_BYTES: usize = (<usize>(MR * NR_MAX)) << 2;

/** Bytes of scratch that one running sgemm needs. */
export function sgemm_work_bytes(): usize {
  return A_BYTES + B_BYTES + TILE_BYTES;
}

export function sgemm(
  transA: i32, transB: i32, m: i32, n: i32, k: i32,
  a: usize, lda: i32, b: usize, ldb: i32, beta: i32, c: usize, ldc: i32,
  op: i32, bias: usize, aux: usize, work: usize, nr: i32,
): void {
  assert(nr == 8 || nr == NR_MAX);
  assert((work & 15) == 0);
  const ldaBytes = (<usize>lda) << 2;
  const ldbBytes = (<usize>ldb) << 2;
  const ldcBytes = (<usize>ldc) << 2;
  const packedA = work;
  const packedB = work + A_BYTES;
  const tile = packedB + B_BYTES;
  for (let jc = 0; jc < n; jc += NC) {
    const nc = min(NC, n - jc);
    // k = 0 still runs one (empty) block, which writes beta · C and the epilogue.
    for (let pc = 0; pc == 0 || pc < k; pc += KC) {
      const kc = min(KC, k - pc);
      const last = pc + KC >= k;
      if (transB) pack_k_contiguous(b + <usize>jc * ldbBytes + ((<usize>pc) << 2), ldbBytes, nc, kc, nr, packedB);
      else pack_k_strided(b + <usize>pc * ldbBytes + ((<usize>jc) << 2), ldbBytes, nc, kc, nr, packedB);
      for (let ic = 0; ic < m; ic += MC) {
        const mc = min(MC, m - ic);
        if (transA) pack_k_strided(a + <usize>pc * ldaBytes + ((<usize>ic) << 2), ldaBytes, mc, kc, MR, packedA);
        else pack_k_contiguous(a + <usize>ic * ldaBytes + ((<usize>pc) << 2), ldaBytes, mc, kc, MR, packedA);
        const cBlock = c + <usize>ic * ldcBytes + ((<usize>jc) << 2);
        macrokernel(mc, nc, kc, packedA, packedB, cBlock, ldcBytes, pc > 0 ? 1 : beta, tile, nr);
        if (last && op) epilogue(op, mc, nc, cBlock, ldcBytes, bias + ((<usize>jc) << 2), aux + <usize>ic * ldcBytes + ((<usize>jc) << 2));
      }
    }
  }
}

/** All tiles of one packed block of A against one packed block of B. */
function macrokernel(mc: i32, nc: i32, kc: i32, packedA: usize, packedB: usize, c: usize, ldcBytes: usize, beta: i32, tile: usize, nr: i32): void {
  const aPanelBytes = (<usize>(kc * MR)) << 2;
  const bPanelBytes = (<usize>(kc * nr)) << 2;
  for (let jr = 0; jr < nc; jr += nr) {
    const bp = packedB;
    packedB += bPanelBytes;
    let ap = packedA;
    for (let ir = 0; ir < mc; ir += MR) {
      const cTile = c + <usize>ir * ldcBytes + ((<usize>jr) << 2);
      if (mc - ir >= MR && nc - jr >= nr) {
        ukernel(kc, ap, bp, cTile, ldcBytes, beta, nr);
      } else {
        ukernel(kc, ap, bp, tile, (<usize>nr) << 2, 0, nr);
        add_tile(min(MR, mc - ir), min(nr, nc - jr), tile, nr, cTile, ldcBytes, beta);
      }
      ap += aPanelBytes;
    }
  }
}

/** The one place that knows which tiles exist. */
// @ts-ignore: decorator
@inline
function ukernel(kc: i32, ap: usize, bp: usize, c: usize, ldcBytes: usize, beta: i32, nr: i32): void {
  if (nr == 16) ukernel_4x16(kc, ap, bp, c, ldcBytes, beta);
  else ukernel_4x8(kc, ap, bp, c, ldcBytes, beta);
}

/** C (+)= the live corner of a scratch tile. */
function add_tile(rows: i32, cols: i32, tile: usize, nr: i32, c: usize, ldcBytes: usize, beta: i32): void {
  for (let i = 0; i < rows; i++) {
    const from = tile + ((<usize>(i * nr)) << 2);
    const to = c + <usize>i * ldcBytes;
    for (let j: usize = 0; j < ((<usize>cols) << 2); j += 4) {
      const value = load<f32>(from + j);
      store<f32>(to + j, beta ? load<f32>(to + j) + value : value);
    }
  }
}
