"""Writes fitted scikit-learn classifiers as Heddle model files (docs/model-file.md of Heddle, version 2).

    from heddle_export import export_model
    export_model(fitted, "model.safetensors")

Takes MLPClassifier, LogisticRegression, SGDClassifier, KNeighborsClassifier, DecisionTreeClassifier, SVC, or a Pipeline of
MinMaxScaler and StandardScaler before one of them. What Heddle cannot compute is an ExportError that says why; nothing is written then.

Heddle reads features as float32 (or bytes) and holds the weights of networks, the rows of neighbours and the support vectors as float32;
the rest stays float64. So labels are equal but where two classes are within that rounding, and probabilities differ by about 1e-6.
Rows that are all whole numbers from 0 to 255 are stored as bytes, exactly.

Needs Python 3.8 and NumPy; scikit-learn itself is not imported. Tested with its versions 1.2 and 1.9.
"""
import json
import os
import tempfile
import warnings

import numpy as np

__all__ = ["ExportError", "dumps", "export_model"]

VERSION = "2"
DTYPES = {"float64": "F64", "float32": "F32", "int32": "I32", "uint8": "U8"}
LARGEST_INTEGER = 2**53 - 1


class ExportError(ValueError):
    """A model that cannot be expressed as a Heddle model file."""


def export_model(model, path):
    """Writes `model` to `path`: all of it, or nothing."""
    data = dumps(model)
    path = os.fspath(path)
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path) or ".", prefix=".heddle-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def dumps(model):
    """The bytes of a model file."""
    archive = Archive()
    if "Pipeline" in sklearn_names(model):
        steps = [(name, step) for name, step in model.steps if step is not None and step != "passthrough"]
        if not steps:
            raise ExportError("Pipeline: it has no steps")
        described = {
            "estimator": "Pipeline",
            "steps": [
                {"name": name, **describe(step, archive, name + ".", SCALERS if step is not steps[-1][1] else CLASSIFIERS)}
                for name, step in steps
            ],
        }
    else:
        described = describe(model, archive, "", CLASSIFIERS)
    return archive.dumps({"format": "heddle-model", "version": VERSION, "model": to_json(described)})


def describe(estimator, archive, prefix, known):
    """`{ estimator, params, state }` of one fitted estimator; its arrays go into the archive under names that begin with `prefix`."""
    names = sklearn_names(estimator)
    name = next((candidate for candidate in known if candidate in names), None)
    if name is None:
        raise ExportError(f"{type(estimator).__name__} has no counterpart here; there are {', '.join(known)}")
    if not any(hasattr(estimator, learned) for learned in ("n_features_in_", "classes_")):
        raise ExportError(f"{name} is not fitted yet; call fit first")
    written, params, state = known[name](estimator, Tensors(archive, prefix, name))
    common = {"nFeaturesIn_": int(estimator.n_features_in_)}
    if known is CLASSIFIERS:
        common["classes_"] = labels(estimator.classes_, name)
    return {"estimator": written, "params": params, "state": {**common, **state}}


def sklearn_names(estimator):
    """Names of the scikit-learn classes that the estimator is an instance of."""
    return {kind.__name__ for kind in type(estimator).__mro__ if kind.__module__.split(".")[0] == "sklearn"}


# --- Classifiers: (name in the file, params, state). Attributes as docs/model-file.md lists them.


def mlp(model, tensors):
    if model.n_outputs_ != 1 and model.out_activation_ != "softmax":
        raise ExportError("MLPClassifier: it was fitted with several labels a row; Heddle has one")
    state = {
        "coefs_": [tensors.matrix(f"coefs_.{i}", W, np.float32) for i, W in enumerate(model.coefs_)],
        "intercepts_": [tensors.vector(f"intercepts_.{i}", b, np.float32) for i, b in enumerate(model.intercepts_)],
        "activation_": one_of(model.activation, "MLPClassifier", "activation", ["relu", "logistic", "tanh", "identity"]),
    }
    return "MLPClassifier", {}, state


def logistic(model, tensors):
    """One-against-rest probabilities are those of SGDClassifier with log_loss, so that is how such a model is written."""
    multi_class = getattr(model, "multi_class", "auto")
    one_against_rest = multi_class in ("ovr", "warn") or (
        multi_class in ("auto", "deprecated") and (len(model.classes_) == 2 or model.solver == "liblinear")
    )
    if len(model.classes_) == 2 and not one_against_rest:
        raise ExportError('LogisticRegression: multi_class is "multinomial" with two classes; Heddle has one output there: fit with "auto"')
    state = linear(model, tensors)
    if len(model.classes_) == 2 or not one_against_rest:
        return "LogisticRegression", {}, state
    return "SGDClassifier", {"loss": "log_loss"}, {**state, "loss_": "log_loss"}


