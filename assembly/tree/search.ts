/**
 * The exact CART search of one node: over every threshold of the given features, the split with the largest score.
 *
 * Shapes: columns `count` i32, positions in the block, ascending by feature; idx n u32 and totals K i32, the node's samples
 * and class counts; best the record of layout.ts, which is improved, never reset.
 * Requires: n ≥ 2, Σ totals = n, scratch zeroed. Ties keep the lower feature and, within it, the lower threshold.
 * Returns how many of the features vary by more than FEATURE_THRESHOLD in the node.
 */
import { count1, count4, count_wide, MARKS, NARROW_BYTES, scan_narrow, scan_wide } from "./histogram";
import { CLASSES, CODES, CRITERION, DISTINCT, FEATURES, GINI, HISTOGRAM, KEYS, NARROW_TOTALS, PRESENT, STRIDE, values_of, WIDTH } from "./layout";
import { make_keys, scan_sorted } from "./sorted";

/** Nodes of up to this many samples are sorted instead of counted. 6 and 12 measured alike on Fashion-MNIST, 24 was 15 % slower. */
const FEW: i32 = 12;
/** A wide histogram pays from this many samples a class. */
const WIDE_PER_CLASS: i32 = 8;
const NARROW_CLASSES: i32 = 16;
const NARROW_ROWS: i32 = 32767;

export function tree_best_split(s: usize, columns: usize, count: i32, idx: usize, n: i32, totals: usize, best: usize): i32 {
  assert(n >= 2);
  const narrow = load<i32>(s, CRITERION) == GINI && load<i32>(s, CLASSES) <= NARROW_CLASSES && n <= NARROW_ROWS;
  if (narrow) put_narrow_totals(totals, load<i32>(s, CLASSES), <usize>load<u32>(s, NARROW_TOTALS));
  let done = 0;
  let varying = 0;
  if (narrow && n > FEW && load<i32>(s, WIDTH) == 1) {
    for (; done + 4 <= count; done += 4) {
      const group = columns + ((<usize>done) << 2);
      // Four neighbouring columns share one pass; a drawn subset rarely has them.
      if (load<i32>(group, 12) != load<i32>(group) + 3) varying += one_by_one(s, group, 4, idx, n, totals, best, narrow);
      else varying += four_columns(s, load<i32>(group), idx, n, totals, best);
    }
  }
  return varying + one_by_one(s, columns + ((<usize>done) << 2), count - done, idx, n, totals, best, narrow);
}

function four_columns(s: usize, column: i32, idx: usize, n: i32, totals: usize, best: usize): i32 {
  const k = load<i32>(s, CLASSES);
  const stride = <usize>load<u32>(s, STRIDE);
  const histogram = <usize>load<u32>(s, HISTOGRAM);
  const marks = <usize>load<u32>(s, PRESENT);
  count4(<usize>load<u32>(s, CODES) + <usize>column * stride, stride, idx, totals, k, histogram, marks);
  let features = <usize>load<u32>(s, FEATURES) + ((<usize>column) << 2);
  let varying = 0;
  for (let i: usize = 0; i < 4; i++, features += 4) {
    const feature = load<i32>(features);
    varying += scan_narrow(s, histogram + i * NARROW_BYTES, marks + i * MARKS, n, feature, values_of(s, feature), best);
  }
  return varying;
}

function one_by_one(s: usize, columns: usize, count: i32, idx: usize, n: i32, totals: usize, best: usize, narrow: bool): i32 {
  const bytes = load<i32>(s, WIDTH) == 1;
  let varying = 0;
  for (let i = 0; i < count; i++, columns += 4) {
    const column = load<i32>(columns);
    varying += bytes ? one_column<u8>(s, column, idx, n, totals, best, narrow) : one_column<u32>(s, column, idx, n, totals, best, narrow);
  }
  return varying;
}

function one_column<T>(s: usize, column: i32, idx: usize, n: i32, totals: usize, best: usize, narrow: bool): i32 {
  const k = load<i32>(s, CLASSES);
  const codes = <usize>load<u32>(s, CODES) + <usize>column * <usize>load<u32>(s, STRIDE) * sizeof<T>();
  const feature = load<i32>(<usize>load<u32>(s, FEATURES) + ((<usize>column) << 2));
  const values = values_of(s, feature);
  const histogram = <usize>load<u32>(s, HISTOGRAM);
  const marks = <usize>load<u32>(s, PRESENT);
  let countable = n > FEW;
  if (sizeof<T>() == 4) countable = countable && load<i32>(<usize>load<u32>(s, DISTINCT) + ((<usize>feature) << 2)) <= 256;
  if (countable && narrow) {
    count1<T>(codes, idx, totals, k, histogram, marks);
    return scan_narrow(s, histogram, marks, n, feature, values, best);
  }
  if (countable && n >= WIDE_PER_CLASS * k) {
    const binBytes = (<usize>(k + 3) & ~3) << 2;
    count_wide<T>(codes, idx, totals, k, histogram, marks, binBytes);
    return scan_wide(s, histogram, marks, binBytes, totals, n, feature, values, best);
  }
  make_keys<T>(codes, idx, totals, k, <usize>load<u32>(s, KEYS));
  return scan_sorted(s, histogram, totals, n, feature, values, best);
}

/** The class counts as 16 u16, 0 beyond K. */
function put_narrow_totals(totals: usize, k: i32, out: usize): void {
  memory.fill(out, 0, 32);
  for (const end = totals + ((<usize>k) << 2); totals < end; totals += 4, out += 2) store<u16>(out, load<u16>(totals));
}
