"""What a contender in Python reads, and how its answers look."""
import numpy as np

SHOWN_ROWS = 32
SAMPLES = 64


def pixels(part, dtype=np.float32):
    """Images in 0 … 1, rows × columns."""
    raw = np.fromfile(part["x"], np.uint8).reshape(part["rows"], part["cols"])
    return raw.astype(dtype) / dtype(255)


def labels(part):
    return np.fromfile(part["y"], np.uint8).astype(np.int64)


def layers(network):
    """[(W fan in × fan out, b)] of a network file."""
    values = np.fromfile(network["weights"], np.float32)
    found, at = [], 0
    for fan_in, fan_out in zip(network["units"], network["units"][1:]):
        W = values[at : at + fan_in * fan_out].reshape(fan_in, fan_out)
        at += fan_in * fan_out
        found.append((W.copy(), values[at : at + fan_out].copy()))
        at += fan_out
    return found


def operands(gemm):
    m, n, k = gemm["m"], gemm["n"], gemm["k"]
    return np.fromfile(gemm["a"], np.float32).reshape(m, k), np.fromfile(gemm["b"], np.float32).reshape(k, n)


def product_answer(C):
    """The places of harness/truth.mjs."""
    m, n = C.shape
    return {"values": [float(C[i * (m - 1) // (SAMPLES - 1), (i * 37 + 5) % n]) for i in range(SAMPLES)]}


def label_answer(predicted, test):
    return {"labels": [int(label) for label in predicted], "score": float(np.mean(predicted == labels(test)))}


def probability_answer(proba, test):
    shown = np.asarray(proba[:SHOWN_ROWS], np.float64).ravel()
    return {"values": shown.tolist(), **label_answer(np.argmax(proba, axis=1), test)}


def import_task(_spec, _threads):
    return (lambda: None), (lambda _: {"values": []})