def sgd(model, tensors):
    losses = ["hinge", "log_loss", "squared_hinge", "perceptron", "modified_huber"]
    loss = one_of("log_loss" if model.loss == "log" else model.loss, "SGDClassifier", "loss", losses)
    return "SGDClassifier", {"loss": loss}, {**linear(model, tensors), "loss_": loss}


def linear(model, tensors):
    coef = dense(model.coef_)
    intercept = np.broadcast_to(np.asarray(model.intercept_, np.float64), coef.shape[:1])
    return {"coef_": tensors.matrix("coef_", coef, np.float64), "intercept_": tensors.vector("intercept_", intercept, np.float64)}


def neighbors(model, tensors):
    if model.outputs_2d_:
        raise ExportError("KNeighborsClassifier: y had several columns; Heddle has one label a row")
    name = "KNeighborsClassifier"
    metric = one_of(model.effective_metric_, name, "the metric", ["euclidean", "manhattan"])
    if (model.effective_metric_params_ or {}).get("w") is not None:
        raise ExportError(f"{name}: its metric weighs the columns; Heddle's does not")
    params = {"nNeighbors": int(model.n_neighbors), "weights": one_of(model.weights, name, "weights", ["uniform", "distance"])}
    state = {
        "fitX_": tensors.features("fitX_", model._fit_X),
        "fitCodes_": tensors.vector("fitCodes_", model._y, np.int32),
        "nSamplesFit_": int(model.n_samples_fit_),
        "effectiveMetric_": metric,
    }
    return name, params, state


def tree(model, tensors):
    if model.n_outputs_ != 1:
        raise ExportError("DecisionTreeClassifier: y had several columns; Heddle has one label a row")
    fitted = model.tree_
    weights = fitted.weighted_n_node_samples
    # scikit-learn 1.3 began to hold shares of the classes where there were weighted counts.
    value = fitted.value[:, 0, :]
    counts = value if np.allclose(value.sum(axis=1), weights) else value * weights[:, None]
    arrays = {
        "childrenLeft": (fitted.children_left, np.int32),
        "childrenRight": (fitted.children_right, np.int32),
        "feature": (fitted.feature, np.int32),
        "threshold": (fitted.threshold, np.float64),
        "impurity": (fitted.impurity, np.float64),
        "nNodeSamples": (fitted.n_node_samples, np.int32),
        "weightedNNodeSamples": (weights, np.float64),
        "value": (counts, np.float64),
    }
    state = {"nodeCount": int(fitted.node_count), "maxDepth": int(fitted.max_depth), "nLeaves": int(fitted.n_leaves)}
    for name, (array, dtype) in arrays.items():
        state[name] = tensors.vector(f"tree_.{name}", array, dtype)
    return "DecisionTreeClassifier", {}, {"tree_": state}


def svc(model, tensors):
    kernel = one_of(model.kernel, "SVC", "kernel", ["linear", "poly", "rbf", "sigmoid"])
    degree = whole(model.degree, "SVC: degree")
    # A version that does without says "deprecated".
    if getattr(model, "probability", False) is True:
        warnings.warn("SVC: the probabilities of Platt scaling are left out; Heddle has decisions and labels", stacklevel=5)
    state = {
        "kernel_": {"name": kernel, "gamma": float(model._gamma), "coef0": float(model.coef0), "degree": degree},
        "nSupport_": tensors.vector("nSupport_", model.n_support_, np.int32),
        "supportVectors_": tensors.features("supportVectors_", model.support_vectors_),
        "dualCoef_": tensors.vector("dualCoef_", dense(model.dual_coef_), np.float64),
        "intercept_": tensors.vector("intercept_", model.intercept_, np.float64),
    }
    if kernel == "linear":
        state["coef_"] = tensors.vector("coef_", dense(model.coef_), np.float64)
    params = {"kernel": kernel, "decisionFunctionShape": model.decision_function_shape, "breakTies": bool(model.break_ties)}
    return "SVC", params, state


# --- Scalers.


