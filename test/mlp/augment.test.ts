/** Augmentation of images: which moves are drawn, that training meets them, and that nothing else does. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { close, init, MLPClassifier, type MLPParams, matrix } from "../../src/index.js";
import { moveOf } from "../../src/models/mlp/augment.js";
import { clouds } from "./problems.js";

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const quiet = { onWarning: () => {} };
const IMAGE = [4, 5] as const;
const { X, y } = clouds(60, 20, 3, 5);
const still = { hiddenLayerSizes: [6], alpha: 0, learningRateInit: 1e-30, shuffle: false, randomState: 3 } as const;

describe("moveOf", () => {
  const draws = (augmentation: NonNullable<MLPParams["augmentation"]>, seed = 1) =>
    Array.from({ length: 20_000 }, (_, i) => moveOf(augmentation, seed, Math.floor(i / 100), i % 100));

  test("flips half of the images and shifts by every distance alike", () => {
    const moves = draws({ imageShape: IMAGE, horizontalFlip: true, maxShift: 2 });
    const share = (keep: (move: readonly number[]) => boolean) => moves.filter(keep).length / moves.length;
    expect(Math.abs(share(([flip]) => flip === 1) - 0.5)).toBeLessThan(0.015);
    for (let shift = -2; shift <= 2; shift++) {
      expect(Math.abs(share(([, down]) => down === shift) - 0.2)).toBeLessThan(0.012);
      expect(Math.abs(share(([, , right]) => right === shift) - 0.2)).toBeLessThan(0.012);
      expect(Math.abs(share(([flip, down]) => flip === 1 && down === shift) - 0.1)).toBeLessThan(0.01);
      expect(Math.abs(share(([, down, right]) => down === 0 && right === shift) - 0.04)).toBeLessThan(0.007);
    }
    expect(moves.flat().every((word) => Math.abs(word) <= 2)).toBe(true);
  });

  test("shifts the given part of the images only", () => {
    const moves = draws({ imageShape: IMAGE, maxShift: 1, shiftProbability: 0.25 });
    const moved = moves.filter(([, down, right]) => down !== 0 || right !== 0).length / moves.length;
    expect(Math.abs(moved - (0.25 * 8) / 9)).toBeLessThan(0.012);
    const still = draws({ imageShape: IMAGE, maxShift: 1, shiftProbability: 0 });
    expect(still.every(([, down, right]) => down === 0 && right === 0)).toBe(true);
    const all = { imageShape: IMAGE, maxShift: 1 };
    expect(draws({ ...all, shiftProbability: 1 })).toEqual(draws(all));
  });

  test("what is left out never happens", () => {
    expect(new Set(draws({ imageShape: IMAGE, maxShift: 1 }).map(([flip]) => flip))).toEqual(new Set([0]));
    const flips = draws({ imageShape: IMAGE, horizontalFlip: true });
    expect(new Set(flips.flatMap(([, down, right]) => [down, right]))).toEqual(new Set([0]));
  });

  test("another seed, epoch or row draws others", () => {
    const augmentation = { imageShape: IMAGE, horizontalFlip: true };
    const flips = (moves: (readonly number[])[]) => moves.map(([flip]) => flip);
    const [a, b] = [1, 2].map((seed) => flips(draws(augmentation, seed)));
    const agreements = (x: number[], z: number[]) => x.filter((flip, i) => flip === z[i]).length / x.length;
    expect(Math.abs(agreements(a, b) - 0.5)).toBeLessThan(0.015);
    expect(Math.abs(agreements(a.slice(100), a.slice(0, -100)) - 0.5)).toBeLessThan(0.015);
    expect(Math.abs(agreements(a.slice(1), a.slice(0, -1)) - 0.5)).toBeLessThan(0.015);
  });
});

/** The rows as training meets them in an epoch. */
function moved(augmentation: NonNullable<MLPParams["augmentation"]>, epoch: number) {
  const [height, width] = IMAGE;
  return matrix(
    Array.from({ length: X.rows }, (_, row) => {
      const [flip, down, right] = moveOf(augmentation, still.randomState, epoch, row);
      return Array.from({ length: X.cols }, (_, at) => {
        const [r, c] = [Math.floor(at / width) - down, (at % width) - right];
        const inside = r >= 0 && r < height && c >= 0 && c < width;
        return inside ? X.data[row * X.cols + r * width + (flip ? width - 1 - c : c)] : 0;
      });
    }),
  );
}

