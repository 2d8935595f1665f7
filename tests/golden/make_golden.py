#!/usr/bin/env python3
"""Golden values from an independent program, PyTorch, for tests/optim/golden_test.cpp and tests/nn/golden_test.cpp.

    python3 tests/golden/make_golden.py

writes two files beside itself, all in float64 and in digits that read back exactly:

    trajectories.json  50 full-batch steps of each optimizer from one θ_0: losses, g'g, g'Hg, predicted change, final θ
    derivatives.json   loss, gradient g, Hv and v'Hv of each activation and each loss

The tests read these files and never run this script: PyTorch is needed only to make them anew, which is due when an
optimizer, an activation or a loss is added. Nothing here knows the formulas of the code under test: optimizers,
activations and losses are PyTorch's own wherever it has them.
"""

import json
import math
import pathlib

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_, clip_grad_value_, parameters_to_vector, vector_to_parameters

HERE = pathlib.Path(__file__).resolve().parent
SEED = 15962
STEPS = 50
EXAMPLES = 23  # odd, so that a sum in lanes of eight has a rest
FEATURES = 5
PROVENANCE = {"script": "tests/golden/make_golden.py", "torch": torch.__version__, "seed": SEED, "dtype": "float64"}

ACTIVATIONS = {
    "identity": nn.Identity,
    "relu": nn.ReLU,
    "leaky-relu": nn.LeakyReLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "softplus": lambda: nn.Softplus(threshold=100),  # past its threshold PyTorch takes z itself
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
}

# Of prediction z and target, both examples × outputs; targets of cross-entropy are class numbers.
LOSSES = {
    "mse": functional.mse_loss,
    "half-mse": lambda z, target: (z - target).square().sum() / (2 * len(z)),
    "sse": lambda z, target: functional.mse_loss(z, target, reduction="sum"),
    "half-sse": lambda z, target: functional.mse_loss(z, target, reduction="sum") / 2,
    "mae": functional.l1_loss,
    "huber": functional.huber_loss,
    "cross-entropy": functional.cross_entropy,
}

# Keyword arguments are passed on only where a run sets them, so that the defaults compared are PyTorch's.
OPTIMIZERS = {
    "sgd": torch.optim.SGD,
    "heavy-ball": lambda p, momentum=0.9, **kw: torch.optim.SGD(p, momentum=momentum, **kw),
    "nesterov": lambda p, momentum=0.9, **kw: torch.optim.SGD(p, momentum=momentum, nesterov=True, **kw),
    "adagrad": torch.optim.Adagrad,
    "rmsprop": lambda p, beta2=0.99, **kw: torch.optim.RMSprop(p, alpha=beta2, **kw),
    "adam": lambda p, beta1=0.9, beta2=0.999, **kw: torch.optim.Adam(p, betas=(beta1, beta2), **kw),
    "adamw": lambda p, beta1=0.9, beta2=0.999, **kw: torch.optim.AdamW(p, betas=(beta1, beta2), **kw),
}

# Optimizer, learning rate, settings. The first run of each optimizer has its defaults. ε is raised in some, for at its
# default its place in the equation would hardly show.
RUNS = [
    ("sgd", 0.05, {}),
    ("heavy-ball", 0.02, {}),
    ("nesterov", 0.02, {}),
    ("adagrad", 0.05, {}),
    ("rmsprop", 0.005, {}),
    ("adam", 0.02, {}),
    ("adamw", 0.02, {}),
    ("sgd", 0.05, {"weight_decay": 0.05}),
    ("sgd", 0.05, {"clip_norm": 1.5}),
    ("sgd", 0.05, {"clip_value": 0.4}),
    ("sgd", 0.05, {"clip_norm": 1.5, "clip_value": 0.4, "weight_decay": 0.05}),
    ("heavy-ball", 0.03, {"momentum": 0.6, "weight_decay": 0.02}),
    ("nesterov", 0.03, {"momentum": 0.6, "clip_norm": 1.2}),
    ("adagrad", 0.05, {"epsilon": 0.1, "weight_decay": 0.05}),
    ("rmsprop", 0.01, {"beta2": 0.8, "epsilon": 0.05}),
    ("adam", 0.02, {"weight_decay": 0.1}),
    ("adam", 0.02, {"clip_norm": 1.2}),
    ("adam", 0.03, {"beta1": 0.7, "beta2": 0.95, "epsilon": 0.05}),
    ("adamw", 0.03, {"beta1": 0.7, "beta2": 0.95, "epsilon": 0.05, "weight_decay": 0.2}),
]


