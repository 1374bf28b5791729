/** The bits of nearest neighbours do not depend on where the work runs. */
import { afterAll, expect, test } from "@jest/globals";
import { toFloat32 } from "../../src/core/matrix.js";
import { AbortError, close, init, KNeighborsClassifier } from "../../src/index.js";
import { withWorkspace } from "../../src/kernels/tensor.js";
import { predictVotes } from "../../src/models/neighbors/predict.js";
import { putReference } from "../../src/models/neighbors/reference.js";
import { randomBytes } from "../support/random-data.js";

afterAll(close);

// Few distinct values, so that ties are everywhere; enough work to go through the pool.
const X = randomBytes(1, 700, 65, 6);
const Q = randomBytes(2, 500, 65, 6);
const y = Array.from({ length: 700 }, (_, i) => "red green blue white".split(" ")[(i * 7) % 4]);

async function everything() {
  const results: unknown[] = [];
  for (const [rows, queries] of [
    [X, Q],
    [toFloat32(X), toFloat32(Q)],
  ]) {
    for (const metric of ["euclidean", "manhattan"] as const) {
      const knn = await new KNeighborsClassifier({ nNeighbors: 6, weights: "distance", metric }).fit(rows, y);
      const { indices, distances } = await knn.kneighbors(queries);
      const proba = await knn.predictProba(queries);
      results.push([...indices], [...distances!], [...proba.data], await knn.predict(queries), [
        ...(await knn.kneighbors()).indices,
      ]);
    }
  }
  return results;
}

test("0, 1, 2 and 7 threads give the same bits", async () => {
  await init({ threads: 0 });
  const expected = await everything();
  for (const threads of [1, 2, 7]) {
    await init({ threads });
    expect(await everything()).toEqual(expected);
  }
});

test("predicting in the calling thread, as at the edge, gives the same votes", async () => {
  const { engine } = await init({ threads: 0 });
  const knn = await new KNeighborsClassifier({ nNeighbors: 6 }).fit(X, y);
  const state = { X, codes: knn.fitCodes_!, classCount: 4, metric: "l2" } as const;
  const votes = withWorkspace(engine, (workspace) =>
    predictVotes(engine, state, putReference(workspace, X, true), Q, { nNeighbors: 6, weights: "uniform" }),
  );
  const proba = await knn.predictProba(Q);
  expect([...votes].map((vote) => Math.fround(vote / 6))).toEqual([...proba.data]);
});

test("a prediction on a pool can be cancelled", async () => {
  await init({ threads: 2 });
  const rows = randomBytes(3, 6000, 300);
  const knn = await new KNeighborsClassifier().fit(rows, new Uint8Array(6000));
  const controller = new AbortController();
  const running = knn.predict(rows, { signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  await expect(running).rejects.toThrow(AbortError);
});
