/** The stored data sets themselves: everything else compared with scikit-learn rests on them. */
import { describe, expect, test } from "@jest/globals";
import { DATA_SET_NAMES, loadDataSet, loadDummy, loadKnn } from "../support/fixtures.js";

const SHAPES = {
  iris: [100, 50, 4],
  wine: [118, 60, 13],
  breast_cancer: [379, 190, 30],
  digits: [600, 300, 64],
  fashion: [400, 200, 784],
  strings: [24, 12, 2],
} as const;

describe.each(DATA_SET_NAMES)("data set %s", (name) => {
  const data = loadDataSet(name);

  test("has the rows and columns that scikit-learn was fitted on", () => {
    expect([data.train.X.rows, data.test.X.rows, data.train.X.cols]).toEqual(SHAPES[name]);
    expect([data.train.y.length, data.test.y.length]).toEqual(SHAPES[name].slice(0, 2));
  });

  test("matches the class shares and the nearest-neighbour answers on record", () => {
    const prior = loadDummy().find((entry) => entry.data === name)!.classPrior;
    const classes = [...new Set(data.train.y)].sort((a, b) => (a < b ? -1 : 1));
    const shares = classes.map((label) => data.train.y.filter((y) => y === label).length / data.train.y.length);
    for (let c = 0; c < shares.length; c++) expect(shares[c]).toBeCloseTo(prior[c], 10);

    const nearest = loadKnn()[name].find(({ params }) => params.nNeighbors === 1 && params.metric === "manhattan")!;
    const { train, test: held } = data;
    const { abs } = Math;
    for (let i = 0; i < held.X.rows; i += Math.ceil(held.X.rows / 25)) {
      if (nearest.tiedRows.includes(i)) continue;
      const distances = Array.from({ length: train.X.rows }, (_, j) => {
        let sum = 0;
        for (let c = 0; c < train.X.cols; c++) {
          sum += abs(held.X.data[i * train.X.cols + c] - train.X.data[j * train.X.cols + c]);
        }
        return sum;
      });
      expect(train.y[distances.indexOf(Math.min(...distances))]).toBe(nearest.predictions[i]);
    }
  });

  test("scales to f32 values of raw / scale", () => {
    expect(data.scaledTrain.X.data).toBeInstanceOf(Float32Array);
    for (let i = 0; i < data.train.X.data.length; i += 17) {
      expect(data.scaledTrain.X.data[i]).toBe(Math.fround(data.train.X.data[i] / data.scale));
    }
  });
});
