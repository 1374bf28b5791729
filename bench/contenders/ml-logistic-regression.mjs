// @ts-check
/** ml-logistic-regression: gradient descent in JavaScript, one class against the rest. */
import { labelAnswer, labels, load, pixelRows, versionOf } from "../child/data.mjs";

/** Enough steps for the score of the others at the sizes of the case; its default of 50,000 would take hours. */
const SETTINGS = { numSteps: 100, learningRate: 1e-3 };

export async function open() {
  const LogisticRegression = load("ml-logistic-regression");
  const { Matrix } = load("ml-matrix");
  return {
    version: versionOf("ml-logistic-regression"),
    tasks: {
      logreg({ train, test }) {
        const [X, T] = [new Matrix(pixelRows(train)), new Matrix(pixelRows(test))];
        const y = Matrix.columnVector(labels(train));
        return {
          run() {
            const model = new LogisticRegression(SETTINGS);
            model.train(X, y);
            return model;
          },
          answer: (model) => labelAnswer(model.predict(T), test),
        };
      },
    },
  };
}
