"""What tests/bench/peers asks of JAX: a line GROUP KIND in, the seconds of one training step out."""
import csv
import functools
import os
import sys
import time

import jax
import jax.numpy as jnp
import numpy

jax.config.update("jax_enable_x64", True)
REPLICAS = 1024


def table(name):
    with open(os.path.join(os.environ["LRSCOPE_DATA"], name)) as file:
        rows = list(csv.reader(file))[1:]
    return numpy.array(rows, dtype=float)


def timed(function, state, steps):
    """Seconds a step of a function that makes `steps` of them, after once that does not count."""
    state = jax.block_until_ready(function(state))
    begin = time.perf_counter()
    jax.block_until_ready(function(state))
    return (time.perf_counter() - begin) / steps


def map_loss(weights, x, y):
    first, second = weights
    return jnp.mean((jnp.tanh(x @ first.T / 4) @ second.T / 16 - y) ** 2)


def map_step(dtype):
    rows = table("normal.csv")
    x, y = jnp.asarray(rows[:, :16], dtype), jnp.asarray(rows[:, 16:], dtype)
    random = numpy.random.default_rng(0)
    weights = (jnp.asarray(random.normal(size=(REPLICAS, 16, 16)), dtype),
               jnp.asarray(random.normal(size=(REPLICAS, 1, 16)), dtype))
    gradient = jax.vmap(jax.grad(map_loss), in_axes=(0, None, None))
    steps = 20

    @jax.jit
    def run(weights):
        def step(_, w):
            return jax.tree.map(lambda a, g: a - dtype(0.1) * g, w, gradient(w, x, y))
        return jax.lax.fori_loop(0, steps, step, weights)

    return timed(run, weights, steps) / REPLICAS


def train(widths, x, y, loss, batch, steps):
    random = numpy.random.default_rng(0)
    weights = [(jnp.asarray(random.normal(size=(after, before)) / before ** 0.5, jnp.float32), jnp.zeros(after, jnp.float32))
               for before, after in zip(widths, widths[1:])]
    order = numpy.concatenate([random.permutation(len(x))[:len(x) // batch * batch] for _ in range(steps)])
    order = jnp.asarray(order[:steps * batch].reshape(steps, batch))

    def model(weights, a):
        for W, b in weights[:-1]:
            a = jax.nn.relu(a @ W.T + b)
        W, b = weights[-1]
        return a @ W.T + b

    gradient = jax.grad(lambda w, a, b: loss(model(w, a), b))

    @jax.jit
    def run(weights):
        def step(t, w):
            rows = order[t]
            return jax.tree.map(lambda p, g: p - jnp.float32(1e-6) * g, w, gradient(w, x[rows], y[rows]))
        return jax.lax.fori_loop(0, steps, step, weights)

    return timed(run, weights, steps)


def sweep():
    rows = table("diabetes.csv")
    x = (rows[:, :10] - rows[:, :10].mean(0)) / rows[:, :10].std(0)
    return train([10, 64, 64, 1], jnp.asarray(x, jnp.float32), jnp.asarray(rows[:, 10:], jnp.float32),
                 lambda z, y: jnp.mean((z - y) ** 2), 32, 1000)


def large():
    random = numpy.random.default_rng(1)
    x, y = jnp.asarray(random.normal(size=(1280, 784)), jnp.float32), jnp.asarray(random.integers(0, 10, 1280))

    def loss(z, y):
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(z), y[:, None], 1))

    return train([784, 1000, 500, 100, 10], x, y, loss, 128, 60)


groups = {"map-float32": functools.partial(map_step, numpy.float32),
          "map-float64": functools.partial(map_step, numpy.float64), "sweep": sweep, "large": large}
for line in sys.stdin:
    print(groups[line.split()[0]](), flush=True)
