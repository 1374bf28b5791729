/** Training sets and views of fitted trees for the tests of this folder. */
import { type Matrix, matrix } from "../../src/core/matrix.js";
import { Random } from "../../src/core/random.js";
import type { Tree } from "../../src/models/tree/tree.js";
import type { ReferenceNode } from "../reference/tree.js";

export interface Sample {
  readonly X: Matrix;
  readonly y: number[];
}

/** Labels that follow the features loosely, so that trees get deep. */
export function labelsFor(values: number[][], classes: number, random: Random): number[] {
  return values.map((row) => {
    const signal = row.reduce((sum, value, j) => sum + value * (j % 3 === 0 ? 1 : -0.5), 0);
    const base = Math.floor(Math.abs(signal) * 0.37) % classes;
    return random.below(4) === 0 ? random.below(classes) : base;
  });
}

/** rows × cols of values drawn by `draw`; every class below `classes` occurs. */
export function randomSample(
  seed: number,
  [rows, cols, classes]: readonly [number, number, number],
  draw: (random: Random, column: number) => number,
  kind: "bytes" | "floats",
): Sample {
  const random = new Random(seed);
  const values = Array.from({ length: rows }, () => Array.from({ length: cols }, (_, j) => draw(random, j)));
  const y = labelsFor(values, classes, random);
  for (let k = 0; k < classes; k++) y[k] = k;
  const data = kind === "bytes" ? Uint8Array.from(values.flat()) : Float32Array.from(values.flat());
  return { X: matrix(data, [rows, cols]), y };
}

export function rowsAsNumbers({ data, rows, cols, scale = 1 }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, i) =>
    Array.from(data.subarray(i * cols, (i + 1) * cols), (value) => Math.fround(value * scale)),
  );
}

/** The same form as the reference's. */
export function nested(tree: Tree, node = 0): ReferenceNode {
  const classes = tree.value.length / tree.nodeCount;
  const counts = [...tree.value.subarray(node * classes, (node + 1) * classes)];
  if (tree.childrenLeft[node] < 0) return { counts };
  return {
    counts,
    feature: tree.feature[node],
    threshold: tree.threshold[node],
    left: nested(tree, tree.childrenLeft[node]),
    right: nested(tree, tree.childrenRight[node]),
  };
}

/** Training rows of every node. */
export function rowsOfNodes(tree: Tree, X: number[][]): number[][] {
  const rows: number[][] = Array.from({ length: tree.nodeCount }, () => []);
  for (let i = 0; i < X.length; i++) {
    for (let node = 0; node >= 0; ) {
      rows[node].push(i);
      const goesLeft = tree.feature[node] >= 0 && X[i][tree.feature[node]] <= tree.threshold[node];
      node = goesLeft ? tree.childrenLeft[node] : tree.childrenRight[node];
    }
  }
  return rows;
}
