/** Products of small integers against one sum after another, on drawn shapes, levels and values: zeros, huge ones and ties too. */
import { describe, expect } from "@jest/globals";
import fc from "fast-check";
import { BLOCK } from "../../src/kernels/quantized.js";
import { withWorkspace } from "../../src/kernels/tensor.js";
import { bitsOf, finiteFloat, property } from "../support/property.js";
import { expectedProduct, product, quantizedEngines } from "../support/quantized.js";

const { fround } = Math;
const floats = (length: number, value: fc.Arbitrary<number>) =>
  fc.array(value, { minLength: length, maxLength: length }).map((list) => Float32Array.from(list));
const tame = fc.double({ min: 1e-4, max: 1e-2, noNaN: true }).map(fround);
/** Half of them 0, as behind relu; multiples of half a level are ties. */
const valuesOf = (scale: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: -300, max: 300 }).map((halves) => fround((halves / 2) * scale)) },
    { weight: 1, arbitrary: finiteFloat },
  );

const operands = fc
  .record({
    rows: fc.constantFrom(1, BLOCK),
    k: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 250, max: 270 })),
    n: fc.integer({ min: 1, max: 70 }),
    levels: fc.constantFrom(
      { scale: 1 / 64, low: 0, high: 127 },
      { scale: 1 / 60, low: -64, high: 63 },
      { scale: 3, low: -64, high: 63 },
    ),
  })
  .chain(({ rows, k, n, levels }) =>
    fc.record({
      levels: fc.constant(levels),
      rows: fc.constant(rows),
      x: floats(rows * k, valuesOf(levels.scale)),
      W: fc.int8Array({ minLength: k * n, maxLength: k * n }),
      factors: floats(n, tame),
      bias: floats(n, finiteFloat),
    }),
  );

describe.each(quantizedEngines())("$kind", ({ engine }) => {
  property(
    "quantised rows times quantised weights have the bits of the integer reference",
    operands,
    ({ levels, ...given }) => {
      const answer = withWorkspace(engine, (workspace) => product(workspace, given, levels));
      expect(bitsOf(answer)).toEqual(bitsOf(expectedProduct(given, levels)));
    },
    60,
  );
});