describe("training", () => {
  test.each([{ horizontalFlip: true }, { maxShift: 1 }, { horizontalFlip: true, maxShift: 2, shiftProbability: 0.5 }])(
    "with %o meets the images moved, anew in every epoch",
    async (options) => {
      const augmentation = { imageShape: IMAGE, ...options };
      const model = await new MLPClassifier({ ...still, augmentation, batchSize: 7, maxIter: 3 }).fit(X, y, quiet);
      for (let epoch = 0; epoch < 3; epoch++) {
        const plain = new MLPClassifier({ ...still, batchSize: 7, maxIter: 1 });
        await plain.fit(moved(augmentation, epoch), y, quiet);
        expect(model.lossCurve_![epoch]).toBe(plain.loss_);
      }
      expect(new Set(model.lossCurve_).size).toBe(3);
    },
  );

  test("shuffled rows keep their moves, so an epoch's loss is the same but for its order", async () => {
    const augmentation = { imageShape: IMAGE, horizontalFlip: true, maxShift: 1 };
    const train = (shuffle: boolean) =>
      new MLPClassifier({ ...still, augmentation, shuffle, maxIter: 1, batchSize: 7 });
    const [kept, shuffled] = [await train(false).fit(X, y, quiet), await train(true).fit(X, y, quiet)];
    expect(shuffled.loss_).toBeCloseTo(kept.loss_!, 12);
  });

  test("without flips and shifts it changes no bit, and validation sees images as they are", async () => {
    const options = { hiddenLayerSizes: [6], maxIter: 4, batchSize: 16, randomState: 0 };
    const plain = await new MLPClassifier(options).fit(X, y, quiet);
    const idle = await new MLPClassifier({ ...options, augmentation: { imageShape: IMAGE } }).fit(X, y, quiet);
    expect(idle.coefs_).toEqual(plain.coefs_);
    const augmentation = { imageShape: IMAGE, horizontalFlip: true };
    const model = new MLPClassifier({ ...options, augmentation });
    await model.fit(X, y, { ...quiet, validationData: { X, y } });
    expect(model.coefs_).not.toEqual(plain.coefs_);
    expect(model.history_!.at(-1)!.validationAccuracy).toBe(await model.score(X, y));
  });

  test("bytes with a scale give the bits of the floats they stand for", async () => {
    const bytes = Uint8Array.from(X.data, (value) => Math.round(40 + 60 * value));
    const scale = Math.fround(1 / 255);
    const floats = matrix(
      Float32Array.from(bytes, (byte) => Math.fround(byte * scale)),
      [60, 20],
    );
    const augmentation = { imageShape: IMAGE, horizontalFlip: true, maxShift: 1 };
    const train = (from: Parameters<MLPClassifier["fit"]>[0]) =>
      new MLPClassifier({ hiddenLayerSizes: [7], augmentation, maxIter: 3, randomState: 0 }).fit(from, y, quiet);
    expect((await train({ data: bytes, rows: 60, cols: 20, scale })).coefs_).toEqual((await train(floats)).coefs_);
  });
});

describe("refusals", () => {
  test.each([
    [{ imageShape: [4, 6] }, "ERR_SHAPE", /imageShape is 4 × 6, 24 pixels; X has 20 columns/],
    [{ imageShape: [4, 5], maxShift: 4 }, "ERR_SHAPE", /maxShift is 4; images of 4 × 5/],
    [
      { imageShape: [4] },
      "ERR_PARAMETER",
      /augmentation is \{"imageShape":\[4\]\}; it must be an object of imageShape/,
    ],
    [{ imageShape: [4, 5], flip: true }, "ERR_PARAMETER", /augmentation is/],
    [{ imageShape: [4, 5], maxShift: -1 }, "ERR_PARAMETER", /maxShift \(an integer of 0 or more, or left out\)/],
    [[4, 5], "ERR_PARAMETER", /augmentation is \[4,5\]/],
  ])("%o is refused", async (augmentation, code, message) => {
    const model = new MLPClassifier({ augmentation: augmentation as unknown as MLPParams["augmentation"] });
    await expect(model.fit(X, y)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
