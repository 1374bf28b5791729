/** Probes of matrices in panels: into them, out of them, and products that read and write them. */
import { columnsOf, gemm, gemmScratch } from "../gemm.js";
import {
  allocPanels,
  columnSquares,
  gatherPanels,
  type Panels,
  packPanels,
  paddedColumns,
  panelValues,
  placeRows,
  tileOf,
  turnPanels,
  unpackPanels,
} from "../panels.js";
import type { Tensor, Workspace } from "../tensor.js";
import { bothTiles, type Draw, type Outcome, type Probe } from "./probe.js";

const [ROWS, COLS] = [23, 37];
/** Rows and columns of every tile. */
const WIDTHS = [4, 5, 8, 16];
const GATHERED = [4, 5];
const TURNED = [8, 16];

function packed(workspace: Workspace, matrix: Tensor<"f32">, width: number): Panels {
  const panels = allocPanels(workspace, matrix.rows, matrix.cols, width);
  packPanels(workspace.engine, matrix, panels);
  return panels;
}

function gathered(workspace: Workspace, draw: Draw): Outcome {
  return draw.features(11, COLS).flatMap((X) =>
    GATHERED.flatMap((width) => {
      const x = allocPanels(workspace, ROWS, COLS, width);
      const turned = allocPanels(workspace, COLS, ROWS, width);
      const scratch = workspace.alloc("f32", width, COLS);
      gatherPanels(workspace.engine, X, draw.codes(ROWS, X.rows), { x, turned, scratch }, 0);
      return [panelValues(x), panelValues(turned)];
    }),
  );
}

/** Panels for A and B into panels and rows, and a part of a row-major B. */
export function panelProducts(workspace: Workspace, draw: Draw): Outcome {
  const [m, n, k] = [13, COLS, 261];
  const scratch = gemmScratch(workspace);
  const [a, b] = [draw.floats(k, m), draw.floats(k, n)];
  return bothTiles(workspace.engine).flatMap((engine) => {
    const { rows, cols } = tileOf(engine);
    const A = packed(workspace, a, rows);
    const C = allocPanels(workspace, m, n, cols);
    const D = workspace.alloc("f32", m, n);
    const E = workspace.alloc("f32", m, n - 3);
    const B = packed(workspace, b, cols);
    gemm(engine, A, B, C, scratch, { transA: true });
    gemm(engine, A, B, D, scratch, { transA: true });
    gemm(engine, a, columnsOf(b, 3, n), E, scratch, { transA: true });
    return [panelValues(C), D, E];
  });
}

export const panelProbes: readonly Probe[] = [
  {
    name: "pack_panels",
    run: (workspace, draw) => WIDTHS.map((width) => panelValues(packed(workspace, draw.floats(ROWS, COLS), width))),
  },
  {
    name: "unpack_panels",
    run: (workspace, draw) =>
      WIDTHS.map((width) => {
        const out = workspace.alloc("f32", ROWS, COLS);
        unpackPanels(workspace.engine, packed(workspace, draw.floats(ROWS, COLS), width), out);
        return out;
      }),
  },
  {
    name: "turn_panels",
    run: (workspace, draw) =>
      TURNED.map((width) => {
        const turned = allocPanels(workspace, COLS, ROWS, width);
        turnPanels(workspace.engine, packed(workspace, draw.floats(ROWS, COLS), width), turned);
        return panelValues(turned);
      }),
  },
  { name: "gather_panels", run: gathered },
  {
    name: "place_rows",
    run: (workspace, draw) =>
      GATHERED.flatMap((width) => {
        const [x, turned] = [allocPanels(workspace, ROWS, COLS, width), allocPanels(workspace, COLS, ROWS, width)];
        placeRows(workspace.engine, draw.floats(ROWS, COLS), { x, turned }, 0);
        return [panelValues(x), panelValues(turned)];
      }),
  },
  {
    name: "column_squares",
    run: (workspace, draw) =>
      WIDTHS.filter((width) => width % 4 === 0).map((width) => {
        const panels = packed(workspace, draw.floats(ROWS, COLS), width);
        const out = workspace.alloc("f64", paddedColumns(panels));
        columnSquares(workspace.engine, panels, out);
        return out;
      }),
  },
];
