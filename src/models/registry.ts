/** Every classifier by its public name, so that a worker or a model file can rebuild one from `{ name, params }`. One line each. */
import { ParameterError } from "../core/errors.js";
import type { Classifier } from "../core/estimator.js";
import { DummyClassifier } from "./dummy/dummy-classifier.js";
import { LogisticRegression } from "./linear/logistic-regression.js";
import { SGDClassifier } from "./linear/sgd-classifier.js";
import { MLPClassifier } from "./mlp/classifier.js";
import { KNeighborsClassifier } from "./neighbors/k-neighbors-classifier.js";
import { SVC } from "./svm/svc.js";
import { DecisionTreeClassifier } from "./tree/decision-tree-classifier.js";

/** Parameter types are each classifier's own; who rebuilds one has taken them from its `getParams`. */
type AnyClassifier = new (params?: never) => Classifier;

const CLASSIFIERS: Readonly<Record<string, AnyClassifier>> = {
  DecisionTreeClassifier,
  DummyClassifier,
  KNeighborsClassifier,
  LogisticRegression,
  MLPClassifier,
  SGDClassifier,
  SVC,
};

/** The public names, in the order of the table. */
export const classifierNames: readonly string[] = Object.keys(CLASSIFIERS);

/** True if a thread that is told only the name can make the same kind of estimator; a user's own class is not known there. */
export function isRegistered(estimator: object): boolean {
  const { name } = estimator as { readonly name?: unknown };
  return typeof name === "string" && Object.hasOwn(CLASSIFIERS, name) && CLASSIFIERS[name] === estimator.constructor;
}

/** An unfitted classifier. Throws ParameterError for a name that is not in the table. */
export function createClassifier(name: string, params: object = {}): Classifier {
  if (!Object.hasOwn(CLASSIFIERS, name)) {
    throw new ParameterError(
      `createClassifier: no classifier is named ${JSON.stringify(name)}; there are ${classifierNames.join(", ")}`,
    );
  }
  return new CLASSIFIERS[name](params as never);
}
