/** Probes of the kernel products and the scans of support vector machines. */
import {
  allocSide,
  blockToLeft,
  type KernelFunction,
  kernelBlock,
  kernelDiagonal,
  packRows,
  type Side,
  storeRows,
  storeTransposed,
} from "../svm-products.js";
import { gather, SmoState } from "../svm-smo.js";
import type { FeatureTensor, Tensor, Workspace } from "../tensor.js";
import { bothTiles, type Draw, type Probe } from "./probe.js";

const [ROWS, COLS, LEFT, PANELS] = [40, 35, 12, 3];
const RIGHT = 16 * PANELS;
const VARIABLES = 92;

const LINEAR: KernelFunction = { name: "linear", gamma: 1, coef0: 0, degree: 3 };
const FUNCTIONS: readonly KernelFunction[] = [
  LINEAR,
  { name: "poly", gamma: 0.3, coef0: 1.5, degree: 3 },
  { name: "rbf", gamma: 0.7, coef0: 0, degree: 3 },
  { name: "sigmoid", gamma: 0.2, coef0: -0.3, degree: 3 },
];

/** Rows drawn at random, some of them none. */
function packed(workspace: Workspace, draw: Draw, role: Side["role"], X: FeatureTensor, exact: boolean): Side {
  const side = allocSide(workspace, role, role === "left" ? LEFT : RIGHT, X, exact);
  const ids = draw.integers(side.count, ROWS + 4).map((id) => (id < ROWS ? id : -1));
  packRows(workspace.engine, X, workspace.put("i32", ids), side);
  return side;
}

function packing(name: string, role: Side["role"], exact: boolean): Probe {
  return {
    name,
    run: (workspace, draw) =>
      draw
        .features(ROWS, COLS)
        .filter((X) => !exact || X.dtype === "u8")
        .flatMap((X) => {
          const { data, norms } = packed(workspace, draw, role, X, exact);
          return [data, norms];
        }),
  };
}

function blocks(
  workspace: Workspace,
  draw: Draw,
  exact: boolean,
  functions: readonly KernelFunction[],
): Tensor<"f64">[] {
  const X = draw.features(ROWS, COLS)[exact ? 0 : 1];
  const left = packed(workspace, draw, "left", X, exact);
  const right = packed(workspace, draw, "right", X, exact);
  return functions.flatMap((fn) =>
    bothTiles(workspace.engine).map((engine) => {
      const D = workspace.alloc("f64", LEFT, RIGHT);
      kernelBlock(engine, fn, left, right, 0, PANELS, D);
      return D;
    }),
  );
}

/** What is done with a finished block of kernel values. */
function stored(name: string, run: (workspace: Workspace, D: Tensor<"f64">) => Tensor): Probe {
  return { name, run: (workspace, draw) => [run(workspace, blocks(workspace, draw, false, [LINEAR])[0])] };
}

const productProbes: readonly Probe[] = [
  packing("svm_left_u8", "left", true),
  packing("svm_right_u8", "right", true),
  packing("svm_left_f64", "left", false),
  packing("svm_right_f64", "right", false),
  { name: "svm_dots_u8", run: (workspace, draw) => blocks(workspace, draw, true, [LINEAR]) },
  { name: "svm_dots_f64", run: (workspace, draw) => blocks(workspace, draw, false, [LINEAR]) },
  { name: "svm_kernel", run: (workspace, draw) => blocks(workspace, draw, true, FUNCTIONS) },
  {
    name: "svm_norms",
    run: (workspace, draw) =>
      FUNCTIONS.map((fn) => {
        const diagonal = workspace.alloc("f64", RIGHT);
        const side = packed(workspace, draw, "right", draw.bytes(ROWS, COLS), true);
        kernelDiagonal(workspace.engine, fn, side, diagonal);
        return diagonal;
      }),
  },
  stored("svm_store_rows", (workspace, D) => {
    const K = workspace.zeros("f32", LEFT + 2, RIGHT + 8);
    storeRows(workspace.engine, D, LEFT, PANELS, [1, LEFT - 1], K, 2, 5);
    return K;
  }),
  stored("svm_store_transposed", (workspace, D) => {
    const K = workspace.zeros("f32", 20, LEFT + 8);
    storeTransposed(workspace.engine, D, LEFT, K, 3, 5);
    return K;
  }),
  stored("svm_block_to_left", (workspace, D) => {
    const left = workspace.alloc("f64", LEFT, 16);
    blockToLeft(workspace.engine, D, LEFT, left);
    return left;
  }),
];

/** A state in which some variables may neither grow nor shrink. */
function smoState(workspace: Workspace, draw: Draw): SmoState {
  const state = new SmoState(workspace, VARIABLES);
  state.v.set(draw.numbers(VARIABLES, -2, 2));
  state.up.set(draw.integers(VARIABLES, 3).map((pick) => (pick ? 0 : Number.NEGATIVE_INFINITY)));
  state.low.set(draw.integers(VARIABLES, 3).map((pick) => (pick ? 0 : Number.POSITIVE_INFINITY)));
  state.diagonal.set(draw.numbers(VARIABLES, 1, 2));
  return state;
}

/** Several steps, each on the state that the one before left. */
function scans(name: string, step: (state: SmoState, rowI: Tensor<"f32">, rowJ: Tensor<"f32">) => number[]): Probe {
  return {
    name,
    run(workspace, draw) {
      const state = smoState(workspace, draw);
      const found: number[] = [];
      for (let trial = 0; trial < 5; trial++) {
        found.push(...step(state, draw.floats(1, VARIABLES), draw.floats(1, VARIABLES)));
      }
      return [state.v.slice(), ...found];
    },
  };
}

const scanProbes: readonly Probe[] = [
  scans("svm_update_and_select_up", (state, rowI, rowJ) => [state.updateAndSelectUp(rowI, rowJ, 0.5), state.found]),
  scans("svm_select_low", (state, rowI) => [state.selectLow(rowI, 1.5, 1.25), state.found, state.leastLow]),
  scans("svm_subtract_row", (state, rowI) => {
    state.subtractRow(rowI, 0.3);
    return [];
  }),
  {
    name: "svm_gather",
    run(workspace, draw) {
      const dst = workspace.alloc("f32", 1, VARIABLES);
      gather(workspace.engine, draw.floats(1, 2 * VARIABLES), draw.codes(VARIABLES, 2 * VARIABLES), dst);
      return [dst];
    },
  },
];

export const svmProbes: readonly Probe[] = [...productProbes, ...scanProbes];
