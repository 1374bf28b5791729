/** Probes of the nearest-neighbour kernels. */
import type { Engine } from "../../engine/engine.js";
import {
  bytesL2Scratch,
  clearNearest,
  floatsL2Scratch,
  type Nearest,
  offerBytesL2,
  offerFloatsL2,
  offerL1,
  type RowRange,
  type Screen,
  sortNearest,
} from "../distance.js";
import { allocNorms, groupSums, lowerNorms, squaredNorms } from "../distance-rows.js";
import type { Tensor, Workspace } from "../tensor.js";
import { bothTiles, type Draw, type Outcome, type Probe } from "./probe.js";

/** Ragged tiles of 4 queries and 8 or 16 rows, ragged pairs of columns, and more than one range of rows. */
const [QUERIES, ROWS, COLS, GROUP] = [9, 83, 51, 4];
/** More than one block of columns of the bytes' kernel, for as few rows as make ragged tiles in two ranges. */
const [MANY_COLS, FEW_ROWS] = [1030, 43];

/** Whole tiles, and the rest. */
function rangesOf(rows: number): readonly RowRange[] {
  const middle = 16 * Math.floor(rows / 32);
  return [
    [0, middle],
    [middle, rows],
  ];
}

/** The heaps after all rows were offered: some that refuse most rows, and some that show the distance of every row. */
function found(
  workspace: Workspace,
  engine: Engine,
  offer: (nearest: Nearest, range: RowRange) => void,
  rows = ROWS,
): Tensor[] {
  return [5, rows].flatMap((k) => {
    const distances = workspace.alloc("f64", QUERIES, k);
    const indices = workspace.alloc("i32", QUERIES, k);
    clearNearest(engine, { distances, indices });
    for (const range of rangesOf(rows)) offer({ distances, indices }, range);
    sortNearest(engine, { distances, indices });
    return [distances, indices];
  });
}

function screenOf(workspace: Workspace, queries: Tensor<"u8">, rows: Tensor<"u8">, order: Uint32Array): Screen {
  const { engine } = workspace;
  const groups = Math.ceil(rows.cols / GROUP);
  const columns = workspace.put("i32", order);
  const querySums = workspace.alloc("i16", queries.rows, groups);
  const rowSums = workspace.alloc("i16", rows.rows, groups);
  groupSums(engine, queries, columns, GROUP, querySums);
  groupSums(engine, rows, columns, GROUP, rowSums);
  const rowNorms = allocNorms(workspace, rows.rows);
  squaredNorms(engine, rowSums, rowNorms);
  return { group: GROUP, querySums, rowSums, rowNorms };
}

function bytesL2(workspace: Workspace, draw: Draw, count: number, cols: number): Outcome {
  const [queries, rows] = [draw.bytes(QUERIES, cols), draw.bytes(count, cols)];
  const norms = allocNorms(workspace, count);
  squaredNorms(workspace.engine, rows, norms);
  const scratch = bytesL2Scratch(workspace, QUERIES, cols);
  const screen = screenOf(workspace, queries, rows, draw.permutation(cols));
  const outcomes: (Tensor | number)[] = [norms, screen.querySums, screen.rowSums, screen.rowNorms];
  for (const engine of bothTiles(workspace.engine)) {
    for (const used of [undefined, screen]) {
      const offer = (nearest: Nearest, range: RowRange) => {
        const search = { queries, rows, nearest, self: -1 };
        outcomes.push(offerBytesL2(engine, search, range, norms, scratch, used));
      };
      outcomes.push(...found(workspace, engine, offer, count));
    }
  }
  return outcomes;
}

/** What is known of the rows beforehand. */
const rowProbes: readonly Probe[] = [
  {
    name: "norms_u8",
    run(workspace, draw) {
      const norms = allocNorms(workspace, ROWS);
      squaredNorms(workspace.engine, draw.bytes(ROWS, COLS), norms);
      return [norms];
    },
  },
  {
    name: "lows_f32",
    run: (workspace, draw) => [{ ...lowerNorms(workspace, draw.floats(ROWS, COLS)), rows: ROWS }],
  },
  {
    name: "group_sums_u8",
    run(workspace, draw) {
      const [queries, rows] = [draw.bytes(QUERIES, COLS), draw.bytes(ROWS, COLS)];
      const { querySums, rowSums } = screenOf(workspace, queries, rows, draw.permutation(COLS));
      return [querySums, rowSums];
    },
  },
  {
    name: "norms_i16",
    run(workspace, draw) {
      const [queries, rows] = [draw.bytes(QUERIES, COLS), draw.bytes(ROWS, COLS)];
      return [screenOf(workspace, queries, rows, draw.permutation(COLS)).rowNorms];
    },
  },
  {
    name: "norms_f32",
    run: (workspace, draw) => [floatsL2Scratch(workspace, draw.floats(QUERIES, COLS), ROWS).queryNorms],
  },
];

export const distanceProbes: readonly Probe[] = [
  ...rowProbes,
  {
    name: "knn_l2_u8",
    run: (workspace, draw) => [
      ...bytesL2(workspace, draw, ROWS, COLS),
      ...bytesL2(workspace, draw, FEW_ROWS, MANY_COLS),
    ],
  },
  {
    name: "knn_l2_f32",
    run(workspace, draw) {
      const [queries, rows] = [draw.floats(QUERIES, COLS), draw.floats(ROWS, COLS)];
      const lows = lowerNorms(workspace, rows);
      const scratch = floatsL2Scratch(workspace, queries, ROWS);
      return bothTiles(workspace.engine).flatMap((engine) =>
        found(workspace, engine, (nearest, range) => {
          offerFloatsL2(engine, { queries, rows, nearest, self: -1 }, range, lows, scratch);
        }),
      );
    },
  },
  {
    name: "knn_l1_u8",
    run(workspace, draw) {
      const [queries, rows] = [draw.bytes(QUERIES, COLS), draw.bytes(ROWS, COLS)];
      return found(workspace, workspace.engine, (nearest, range) => {
        offerL1(workspace.engine, { queries, rows, nearest, self: -1 }, range);
      });
    },
  },
  {
    name: "knn_l1_f32",
    run(workspace, draw) {
      const [queries, rows] = [draw.floats(QUERIES, COLS), draw.floats(ROWS, COLS)];
      return found(workspace, workspace.engine, (nearest, range) => {
        offerL1(workspace.engine, { queries, rows, nearest, self: -1 }, range);
      });
    },
  },
];
