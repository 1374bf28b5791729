/** The scalers of a pipeline: in double and back to float, as `transform` computes, bit for bit. */
import { ParameterError } from "../../core/errors.js";
import { MinMaxScaler } from "../../data/min-max-scaler.js";
import { standardAffine } from "../../data/scale-rows.js";
import { StandardScaler } from "../../data/standard-scaler.js";
import type { Transformer } from "../../models/pipeline/pipeline.js";
import type { Features } from "./features.js";
import type { OnnxGraph } from "./graph.js";

export function scaledFeatures(graph: OnnxGraph, { cols, floats }: Features, scaler: Transformer): Features {
  const wide = graph.cast(floats, "double");
  return { cols, floats: graph.cast(scaledValues(graph, wide, cols, scaler), "float") };
}

function scaledValues(graph: OnnxGraph, x: string, cols: number, scaler: Transformer): string {
  if (scaler instanceof MinMaxScaler) return minMax(graph, x, cols, scaler);
  if (scaler instanceof StandardScaler) return standard(graph, x, cols, scaler);
  throw new ParameterError(`exportOnnx: a ${scaler.name} has no ONNX form`);
}

/** x · scale + min, held to the range if there is one. */
function minMax(graph: OnnxGraph, x: string, cols: number, { scale_, min_, clipRange_ }: MinMaxScaler): string {
  const stretched = graph.node("Mul", [x, graph.constant(scale_!, [cols])]);
  const shifted = graph.node("Add", [stretched, graph.constant(min_!, [cols])]);
  if (!clipRange_) return shifted;
  return graph.node("Clip", [shifted, ...clipRange_.map((bound) => graph.scalar(bound, "double"))]);
}

/** (x − mean) / scale */
function standard(graph: OnnxGraph, x: string, cols: number, scaler: StandardScaler): string {
  const { mean_, scale_, withMean_ } = scaler;
  const { shift, scale } = standardAffine({ mean_: mean_!, scale_: scale_!, withMean_: withMean_! }, cols);
  const centred = graph.node("Sub", [x, graph.constant(shift, [cols])]);
  return graph.node("Div", [centred, graph.constant(scale, [cols])]);
}
