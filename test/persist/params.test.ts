/** Parameters of a model file. */
import { afterAll, expect, test } from "@jest/globals";
import { close, loadModel, MLPClassifier, saveModel } from "../../src/index.js";

afterAll(close);

test("a parameter that is Infinity, null or a list comes back from a model file", async () => {
  const params = { nIterNoChange: Number.POSITIVE_INFINITY, randomState: null, hiddenLayerSizes: [4, 3], maxIter: 2 };
  const model = new MLPClassifier(params);
  await model.fit([[0], [1], [2], [3]], [0, 1, 0, 1], { onWarning: () => {} });
  expect(loadModel(saveModel(model)).getParams()).toEqual(model.getParams());
  expect(loadModel(saveModel(model)).getParams()).toMatchObject(params);
});
