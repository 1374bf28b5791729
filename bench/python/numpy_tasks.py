"""NumPy on OpenBLAS."""
import numpy as np

import data


def version():
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return np.__version__
    blas = [library for library in threadpool_info() if library["user_api"] == "blas"]
    kernels = ", ".join(f"{b['internal_api']} {b['version']} {b.get('architecture', '')}".strip() for b in blas)
    return f"{np.__version__} ({kernels})" if kernels else np.__version__


def gemm(spec, _threads):
    A, B = data.operands(spec["gemm"])
    C = np.empty((A.shape[0], B.shape[1]), np.float32)
    return (lambda: np.matmul(A, B, out=C)), data.product_answer


TASKS = {"gemm": gemm}
