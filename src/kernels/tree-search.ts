/** The exact split search over a block of samples, and the parting of a node's samples. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { bytesOf, rowsOf, type Tensor, view, type Workspace } from "./tensor.js";
import type { TreeBlock } from "./tree-data.js";

interface SearchExports {
  tree_best_split(
    record: number,
    columns: number,
    count: number,
    idx: number,
    n: number,
    totals: number,
    best: number,
  ): number;
  tree_partition(
    column: number,
    width: number,
    idx: number,
    totals: number,
    k: number,
    low: number,
    spare: number,
    leftCounts: number,
  ): number;
  tree_log2(x: number): number;
  tree_entropy_terms(terms: number, count: number, weight: number): void;
}

/** Codes and offsets of assembly/tree/layout.ts; offsets in 4-byte words. */
const SCORES = { gini: 0, weightedGini: 1, entropy: 2 } as const;
const WORDS = {
  codes: 0,
  stride: 1,
  width: 2,
  features: 3,
  values: 4,
  valueStride: 5,
  distinct: 6,
  classes: 7,
  score: 8,
  minLeaf: 9,
  weights: 10,
  termStarts: 11,
  terms: 12,
  histogram: 13,
  present: 14,
  left: 15,
  keys: 16,
  spareKeys: 17,
  narrowTotals: 20,
} as const;
/** f64 at word 18. */
const MIN_WEIGHT_AT = 9;
const RECORD_WORDS = 22;
const NARROW_HISTOGRAMS = 4 * 256 * 16 * 2;

export type SplitScore = keyof typeof SCORES;

/** How splits are judged: plain data, the tables in shared memory. */
export interface SplitRules {
  readonly score: SplitScore;
  readonly classes: number;
  /** Fewest samples, and for weighted scores smallest weight, of a child. */
  readonly minSamplesLeaf: number;
  readonly minWeightLeaf: number;
  /** One per class. */
  readonly weights: Tensor<"f64">;
  /** Entropy: tables of w·c·log2(w·c), and where each class's starts. */
  readonly terms: Tensor<"f64">;
  readonly termStarts: Tensor<"i32">;
  /** Value of each code: one row for all features, or one row a feature. */
  readonly values: Tensor<"f32">;
  /** Distinct values of each feature; read for 4-byte codes only. */
  readonly distinct: Tensor<"i32">;
}

/** A threshold between two codes of a feature. */
export interface FoundSplit {
  readonly score: number;
  readonly feature: number;
  readonly low: number;
  readonly high: number;
}

/** log2 of a positive number, the same bits on every host. */
export function treeLog2(engine: Engine): (x: number) => number {
  return (engine.exports as SearchExports).tree_log2;
}

/** Tables of w·c·log2(w·c) for c = 0 … counts[k], class after class, and where each starts. */
export function entropyTerms(workspace: Workspace, counts: ArrayLike<number>, weights: ArrayLike<number>) {
  const starts: number[] = [];
  let length = 0;
  for (let k = 0; k < counts.length; k++) {
    starts.push(length);
    length += counts[k] + 1;
  }
  const terms = workspace.alloc("f64", length);
  for (let k = 0; k < counts.length; k++) {
    const { tree_entropy_terms } = workspace.engine.exports as SearchExports;
    tree_entropy_terms(terms.ptr + 8 * starts[k], counts[k], weights[k]);
  }
  return { terms, termStarts: workspace.put("i32", starts) };
}

/** A search with its scratch; nodes of at most `maxRows` samples. Lives as long as the workspace. */
export class TreeSearch {
  readonly #engine: Engine;
  readonly #record: Tensor<"i32">;
  readonly #totals: Tensor<"i32">;
  readonly #leftCounts: Tensor<"i32">;
  readonly #best: Tensor<"f64">;
  readonly #spare: Tensor<"u32">;
  readonly #columns: Tensor<"i32">;
  readonly #classes: number;
  #block: TreeBlock | undefined;

