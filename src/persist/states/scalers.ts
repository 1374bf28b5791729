/** The states of scalers in a model file. */
import type { MinMaxState, StandardState } from "../../data/scale-rows.js";
import type { Fields } from "../fields.js";
import type { FittedFields } from "./fitted.js";

export function readMinMax({ state, features }: FittedFields): MinMaxState {
  return {
    min_: state.vector("min_", "F64", features),
    scale_: nonZero(state, "scale_", features),
    clipRange_: state.has("clipRange_") ? readRange(state.list("clipRange_")) : null,
  };
}

export function readStandard({ state, features }: FittedFields): StandardState {
  const withMean_ = state.bool("withMean_");
  return {
    mean_: withMean_ || state.has("mean_") ? state.vector("mean_", "F64", features) : null,
    scale_: state.has("scale_") ? nonZero(state, "scale_", features) : null,
    withMean_,
  };
}

function nonZero(state: Fields, name: string, length: number): Float64Array {
  const values = state.vector(name, "F64", length);
  if (values.includes(0)) throw state.refuse(name, "other than 0");
  return values;
}

function readRange(range: Fields): readonly [number, number] {
  return [range.number("0"), range.number("1")];
}
