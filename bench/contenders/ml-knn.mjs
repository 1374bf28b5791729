// @ts-check
/** ml-knn: a k-d tree in JavaScript. */
import { labelAnswer, labels, load, pixelRows, versionOf } from "../child/data.mjs";

export async function open() {
  const KNN = load("ml-knn");
  return {
    version: versionOf("ml-knn"),
    tasks: {
      knn({ train, test, k }) {
        const model = new KNN(pixelRows(train), labels(train), { k });
        const queries = pixelRows(test);
        return { run: () => model.predict(queries), answer: (predicted) => labelAnswer(predicted, test) };
      },
    },
  };
}
