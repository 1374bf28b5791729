"""libsvm itself: its shared library, called through the structures of its Python binding, which converts too slowly."""
import ctypes

import numpy as np
import svm
from svm import libsvm

import data
import keep
import nodes

KERNELS = {"linear": svm.LINEAR, "rbf": svm.RBF}
CACHE_MB = 2000


def version():
    return nodes.library_version(libsvm, "libsvm_version")


class Model:
    """Frees what the library has allocated; its support vectors lie in the nodes of the training set, or in its own."""

    def __init__(self, pointer):
        if not pointer:
            raise ValueError("libsvm gave no model")
        self.pointer = pointer

    def __del__(self):
        libsvm.svm_free_and_destroy_model(ctypes.pointer(self.pointer))

    def predict(self, rows):
        predict, pointer = libsvm.svm_predict, self.pointer
        return [predict(pointer, row) for row in rows.list]

    def save(self, path):
        if libsvm.svm_save_model(path.encode(), self.pointer) != 0:
            raise OSError(f"libsvm could not write {path}")


def load(path):
    return Model(libsvm.svm_load_model(path.encode()))


def parameters(spec, X):
    """gamma is scikit-learn's "scale"; tolerance and shrinking are the defaults of both."""
    found = svm.svm_parameter("-q")
    found.kernel_type, found.C = KERNELS[spec["kernel"]], spec["C"]
    found.gamma = 1 / (X.shape[1] * X.var())
    found.cache_size = CACHE_MB
    return found


def svm_task(spec, _threads):
    X, y = data.pixels(spec["train"], np.float64), data.labels(spec["train"])
    order = nodes.classes_first(y)
    params = parameters(spec, X)
    rows = nodes.Rows(X[order], svm.svm_node)
    problem = nodes.fill_problem(svm.svm_problem.__new__(svm.svm_problem), rows, y[order])
    queries = nodes.Rows(data.pixels(spec["test"], np.float64), svm.svm_node)
    path = keep.model_file("libsvm", version(), {name: spec[name] for name in ("kernel", "C")}, spec["train"])

    def fit():
        return Model(libsvm.svm_train(problem, params))

    def fitted_answer(model):
        if spec.get("keep"):
            keep.keep(path, model.save)
        return data.label_answer(model.predict(queries), spec["test"])

    if spec["phase"] == "fit":
        return fit, fitted_answer
    model = keep.kept(path, load, fit, Model.save) if spec.get("keep") else fit()
    return (lambda: model.predict(queries)), (lambda predicted: data.label_answer(predicted, spec["test"]))


TASKS = {"svm": svm_task}
