"""Seconds per training step of PyTorch eager on one thread, for bench_trace.

usage: pytorch_steps.py OPTIMIZER BATCH WIDTH [WIDTH ...]

Same arithmetic as lrscope's plain step: forward, mse, backward, update, on 442 rows of 10 features.
"""
import sys
import time

import torch

torch.set_num_threads(1)
name, batch, widths = sys.argv[1], int(sys.argv[2]), [10, *map(int, sys.argv[3:]), 1]
layers = []
for n_in, n_out in zip(widths, widths[1:]):
    layers += [torch.nn.Linear(n_in, n_out), torch.nn.ReLU()]
model = torch.nn.Sequential(*layers[:-1])
x, y = torch.randn(442, 10), torch.randn(442, 1)
optimizer = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[name](model.parameters(), lr=1e-5)
loss_function = torch.nn.MSELoss()


def run(steps):
    order = torch.randperm(442)
    begin = time.perf_counter()
    for t in range(steps):
        if batch == 442:
            x_batch, y_batch = x, y
        else:
            rows = order[(t * batch) % (442 - batch):][:batch]
            x_batch, y_batch = x[rows], y[rows]
        optimizer.zero_grad()
        loss_function(model(x_batch), y_batch).backward()
        optimizer.step()
    return (time.perf_counter() - begin) / steps


run(200)
print(sorted(run(400) for _ in range(5))[2])
