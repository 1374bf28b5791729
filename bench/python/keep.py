"""Fitted models in files beside the data, so that a `predict` case does not fit again what a `fit` case has fitted."""
import hashlib
import os


def model_file(name, version, params, train):
    """Where the model of this estimator, these parameters and this training set lies."""
    directory, data = os.path.split(train["x"])
    key = hashlib.sha256(repr((version, sorted(params.items()), data)).encode()).hexdigest()[:16]
    return os.path.join(directory, "models", f"{name}-{key}")


def keep(path, save):
    """`save(path)` writes it, whole or not at all, unless it is there."""
    if os.path.exists(path):
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    save(f"{path}.part")
    os.replace(f"{path}.part", path)


def kept(path, load, fit, save):
    """The model of the file, else a new one, which is kept."""
    if os.path.exists(path):
        return load(path)
    model = fit()
    keep(path, lambda part: save(model, part))
    return model
