/** Scalers against scikit-learn's statistics, their inverses, and their contract. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { DataError, NotFittedError, ParameterError, ShapeError } from "../../src/core/errors.js";
import { type Matrix, matrix, scaled, toFloat32 } from "../../src/core/matrix.js";
import { MinMaxScaler, type MinMaxScalerParams } from "../../src/data/min-max-scaler.js";
import { StandardScaler } from "../../src/data/standard-scaler.js";
import { loadSample } from "../support/sample.js";

interface ScalerCase {
  readonly name: string;
  readonly kind: "float32" | "uint8";
  readonly rows: number;
  readonly cols: number;
  readonly data: number[];
  readonly minMax: Record<"min_" | "scale_" | "dataMin_" | "dataMax_" | "dataRange_" | "transformed", number[]>;
  readonly standard: Record<"mean_" | "var_" | "scale_" | "transformed", number[]>;
}

const { cases } = JSON.parse(readFileSync(new URL("../fixtures/scalers.json", import.meta.url), "utf8")) as {
  cases: ScalerCase[];
};

function input({ kind, data, rows, cols }: ScalerCase): Matrix {
  return matrix(kind === "uint8" ? Uint8Array.from(data) : Float32Array.from(data), [rows, cols]);
}

/** Largest |a − b| / (scale + |b|). */
function worst(a: ArrayLike<number>, b: readonly number[], scale: number): number {
  expect(a.length).toBe(b.length);
  return b.reduce((most, value, i) => Math.max(most, Math.abs(a[i] - value) / (scale + Math.abs(value))), 0);
}

/** scikit-learn computes min-max statistics of f32 data in f32, so its own error is some f32 roundings. */
const F32 = 4 * 2 ** -23;
const F64 = 1e-12;

describe.each(cases)("on $name, as scikit-learn:", (one) => {
  const X = input(one);

  test("MinMaxScaler learns the same statistics and scales alike", () => {
    const scaler = new MinMaxScaler({ featureRange: [-1, 3] }).fit(X);
    for (const name of ["dataMin_", "dataMax_", "dataRange_", "scale_", "min_"] as const) {
      expect(worst(scaler[name]!, one.minMax[name], 1e-30)).toBeLessThan(F32);
    }
    const range = Math.max(...one.minMax.dataMax_.map(Math.abs)) * Math.max(1, ...one.minMax.scale_);
    expect(worst(scaler.transform(X).data, one.minMax.transformed, range)).toBeLessThan(F32);
  });

  test("StandardScaler learns the same statistics and scales alike", () => {
    const scaler = new StandardScaler().fit(X);
    for (const name of ["mean_", "var_", "scale_"] as const) {
      expect(worst(scaler[name]!, one.standard[name], 1e-30)).toBeLessThan(F64 * 1e3);
    }
    expect(worst(scaler.transform(X).data, one.standard.transformed, 1)).toBeLessThan(1e-4);
  });
});

test("the cases hold constant columns, which both scalers leave unstretched", () => {
  const floats = new StandardScaler().fit(input(cases[0]));
  expect(floats.scale_![3]).toBe(1);
  expect(floats.scale_![4]).not.toBe(1);
  expect(new MinMaxScaler().fit(input(cases[1])).scale_![2]).toBe(1);
  // 5e-7 is below ten f32 epsilons, 2e-5 is not.
  const [below, above] = new MinMaxScaler().fit(input(cases[2])).scale_!;
  expect(below).toBe(1);
  expect(above).toBeCloseTo(50_000, 0);
});

describe("on real images", () => {
  const { train, test: held } = loadSample();

  test("MinMaxScaler maps every column that varies onto exactly [0, 1]", () => {
    const scaler = new MinMaxScaler();
    const { data, cols } = scaler.fitTransform(train.X);
    const varying = Array.from(scaler.dataRange_!.keys()).filter((j) => scaler.dataRange_![j] > 0);
    expect(varying.length).toBeGreaterThan(700);
    for (const j of varying) {
      const column = Array.from(train.y, (_, i) => data[i * cols + j]);
      expect(Math.min(...column)).toBe(0);
      expect(Math.max(...column)).toBeCloseTo(1, 6);
    }
  });

  test("inverseTransform gives the bytes back, for both scalers", () => {
    for (const scaler of [new MinMaxScaler(), new StandardScaler()]) {
      const back = scaler.fit(train.X).inverseTransform(scaler.transform(held.X));
      expect(Buffer.compare(Uint8Array.from(back.data, Math.round), held.X.data)).toBe(0);
    }
  });

  test("clip holds unseen values to the range; without it they leave it", () => {
    const free = new MinMaxScaler({ featureRange: [-1, 1] }).fit(train.X).transform(held.X).data;
    const held1 = new MinMaxScaler({ featureRange: [-1, 1], clip: true }).fit(train.X).transform(held.X).data;
    expect(free.some((value) => value > 1)).toBe(true);
    const expected = free.map((value) => Math.min(1, Math.max(-1, value)));
    expect(Buffer.compare(Buffer.from(held1.buffer), Buffer.from(expected.buffer))).toBe(0);
  });
});

test("bytes that carry a scale count as the floats they stand for", () => {
  const bytes = scaled(matrix(Uint8Array.from([0, 7, 51, 7, 255, 7]), [3, 2]), 1 / 255);
  const floats = toFloat32(bytes);
  expect(floats.data[4]).toBe(1);
  for (const make of [() => new MinMaxScaler(), () => new StandardScaler()]) {
    const [fromBytes, fromFloats] = [make().fit(bytes), make().fit(floats)];
    expect(fromBytes).toEqual(fromFloats);
    expect(fromBytes.transform(bytes)).toEqual(fromFloats.transform(floats));
    expect(fromBytes.transform(bytes).scale).toBeUndefined();
  }
});

test("StandardScaler leaves out what it is told to, and says null for what it did not learn", () => {
  const X = [
    [1, 10],
    [3, 30],
  ];
  const centred = new StandardScaler({ withStd: false });
  expect([...centred.fitTransform(X).data]).toEqual([-1, -10, 1, 10]);
  expect([centred.var_, centred.scale_]).toEqual([null, null]);
  const stretched = new StandardScaler({ withMean: false });
  expect([...stretched.fitTransform(X).data]).toEqual([1, 1, 3, 3]);
  expect([...stretched.mean_!]).toEqual([2, 20]);
  const nothing = new StandardScaler({ withMean: false, withStd: false });
  expect([...nothing.fitTransform(X).data]).toEqual([1, 10, 3, 30]);
  expect(nothing.mean_).toBeNull();
});

test("a variance far below its mean is not lost", () => {
  const X = Array.from({ length: 1000 }, (_, i) => [4_000_000 + (i % 2)]);
  expect(new StandardScaler().fit(X).var_![0]).toBe(0.25);
});

describe.each([
  ["MinMaxScaler", () => new MinMaxScaler()],
  ["StandardScaler", () => new StandardScaler()],
])("%s", (name, make) => {
  const X = [
    [1, 2],
    [3, 5],
  ];

  test("fit returns itself and records what it saw", () => {
    const scaler = make();
    expect(scaler.fit(X)).toBe(scaler);
    expect([scaler.nFeaturesIn_, scaler.nSamplesSeen_]).toEqual([2, 2]);
  });

  test("clone is unfitted and equal in parameters, which are copies", () => {
    const scaler = make().fit(X);
    const copy = scaler.clone();
    expect(copy).toBeInstanceOf(scaler.constructor);
    expect(copy.getParams()).toEqual(scaler.getParams());
    expect(() => copy.transform(X)).toThrow(NotFittedError);
  });

  test("does not touch its input", () => {
    const input = matrix(Float32Array.from([1, 2, 3, 5]), [2, 2]);
    make().fitTransform(input);
    expect([...input.data]).toEqual([1, 2, 3, 5]);
  });

  test("refuses what cannot be scaled", () => {
    expect(() => make().transform(X)).toThrow(new NotFittedError(`${name}.transform: call fit first`));
    expect(() => make().inverseTransform(X)).toThrow(NotFittedError);
    expect(() => make().fit(matrix(new Float32Array(0), [0, 2]))).toThrow(DataError);
    expect(() => make().fit([[], []])).toThrow(DataError);
    expect(() => make().fit([[1], [Number.NaN]])).toThrow(`${name}.fit: X[1, 0] is NaN`);
    expect(() =>
      make()
        .fit(X)
        .transform([[1, Number.POSITIVE_INFINITY]]),
    ).toThrow(DataError);
    expect(() =>
      make()
        .fit(X)
        .transform([[1, 2, 3]]),
    ).toThrow(ShapeError);
    expect(() =>
      make()
        .fit(X)
        .transform([[1, 2, 3]]),
    ).toThrow("X has 3 columns, the scaler was fitted with 2");
    expect(() => make().fit([[1, 2], [3]])).toThrow(ShapeError);
  });
});

describe("parameters", () => {
  const X = [[1], [2]];

  test("are stored unseen and checked in fit", () => {
    for (const featureRange of [[1, 0], [0, 0], [0, Number.NaN], [0], "01"]) {
      const scaler = new MinMaxScaler({ featureRange } as unknown as Partial<MinMaxScalerParams>);
      expect(() => scaler.fit(X)).toThrow(ParameterError);
      expect(() => scaler.fit(X)).toThrow(/MinMaxScaler: featureRange is .*two finite numbers/);
    }
    expect(() => new StandardScaler({ withMean: 1 as unknown as boolean }).fit(X)).toThrow(/withMean is 1/);
    expect(() => new StandardScaler({ withStdd: true } as object).fit(X)).toThrow(/did you mean withStd/);
  });

  test("can be changed by name; the change holds from the next fit", () => {
    const scaler = new MinMaxScaler().fit(X);
    expect(scaler.setParams({ featureRange: [0, 10], clip: true })).toBe(scaler);
    expect([...scaler.transform([[3]]).data]).toEqual([2]);
    expect([...scaler.fit(X).transform([[2], [3]]).data]).toEqual([10, 10]);
    expect(() => scaler.setParams({ cliq: true } as object)).toThrow(/no parameter "cliq"; did you mean clip/);
  });

  test("left undefined take their defaults", () => {
    expect(new MinMaxScaler({ clip: undefined }).getParams()).toEqual({ featureRange: [0, 1], clip: false });
    expect(new StandardScaler().getParams()).toEqual({ withMean: true, withStd: true });
  });
});
