/** What every edge entry exports besides its `loadModel`. */
export {
  DataError,
  EngineError,
  FormatError,
  HeddleError,
  ParameterError,
  ShapeError,
} from "../core/errors.js";
export type { Label } from "../core/labels.js";
export { type Matrix, type MatrixData, type MatrixLike, matrix, scaled } from "../core/matrix.js";
export { EdgeModel } from "./model.js";
