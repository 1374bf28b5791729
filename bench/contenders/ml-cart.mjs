// @ts-check
/** ml-cart: CART in JavaScript, with its own stopping rules. */
import { labelAnswer, labels, load, pixelRows, versionOf } from "../child/data.mjs";

export async function open() {
  const { DecisionTreeClassifier } = load("ml-cart");
  return {
    version: versionOf("ml-cart"),
    tasks: {
      tree({ train, test }) {
        const [X, y, T] = [pixelRows(train), labels(train), pixelRows(test)];
        return {
          run() {
            const model = new DecisionTreeClassifier({ gainFunction: "gini", minNumSamples: 3 });
            model.train(X, y);
            return model;
          },
          answer: (model) => labelAnswer(model.predict(T), test),
        };
      },
    },
  };
}