def make_net(hidden, outputs, activation=nn.Tanh, bias=True):
    """nn.Sequential(Linear, act, …, Linear) with weights wide enough to reach both tails of an activation."""
    widths = [FEATURES, *hidden, outputs]
    layers = []
    for fan_in, fan_out in zip(widths, widths[1:]):
        layers += [nn.Linear(fan_in, fan_out, bias=bias), activation()]
        nn.init.normal_(layers[-2].weight, std=1.5 / math.sqrt(fan_in))
        if bias:
            nn.init.normal_(layers[-2].bias, std=0.5)
    return nn.Sequential(*layers[:-1])


def derivatives_at(net, theta, criterion, x, target, v=None):
    """Loss, g and, with v, Hv at θ, by backpropagation through backpropagation."""
    vector_to_parameters(theta, net.parameters())
    parameters = list(net.parameters())
    loss = criterion(net(x), target)
    g = parameters_to_vector(torch.autograd.grad(loss, parameters, create_graph=v is not None))
    if v is None:
        return loss.item(), g
    products = torch.autograd.grad(g @ v, parameters, allow_unused=True)
    Hv = parameters_to_vector([torch.zeros_like(p) if h is None else h for h, p in zip(products, parameters)])
    return loss.item(), g.detach(), Hv


def numbers(tensor):
    return tensor.detach().tolist()


def train(net, start, x, target, optimizer_name, learning_rate, settings):
    """One run: what was measured at θ_0 … θ_49 before each update, the loss at θ_50, and θ_50."""
    probe = make_net([7, 6], target.shape[1])  # the curvature is measured in a copy
    vector_to_parameters(start.clone(), net.parameters())  # a clone, for parameters become views of the vector
    own = {"epsilon": "eps"}
    keywords = {own.get(k, k): s for k, s in settings.items() if not k.startswith("clip")}
    optimizer = OPTIMIZERS[optimizer_name](net.parameters(), lr=learning_rate, **keywords)
    run = {"name": " ".join([optimizer_name, *settings]), "optimizer": optimizer_name,
           "learning_rate": learning_rate, "settings": settings,
           "losses": [], "gg": [], "gHg": [], "predicted_change": []}
    clipped = []
    for _ in range(STEPS):
        theta = parameters_to_vector(net.parameters()).detach().clone()
        optimizer.zero_grad()
        loss = functional.mse_loss(net(x), target)
        loss.backward()
        g = parameters_to_vector([p.grad for p in net.parameters()]).clone()
        if "clip_norm" in settings:
            clip_grad_norm_(net.parameters(), settings["clip_norm"])
        if "clip_value" in settings:
            clip_grad_value_(net.parameters(), settings["clip_value"])
        clipped.append(not torch.equal(g, parameters_to_vector([p.grad for p in net.parameters()])))
        optimizer.step()
        delta = parameters_to_vector(net.parameters()).detach() - theta
        Hg = derivatives_at(probe, theta, functional.mse_loss, x, target, g)[2]
        Hdelta = derivatives_at(probe, theta, functional.mse_loss, x, target, delta)[2]
        run["losses"].append(loss.item())
        run["gg"].append((g @ g).item())
        run["gHg"].append((g @ Hg).item())
        run["predicted_change"].append((g @ delta + delta @ Hdelta / 2).item())
    run["losses"].append(functional.mse_loss(net(x), target).item())
    run["final_parameters"] = numbers(parameters_to_vector(net.parameters()))
    # A clipping limit that always or never bites would leave one of its two branches untested.
    assert not any(k.startswith("clip") for k in settings) or (any(clipped) and not all(clipped)), run["name"]
    assert run["losses"][-1] < 0.7 * run["losses"][0], run["name"]
    return run


def check_hvp(net, theta, criterion, x, target, v, Hv):
    """PyTorch's own second derivatives against a difference quotient of its gradient."""
    h = 1e-6
    ahead = derivatives_at(net, theta + h * v, criterion, x, target)[1]
    behind = derivatives_at(net, theta - h * v, criterion, x, target)[1]
    difference = (ahead - behind) / (2 * h)
    assert (difference - Hv).norm() <= 1e-6 * (Hv.norm() + 1), "PyTorch contradicts itself"


