"""What tests/bench/peers asks of PyTorch: a line GROUP KIND in, the seconds of one training step out."""
import csv
import os
import sys
import time
import warnings

import numpy
import torch

warnings.filterwarnings("ignore")
torch.set_num_threads(int(sys.argv[1]))
REPLICAS = 1024


def table(name):
    with open(os.path.join(os.environ["LRSCOPE_DATA"], name)) as file:
        rows = list(csv.reader(file))[1:]
    return numpy.array(rows, dtype=float)


def timed(step, steps):
    """Seconds a step, after as many that do not count."""
    for _ in range(max(3, steps // 10)):
        step()
    begin = time.perf_counter()
    for _ in range(steps):
        step()
    return (time.perf_counter() - begin) / steps


def map_data(dtype):
    rows = table("normal.csv")
    return torch.tensor(rows[:, :16], dtype=dtype), torch.tensor(rows[:, 16:], dtype=dtype)


def map_loss(weights, x, y):
    first, second = weights
    return ((torch.tanh(x @ first.T / 4) @ second.T / 16 - y) ** 2).mean()


def map_eager(dtype):
    x, y = map_data(dtype)
    weights = [torch.randn(16, 16, dtype=dtype, requires_grad=True), torch.randn(1, 16, dtype=dtype, requires_grad=True)]
    optimizer = torch.optim.SGD(weights, lr=0.1)

    def step():
        optimizer.zero_grad()
        map_loss(weights, x, y).backward()
        optimizer.step()

    return timed(step, 1000)


def map_vmap(dtype, is_compiled):
    x, y = map_data(dtype)
    weights = (torch.randn(REPLICAS, 16, 16, dtype=dtype), torch.randn(REPLICAS, 1, 16, dtype=dtype))
    gradient = torch.func.vmap(torch.func.grad(map_loss), in_dims=(0, None, None))

    def update(weights):
        return tuple(w - 0.1 * g for w, g in zip(weights, gradient(weights, x, y)))

    function = torch.compile(update) if is_compiled else update

    def step():
        nonlocal weights
        weights = function(weights)

    with torch.no_grad():
        return timed(step, 20) / REPLICAS


def train(widths, x, y, loss, batch, steps, is_compiled):
    layers = []
    for before, after in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(before, after), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-6)
    function = torch.compile(lambda a, b: loss(model(a), b)) if is_compiled else lambda a, b: loss(model(a), b)
    order, at = torch.randperm(len(x)), 0

    def step():
        nonlocal at
        if at + batch > len(x):
            at = 0
        rows = order[at:at + batch]
        at += batch
        optimizer.zero_grad()
        function(x[rows], y[rows]).backward()
        optimizer.step()

    return timed(step, steps)


def sweep(is_compiled):
    rows = table("diabetes.csv")
    x = (rows[:, :10] - rows[:, :10].mean(0)) / rows[:, :10].std(0)
    return train([10, 64, 64, 1], torch.tensor(x).float(), torch.tensor(rows[:, 10:]).float(), torch.nn.MSELoss(), 32,
                 1000, is_compiled)


def large(is_compiled):
    x, y = torch.randn(1280, 784), torch.randint(0, 10, (1280,))
    return train([784, 1000, 500, 100, 10], x, y, torch.nn.CrossEntropyLoss(), 128, 60, is_compiled)


def measure(group, kind):
    if group.startswith("map"):
        dtype = torch.float64 if group.endswith("64") else torch.float32
        return map_eager(dtype) if kind == "eager" else map_vmap(dtype, kind == "compiled")
    return {"sweep": sweep, "large": large}[group](kind == "compiled")


for line in sys.stdin:
    try:
        print(measure(*line.split()), flush=True)
    except Exception as error:  # whatever a compiler of its own lacks here
        print(f"{line.strip()}: {str(error).splitlines()[0]}", file=sys.stderr)
        print("not available", flush=True)
