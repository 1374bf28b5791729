/** Node entry: the public names, and the composition root that hands the platform's engine and executor to the models. */
export * from "./core/errors.js";
export type { Label, Labels } from "./core/labels.js";
export { type Matrix, type MatrixData, type MatrixLike, matrix } from "./core/matrix.js";
