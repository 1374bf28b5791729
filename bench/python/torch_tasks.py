"""PyTorch on the processor."""
import torch

import data


def version():
    return torch.__version__


def gemm(spec, threads):
    torch.set_num_threads(threads)
    A, B = (torch.from_numpy(operand) for operand in data.operands(spec["gemm"]))
    C = torch.empty(A.shape[0], B.shape[1])
    return (lambda: torch.matmul(A, B, out=C)), (lambda product: data.product_answer(product.numpy()))


def network(spec):
    modules = []
    for W, b in data.layers(spec["network"]):
        linear = torch.nn.Linear(*W.shape)
        linear.weight.data.copy_(torch.from_numpy(W.T.copy()))
        linear.bias.data.copy_(torch.from_numpy(b))
        modules += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*modules[:-1])


def optimiser_of(model, spec):
    if spec["solver"] == "sgd":
        return torch.optim.SGD(model.parameters(), lr=spec["learningRate"])
    # scikit-learn's penalty: on weights only, divided by the rows of the batch.
    groups = [
        {"params": [p for p in model.parameters() if p.dim() == 2], "weight_decay": spec["alpha"] / spec["batch"]},
        {"params": [p for p in model.parameters() if p.dim() == 1]},
    ]
    return torch.optim.Adam(groups, lr=spec["learningRate"])


def mlp_train(spec, threads):
    torch.set_num_threads(threads)
    X = torch.from_numpy(data.pixels(spec["train"]))
    y = torch.from_numpy(data.labels(spec["train"]))
    T = torch.from_numpy(data.pixels(spec["test"]))
    batch = spec["batch"]

    def run():
        model = network(spec)
        optimiser = optimiser_of(model, spec)
        for _ in range(spec["epochs"]):
            for at in range(0, len(X), batch):
                optimiser.zero_grad()
                torch.nn.functional.cross_entropy(model(X[at : at + batch]), y[at : at + batch]).backward()
                optimiser.step()
        return model

    def answer(model):
        with torch.no_grad():
            return data.probability_answer(torch.softmax(model(T), 1).numpy(), spec["test"])

    return run, answer


def mlp_predict(spec, threads):
    torch.set_num_threads(threads)
    T = torch.from_numpy(data.pixels(spec["test"]))
    model = network(spec)

    def run():
        with torch.no_grad():
            return torch.softmax(model(T), 1)

    return run, (lambda proba: data.probability_answer(proba.numpy(), spec["test"]))


TASKS = {"import": data.import_task, "gemm": gemm, "mlp-train": mlp_train, "mlp-predict": mlp_predict}