def min_max(scaler, tensors):
    low, high = (float(bound) for bound in scaler.feature_range)
    clip = bool(getattr(scaler, "clip", False))
    state = {
        "min_": tensors.vector("min_", scaler.min_, np.float64),
        "scale_": tensors.vector("scale_", scaler.scale_, np.float64),
        "clipRange_": [low, high] if clip else None,
    }
    return "MinMaxScaler", {"featureRange": [low, high], "clip": clip}, state


def standard(scaler, tensors):
    with_mean = bool(scaler.with_mean)
    state = {"withMean_": with_mean}
    for name in ("mean_", "scale_"):
        values = getattr(scaler, name)
        state[name] = None if values is None else tensors.vector(name, values, np.float64)
    return "StandardScaler", {"withMean": with_mean, "withStd": bool(scaler.with_std)}, state


CLASSIFIERS = {
    "MLPClassifier": mlp,
    "LogisticRegression": logistic,
    "SGDClassifier": sgd,
    "KNeighborsClassifier": neighbors,
    "DecisionTreeClassifier": tree,
    "SVC": svc,
}
SCALERS = {"MinMaxScaler": min_max, "StandardScaler": standard}


# --- Values.


def labels(classes, name):
    """Class labels as JSON holds them: strings, integers or other finite numbers, rising."""
    if not isinstance(classes, np.ndarray) or classes.ndim != 1:
        raise ExportError(f"{name}: it was fitted with several labels a row; Heddle has one")
    values = classes.tolist()
    if all(isinstance(value, str) for value in values):
        # Heddle sorts by UTF-16 code units, Python by code points.
        if values != sorted(values, key=lambda text: text.encode("utf-16-be", "surrogatepass")):
            raise ExportError(f"{name}: the labels sort differently in UTF-16; rename those beyond U+FFFF")
        return values
    for value in values:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= LARGEST_INTEGER:
            raise ExportError(f"{name}: a label is {value!r}; labels must be strings, or numbers that a float64 holds exactly")
    return values


def one_of(value, owner, what, known):
    if isinstance(value, str) and value in known:
        return value
    raise ExportError(f"{owner}: {what} is {value!r}; Heddle has {', '.join(known)}")


def whole(value, what):
    if float(value) != int(value) or value < 0:
        raise ExportError(f"{what} is {value!r}; it must be a whole number")
    return int(value)


def dense(array):
    return array.toarray() if hasattr(array, "toarray") else np.asarray(array)


def to_json(value):
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


# --- The container: https://huggingface.co/docs/safetensors.


class Tensors:
    """Adds the arrays of one estimator to an archive; each method returns what stands for the array in the state."""

    def __init__(self, archive, prefix, owner):
        self.archive, self.prefix, self.owner = archive, prefix, owner

    def vector(self, name, array, dtype):
        return {"$tensor": self._add(name, np.asarray(array).reshape(-1), dtype)}

    def matrix(self, name, array, dtype):
        return {"$matrix": self._add(name, np.asarray(array), dtype)}

    def features(self, name, array):
        """Rows of features: bytes if that is what they are, else float32."""
        rows = dense(array)
        is_bytes = bool(np.all((rows >= 0) & (rows <= 255) & (rows == np.floor(rows))))
        return self.matrix(name, rows, np.uint8 if is_bytes else np.float32)

    def _add(self, name, array, dtype):
        with np.errstate(over="ignore"):
            converted = np.ascontiguousarray(array, np.dtype(dtype).newbyteorder("<"))
        if not np.all(np.isfinite(converted)):
            raise ExportError(f"{self.owner}: {name} holds a number that is not finite as {np.dtype(dtype).name}")
        self.archive.tensors[self.prefix + name] = converted
        return self.prefix + name


class Archive:
    def __init__(self):
        self.tensors = {}

    def dumps(self, metadata):
        # Wider numbers first, so that all are aligned without gaps.
        ordered = sorted(self.tensors.items(), key=lambda item: -item[1].itemsize)
        header, offset = {"__metadata__": metadata}, 0
        for name, array in ordered:
            end = offset + array.nbytes
            header[name] = {"dtype": DTYPES[array.dtype.name], "shape": list(array.shape), "data_offsets": [offset, end]}
            offset = end
        text = to_json(header).encode()
        text += b" " * (-len(text) % 8)
        return b"".join([len(text).to_bytes(8, "little"), text, *(array.tobytes() for _, array in ordered)])


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask
