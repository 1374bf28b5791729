"""liblinear: its shared library, called through the structures of its Python binding, which converts too slowly."""
import ctypes

import liblinear as binding
import numpy as np
from liblinear import liblinear

import data
import nodes

BIAS = 1.0
# Ten times as strict as liblinear's default; at 10,000 images the scores do not change any more. Newton steps on the primal take
# 5.8 s there, the dual descent that LinearSVC prefers 19 s.
TOLERANCE = 1e-3


def version():
    return nodes.library_version(liblinear, "liblinear_version")


class Model:
    """Frees what the library has allocated."""

    def __init__(self, pointer):
        self.pointer = pointer

    def __del__(self):
        liblinear.free_and_destroy_model(ctypes.pointer(self.pointer))

    def predict(self, rows):
        predict, pointer = liblinear.predict, self.pointer
        return [predict(pointer, row) for row in rows.list]


def task(solver):
    """A task that fits one machine for each class against the rest."""

    def make(spec, _threads):
        X, y = data.pixels(spec["train"], np.float64), data.labels(spec["train"])
        order = nodes.classes_first(y)
        rows = nodes.Rows(X[order], binding.feature_node, BIAS)
        queries = nodes.Rows(data.pixels(spec["test"], np.float64), binding.feature_node, BIAS)
        problem = nodes.fill_problem(binding.problem.__new__(binding.problem), rows, y[order])
        problem.n, problem.bias = X.shape[1] + 1, BIAS
        params = binding.parameter(f"-q -s {solver} -c {spec['C']} -e {TOLERANCE}")
        return (lambda: Model(liblinear.train(problem, params))), (
            lambda model: data.label_answer(model.predict(queries), spec["test"])
        )

    return make


TASKS = {
    "svm": task(binding.L2R_L2LOSS_SVC),
    "logreg": task(binding.L2R_LR),
}
