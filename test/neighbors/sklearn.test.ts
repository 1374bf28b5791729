/** KNeighborsClassifier against scikit-learn 1.2.1 on six data sets. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { toFloat32 } from "../../src/core/matrix.js";
import { close, init, KNeighborsClassifier } from "../../src/index.js";
import { DATA_SET_NAMES, loadDataSet, loadKnn } from "../support/fixtures.js";

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const fixtures = loadKnn();

describe.each(DATA_SET_NAMES)("%s", (name) => {
  const { train, test: held } = loadDataSet(name);

  test.each(fixtures[name].map((one) => [JSON.stringify(one.params), one] as const))(
    "%s: scikit-learn's predictions, but for rows where it breaks a tie by chance",
    async (_, { params, predictions, tiedRows, probabilities, testAccuracy }) => {
      for (const convert of [(X: typeof train.X) => X, toFloat32]) {
        const knn = await new KNeighborsClassifier(params).fit(convert(train.X), train.y);
        const queries = convert(held.X);
        const settled = <T>(values: readonly T[]) => values.filter((_, i) => !tiedRows.includes(i));
        expect(settled(await knn.predict(queries))).toEqual(settled(predictions));
        const accuracy = await knn.score(queries, held.y);
        expect(Math.abs(accuracy - testAccuracy) * held.y.length).toBeLessThanOrEqual(tiedRows.length + 1e-9);
        if (!probabilities) continue;
        const { data, cols } = await knn.predictProba(queries);
        probabilities.forEach((row, i) => {
          if (tiedRows.includes(i)) return;
          row.forEach((share, c) => {
            expect(Math.abs(data[i * cols + c] - share)).toBeLessThan(1e-6);
          });
        });
      }
    },
  );
});