  constructor(workspace: Workspace, rules: SplitRules, features: number, maxRows: number) {
    const { classes } = rules;
    const padded = Math.ceil(classes / 4) * 4;
    this.#engine = workspace.engine;
    this.#classes = classes;
    this.#totals = workspace.alloc("i32", padded);
    this.#leftCounts = workspace.alloc("i32", padded);
    this.#best = workspace.alloc("f64", 3);
    this.#spare = workspace.alloc("u32", maxRows + 1);
    this.#columns = workspace.alloc("i32", features);
    const scratch = {
      histogram: workspace.zeros("u8", Math.max(NARROW_HISTOGRAMS, 256 * padded * 4)),
      present: workspace.zeros("u8", 4 * 256),
      left: workspace.zeros("i32", padded),
      keys: workspace.alloc("u32", maxRows + 1, 2),
      spareKeys: workspace.alloc("u32", maxRows + 1, 2),
      narrowTotals: workspace.alloc("u8", 32),
    };
    this.#record = workspace.zeros("i32", RECORD_WORDS);
    const words = view(this.#engine, this.#record);
    for (const [name, tensor] of Object.entries(scratch)) words[WORDS[name as keyof typeof scratch]] = tensor.ptr;
    for (const name of ["values", "distinct", "weights", "termStarts", "terms"] as const)
      words[WORDS[name]] = rules[name].ptr;
    words[WORDS.valueStride] = rules.values.rows === 1 ? 0 : rules.values.cols;
    words[WORDS.classes] = classes;
    words[WORDS.score] = SCORES[rules.score];
    words[WORDS.minLeaf] = rules.minSamplesLeaf;
    new Float64Array(words.buffer, words.byteOffset, RECORD_WORDS / 2)[MIN_WEIGHT_AT] = rules.minWeightLeaf;
  }

  /** Makes `block` the one that `best` and `partition` read. */
  use(block: TreeBlock): void {
    if (block === this.#block) return;
    const words = view(this.#engine, this.#record);
    words[WORDS.codes] = block.codes.ptr;
    words[WORDS.stride] = block.codes.cols;
    words[WORDS.width] = bytesOf(block.codes.dtype);
    words[WORDS.features] = block.features.ptr;
    this.#block = block;
  }

  /** Names a node: its samples are `idx` (u32, grouped by class), its class counts the K numbers of `counts`. */
  node(counts: ArrayLike<number>): void {
    view(this.#engine, this.#totals).set(counts);
    view(this.#engine, this.#best)[0] = -Infinity;
  }

  /**
   * Improves the best split of the named node by those of `columns` (positions in the block, ascending).
   * Returns how many of them vary.
   */
  search(columns: ArrayLike<number>, idx: Tensor<"u32">): number {
    const { codes } = this.#block!;
    if (columns.length > codes.rows) {
      throw new ShapeError(`tree search: ${columns.length} columns in a block of ${codes.rows}`);
    }
    view(this.#engine, this.#columns).set(columns);
    return (this.#engine.exports as SearchExports).tree_best_split(
      this.#record.ptr,
      this.#columns.ptr,
      columns.length,
      idx.ptr,
      idx.rows,
      this.#totals.ptr,
      this.#best.ptr,
    );
  }

  /** The best split found since `node`, or null. */
  get best(): FoundSplit | null {
    const score = view(this.#engine, this.#best)[0];
    if (score === -Infinity) return null;
    const [feature, low, high] = new Int32Array(this.#engine.memory.buffer, this.#best.ptr + 8, 3);
    return { score, feature, low, high };
  }

  /** Moves the named node's samples whose code in `column` is at most `low` to the front of `idx`; returns their class counts. */
  partition(column: number, low: number, idx: Tensor<"u32">): Int32Array {
    const { codes } = this.#block!;
    const width = bytesOf(codes.dtype);
    (this.#engine.exports as SearchExports).tree_partition(
      rowsOf(codes, column, column + 1).ptr,
      width,
      idx.ptr,
      this.#totals.ptr,
      this.#classes,
      low,
      this.#spare.ptr,
      this.#leftCounts.ptr,
    );
    return view(this.#engine, this.#leftCounts).slice(0, this.#classes);
  }
}
