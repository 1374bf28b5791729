/** All combinations of parameter values, in scikit-learn's order. */
import { ParameterError } from "../core/errors.js";

/** Values to try for each parameter; undefined counts as left out. */
export type ParamGrid = Readonly<Record<string, ArrayLike<unknown> | undefined>>;

/**
 * Every combination of one value per parameter: names sorted, the last of them varying fastest; several grids one after
 * the other. An empty grid has one combination, the empty one.
 *
 * Same as scikit-learn ParameterGrid.
 * @throws ParameterError when a parameter has no values or something that is not an array.
 *
 * @example
 * parameterGrid({ C: [1, 10], kernel: ["linear", "rbf"] }); // C 1 linear, C 1 rbf, C 10 linear, C 10 rbf
 */
export function parameterGrid(grid: ParamGrid | readonly ParamGrid[]): Record<string, unknown>[] {
  const grids: readonly ParamGrid[] = Array.isArray(grid) ? grid : [grid as ParamGrid];
  if (grids.length === 0) throw new ParameterError("parameterGrid: the list of grids is empty");
  return grids.flatMap(combinations);
}

function combinations(grid: ParamGrid): Record<string, unknown>[] {
  if (grid === null || typeof grid !== "object") {
    throw new ParameterError(`parameterGrid: a grid must be an object of arrays, not ${String(grid)}`);
  }
  return Object.keys(grid)
    .filter((name) => grid[name] !== undefined)
    .sort()
    .reduce<Record<string, unknown>[]>(
      (partial, name) =>
        partial.flatMap((params) => valuesOf(grid, name).map((value) => ({ ...params, [name]: value }))),
      [{}],
    );
}

function valuesOf(grid: ParamGrid, name: string): unknown[] {
  const values = grid[name];
  const isList = Array.isArray(values) || ArrayBuffer.isView(values);
  if (!isList)
    throw new ParameterError(`parameterGrid: ${name} is ${JSON.stringify(values)}; it must be an array of values`);
  if (values.length === 0) throw new ParameterError(`parameterGrid: ${name} has no values; it needs at least one`);
  return Array.from(values);
}