def check_spread(net, x):
    """Every hidden layer must see both signs and both tails, and nothing so near a kink that rounding decides."""
    z = x
    for layer in net[:-1]:
        z = layer(z)
        if isinstance(layer, nn.Linear):
            assert z.min() < -1 and z.max() > 1 and z.abs().min() > 1e-3


def derivative_cases(nets, x, target, classes):
    def case(name, net_name, activation="tanh", loss="mse", leaky_slope=0.01, huber_delta=1.0):
        spec, theta, v = nets[net_name]
        make_activation = ACTIVATIONS[activation]
        if activation == "leaky-relu":
            make_activation = lambda: nn.LeakyReLU(leaky_slope)
        net = make_net(spec["hidden"], spec["outputs"], make_activation, spec["bias"])
        criterion = LOSSES[loss]
        if loss == "huber":
            criterion = lambda z, t: functional.huber_loss(z, t, delta=huber_delta)
        wanted = classes if loss == "cross-entropy" else target
        value, g, Hv = derivatives_at(net, theta, criterion, x, wanted, v)
        check_hvp(net, theta, criterion, x, wanted, v, Hv)
        vector_to_parameters(theta, net.parameters())
        check_spread(net, x)
        if loss in ("huber", "mae"):
            r = (net(x) - target).abs()
            assert r.min() > 1e-4 and (r - huber_delta).abs().min() > 1e-4
            assert 0.2 < (r < huber_delta).double().mean() < 0.8
        return {"name": name, "net": net_name, "activation": activation, "loss": loss, "leaky_slope": leaky_slope,
                "huber_delta": huber_delta, "value": value, "gradient": numbers(g), "Hv": numbers(Hv),
                "vHv": (v @ Hv).item()}

    for name in ACTIVATIONS:
        yield case(f"activation {name}", "regression", activation=name)
    yield case("activation leaky-relu, slope 0.2", "regression", activation="leaky-relu", leaky_slope=0.2)
    for name in LOSSES:
        yield case(f"loss {name}", "classification" if name == "cross-entropy" else "regression", loss=name)
    yield case("loss huber, delta 0.6", "regression", loss="huber", huber_delta=0.6)
    yield case("without biases", "without biases")
    yield case("without hidden layers", "without hidden layers", loss="cross-entropy")


def write(name, head, list_name, records):
    """JSON with one record a line, so that a difference between two versions can be read."""
    lines = [f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'), allow_nan=False)}," for k, v in head.items()]
    body = ",\n".join(json.dumps(r, separators=(",", ":"), allow_nan=False) for r in records)
    (HERE / name).write_text("{\n" + "\n".join(lines) + f'\n"{list_name}": [\n{body}\n]\n}}\n', encoding="utf-8")


def main():
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    x = torch.randn(EXAMPLES, FEATURES)
    target = torch.randn(EXAMPLES, 2) + torch.stack([x[:, 0] * x[:, 1], x[:, 2] - 0.5], dim=1)
    classes = torch.arange(EXAMPLES) % 3
    data = {"inputs": numbers(x), "targets": numbers(target), "classes": classes.tolist()}

    nets = {}
    for name, hidden, outputs, bias in [("regression", [7, 6], 2, True), ("classification", [7, 6], 3, True),
                                        ("without biases", [7, 6], 2, False), ("without hidden layers", [], 3, True)]:
        net = make_net(hidden, outputs, bias=bias)
        theta = parameters_to_vector(net.parameters()).detach().clone()
        nets[name] = ({"hidden": hidden, "outputs": outputs, "bias": bias}, theta, torch.randn_like(theta))

    start = nets["regression"][1]
    runs = [train(make_net([7, 6], 2), start, x, target, *run) for run in RUNS]
    write("trajectories.json", {"provenance": PROVENANCE, "steps": STEPS, "hidden": [7, 6], "activation": "tanh",
                                "loss": "mse", "initial_parameters": numbers(start), **data}, "runs", runs)
    written = {name: {**spec, "parameters": numbers(theta), "direction": numbers(v)}
               for name, (spec, theta, v) in nets.items()}
    write("derivatives.json", {"provenance": PROVENANCE, **data, "nets": written}, "cases",
          list(derivative_cases(nets, x, target, classes)))


if __name__ == "__main__":
    main()
