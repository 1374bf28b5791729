/** A small real data set for tests: the first 1000 training and 400 test images of Fashion-MNIST, read synchronously. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { type Matrix, matrix } from "../../src/core/matrix.js";
import { parseIdx } from "../../src/data/idx.js";

export const SAMPLE_DIR: string = fileURLToPath(new URL("../fixtures/fashion-mnist-sample/", import.meta.url));

export interface SamplePart {
  /** Bytes 0 … 255, 784 columns. */
  readonly X: Matrix<Uint8Array>;
  /** Classes 0 … 9. */
  readonly y: Uint8Array;
}

function readIdx(name: string): Uint8Array {
  return parseIdx(gunzipSync(readFileSync(`${SAMPLE_DIR}${name}.gz`)), name).data.slice();
}

function readPart(prefix: string): SamplePart {
  const y = readIdx(`${prefix}-labels-idx1-ubyte`);
  return { X: matrix(readIdx(`${prefix}-images-idx3-ubyte`), [y.length, 784]), y };
}

/** 1000 training and 400 test images; fresh arrays on every call, so a test may change them. */
export function loadSample(): { readonly train: SamplePart; readonly test: SamplePart } {
  return { train: readPart("train"), test: readPart("t10k") };
}
