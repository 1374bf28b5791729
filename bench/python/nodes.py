"""
What libsvm and liblinear share: rows of a matrix in their form (per row its non-zeros as index from 1 and value, then index -1),
and problems made of them.
"""
import ctypes

import numpy as np

NODE = np.dtype([("index", np.int32), ("value", np.float64)], align=True)


class Rows:
    """`pointers` is a C array with the address of each row's first node, of type `node_type *`."""

    def __init__(self, X, node_type, bias=None):
        rows, cols = X.shape
        tail = 1 if bias is None else 2
        at_row, at_col = np.nonzero(X)
        nodes = np.empty(len(at_row) + tail * rows, NODE)
        places = np.arange(len(at_row)) + tail * at_row
        nodes["index"][places] = at_col + 1
        nodes["value"][places] = X[at_row, at_col]
        starts = np.concatenate([[0], np.cumsum(np.count_nonzero(X, axis=1) + tail)])
        nodes[starts[1:] - 1] = (-1, 0)
        if bias is not None:
            nodes[starts[1:] - 2] = (cols + 1, bias)
        self.nodes = nodes  # keeps the memory that is pointed into
        self.addresses = (nodes.ctypes.data + NODE.itemsize * starts[:-1]).astype(np.uint64)
        row_type = ctypes.POINTER(node_type)
        self.pointers = ctypes.cast(self.addresses.ctypes.data, ctypes.POINTER(row_type))
        self.list = [self.pointers[i] for i in range(rows)]


def fill_problem(problem, rows, y):
    """The fields that problems of both libraries have; the problem keeps alive what they point to."""
    problem.l = len(y)
    problem.rows = rows
    problem.labels = np.ascontiguousarray(y, np.float64)
    problem.y = problem.labels.ctypes.data_as(ctypes.POINTER(ctypes.c_double))
    problem.x = rows.pointers
    return problem


def classes_first(y):
    """
    An order of the rows with the first of each class in front, in the classes' order: both libraries number classes by first
    appearance and give ties to the lower number, and so decide them as the others do.
    """
    _, first = np.unique(y, return_index=True)
    return np.concatenate([first, np.setdiff1d(np.arange(len(y)), first)])


def library_version(library, name):
    """Both libraries export theirs as a number, 324 for 3.24."""
    number = ctypes.c_int.in_dll(library, name).value
    return f"{number // 100}.{number % 100}"
