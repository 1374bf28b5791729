"""scikit-learn, each estimator fed the type it computes in, so that no conversion is timed."""
import warnings

import joblib
import numpy as np
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

import data
import keep

warnings.simplefilter("ignore", ConvergenceWarning)
CACHE_MB = 2000


def version():
    return sklearn.__version__


def classifier(make, dtype):
    """A task that fits, or that predicts with what was fitted before."""

    def task(spec, threads):
        X, y, T = data.pixels(spec["train"], dtype), data.labels(spec["train"]), data.pixels(spec["test"], dtype)

        def fit():
            return make(spec, threads).fit(X, y)

        unfitted = make(spec, threads)
        path = keep.model_file(type(unfitted).__name__, sklearn.__version__, unfitted.get_params(), spec["train"])

        def fitted_answer(model):
            if spec.get("keep"):
                keep.keep(path, lambda part: joblib.dump(model, part))
            found = data.label_answer(model.predict(T), spec["test"])
            if spec.get("weights"):
                found["weights"] = np.concatenate([model.coef_.ravel(), model.intercept_]).astype(float).tolist()
            return found

        if spec["phase"] == "fit":
            return fit, fitted_answer
        model = keep.kept(path, joblib.load, fit, joblib.dump) if spec.get("keep") else fit()
        return (lambda: model.predict(T)), (lambda predicted: data.label_answer(predicted, spec["test"]))

    return task


class GivenWeights(MLPClassifier):
    """Starts from the weights of the case instead of random ones; to be fitted once."""

    given = None

    def _init_coef(self, fan_in, fan_out, dtype):
        return next(self.given)


def network(spec, **params):
    model = GivenWeights(hidden_layer_sizes=tuple(spec["network"]["units"][1:-1]), **params)
    model.given = iter(data.layers(spec["network"]))
    return model


def mlp_train(spec, _threads):
    X, y = data.pixels(spec["train"]), data.labels(spec["train"])
    T = data.pixels(spec["test"])
    params = dict(
        solver=spec["solver"],
        momentum=0,
        alpha=spec["alpha"],
        shuffle=False,
        batch_size=spec["batch"],
        learning_rate_init=spec["learningRate"],
        max_iter=spec["epochs"],
        tol=0,
        n_iter_no_change=spec["epochs"],
    )
    return (lambda: network(spec, **params).fit(X, y)), (
        lambda model: data.probability_answer(model.predict_proba(T), spec["test"])
    )


def mlp_predict(spec, _threads):
    T = data.pixels(spec["test"])
    classes = spec["network"]["units"][-1]
    # One step of no length on a few rows gives a fitted network with the case's weights.
    rows = np.zeros((classes, T.shape[1]), np.float32)
    model = network(spec, solver="sgd", learning_rate_init=1e-30, max_iter=1, alpha=0)
    model.fit(rows, np.arange(classes))
    return (lambda: model.predict_proba(T)), (lambda proba: data.probability_answer(proba, spec["test"]))


TASKS = {
    "import": data.import_task,
    "knn": classifier(lambda spec, threads: KNeighborsClassifier(spec["k"], n_jobs=threads), np.float32),
    "svm": classifier(lambda spec, _: SVC(kernel=spec["kernel"], C=spec["C"], cache_size=CACHE_MB), np.float64),
    "tree": classifier(lambda _spec, _: DecisionTreeClassifier(random_state=0), np.float32),
    "logreg": classifier(lambda spec, _: LogisticRegression(C=spec["C"], max_iter=spec["maxIter"]), np.float64),
    "sgd": classifier(lambda _spec, threads: SGDClassifier(random_state=0, n_jobs=threads), np.float64),
    "mlp-train": mlp_train,
    "mlp-predict": mlp_predict,
}
