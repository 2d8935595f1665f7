#!/usr/bin/env python3
"""Golden values from six frameworks, for tests/optim/frameworks_test.cpp: 50 steps each in float64.

    python3 tests/golden/make_frameworks.py

needs numpy, torch, keras with tensorflow, tf_keras, scikit-learn and fastai, and writes frameworks.json beside itself:
for each run the options of lrscope that mean the same, the loss of every step, and θ at the end. All runs start at one θ
and see the rows in the order of the table. The tests read the file and never run this script. Nothing here knows the
formulas of the code under test: optimizers and losses are the frameworks' own.
"""

import json
import math
import os
import pathlib
import subprocess
import sys
import types

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy

# PyTorch and TensorFlow do not always go into one process: each family of frameworks is run in one of its own.
FAMILY = sys.argv[1] if len(sys.argv) > 1 else ""
os.environ["KERAS_BACKEND"] = "torch" if FAMILY == "torch" else "tensorflow"
if FAMILY == "torch":
    import fastai
    import fastai.optimizer
    import keras
    import torch

    keras.backend.set_floatx("float64")
elif FAMILY == "tensorflow":
    import keras
    import tensorflow as tf
    import tf_keras

    keras.backend.set_floatx("float64")
    tf_keras.backend.set_floatx("float64")
elif FAMILY == "sklearn":
    import sklearn
    import sklearn.neural_network

HERE = pathlib.Path(__file__).resolve().parent
STEPS = 50
ROWS, FEATURES, UNITS = 23, 5, 7
BATCH = 8  # three batches an epoch, the last one smaller
random = numpy.random.default_rng(15962)


def start_of(outputs, times=1):
    """W and b of each layer, out × in."""
    widths = [FEATURES, UNITS, outputs]
    draw = numpy.random.default_rng(2016)
    theta = []
    for fan_in, fan_out in zip(widths, widths[1:]):
        theta.append(times * draw.normal(size=(fan_out, fan_in)) * 1.2 / math.sqrt(fan_in))
        theta.append(times * draw.normal(size=fan_out) * 0.3)
    return theta


INPUTS = random.normal(size=(ROWS, FEATURES))
HIDDEN_TRUTH = numpy.tanh(INPUTS @ random.normal(size=(FEATURES, 3)))
SCORES = HIDDEN_TRUTH @ random.normal(size=(3, 3)) + 0.3 * random.normal(size=(ROWS, 3))
TARGETS = {
    "numbers": SCORES[:, :2] * 1.5,
    "number": SCORES[:, :1] * 1.5,
    "classes": SCORES.argmax(axis=1).reshape(-1, 1),
    "two-classes": (SCORES[:, :1] > 0).astype(int),
    "counts": numpy.round(numpy.exp(SCORES[:, :1])),
}
OUTPUTS = {"numbers": 2, "number": 1, "classes": 3, "two-classes": 1, "counts": 1}


def rows_of(step, batch):
    per_epoch = -(-ROWS // batch)
    begin = step % per_epoch * batch
    return slice(begin, min(begin + batch, ROWS))


def flat(parameters):
    return [float(x) for p in parameters for x in numpy.asarray(p, dtype=numpy.float64).ravel()]


# Each runner: (make an optimizer, task, loss, batch) → losses of the steps, θ at the end.


def run_torch(make, task, loss, batch, prepare=None, times=1):
    theta = [torch.tensor(p, requires_grad=True) for p in start_of(OUTPUTS[task], times)]
    optimizer = make(theta)
    x, y = torch.tensor(INPUTS), torch.tensor(TARGETS[task])
    losses = []
    for step in range(STEPS):
        at = rows_of(step, batch)
        hidden = torch.tanh(x[at] @ theta[0].T + theta[1])
        value = loss(hidden @ theta[2].T + theta[3], y[at])
        optimizer.zero_grad()
        value.backward()
        losses.append(value.item())
        if prepare:
            prepare(theta)
        optimizer.step()
    return losses, flat(p.detach() for p in theta)


def run_tape(variable, apply, task, loss, batch):
    """Keras 3 and tf.keras on a tape. Their kernels are in × out."""
    start = start_of(OUTPUTS[task])
    theta = [variable(p.T.copy() if p.ndim == 2 else p) for p in start]
    tensors = [getattr(p, "value", p) for p in theta] if hasattr(theta[0], "value") and not callable(
        getattr(theta[0], "value")) else theta
    x, y = tf.constant(INPUTS), TARGETS[task]
    losses = []
    for step in range(STEPS):
        at = rows_of(step, batch)
        with tf.GradientTape() as tape:
            hidden = tf.tanh(x[at] @ tf.convert_to_tensor(theta[0]) + theta[1])
            value = loss(y[at], hidden @ tf.convert_to_tensor(theta[2]) + theta[3])
        gradients = tape.gradient(value, tensors)
        losses.append(float(value))
        apply(gradients, theta)
    return losses, flat(numpy.asarray(p).T if len(p.shape) == 2 else numpy.asarray(p) for p in theta)


def run_keras(make, task, loss, batch):
    optimizer = make()
    return run_tape(lambda p: keras.Variable(p, dtype="float64"), optimizer.apply, task, loss, batch)


def run_fit(make, task, loss, batch):
    """model.fit: what its progress bar shows at each step."""
    start = start_of(OUTPUTS[task])
    model = keras.Sequential([keras.layers.Dense(UNITS, "tanh"), keras.layers.Dense(OUTPUTS[task])])
    model.build((None, FEATURES))
    model.set_weights([p.T if p.ndim == 2 else p for p in start])
    model.compile(make(), loss)
    shown = []
    keep = keras.callbacks.LambdaCallback(on_train_batch_end=lambda step, logs: shown.append(float(logs["loss"])))
    model.fit(INPUTS, TARGETS[task], batch, STEPS // -(-ROWS // batch), shuffle=False, verbose=0, callbacks=[keep])
    return shown, flat(p.T if p.ndim == 2 else p for p in model.get_weights())


def run_tf_keras(make, task, loss, batch):
    optimizer = make()
    return run_tape(lambda p: tf.Variable(p, dtype="float64"), lambda g, v: optimizer.apply_gradients(zip(g, v)), task,
                    loss, batch)


def run_tf1(make, task, loss, batch, clip=None):
    v1 = tf.compat.v1
    with tf.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(tf.float64, [None, FEATURES])
        y = v1.placeholder(tf.float64, [None, TARGETS[task].shape[1]])
        theta = [v1.Variable(p.T.copy() if p.ndim == 2 else p) for p in start_of(OUTPUTS[task])]
        value = loss(y, tf.matmul(tf.tanh(tf.matmul(x, theta[0]) + theta[1]), theta[2]) + theta[3])
        optimizer = make()
        gradients = v1.gradients(value, theta)
        if clip:
            gradients = clip(gradients)
        step_once = optimizer.apply_gradients(zip(gradients, theta))
        session.run(v1.global_variables_initializer())
        losses = []
        for step in range(STEPS):
            at = rows_of(step, batch)
            feed = {x: INPUTS[at], y: TARGETS[task][at]}
            losses.append(float(session.run(value, feed)))
            session.run(step_once, feed)
        end = session.run(theta)
    return losses, flat(p.T if p.ndim == 2 else p for p in end)


def run_sklearn(kind, task, batch, **settings):
    """Losses of epochs; θ after whole epochs."""
    start = start_of(OUTPUTS[task])
    epochs = STEPS // -(-ROWS // batch)
    model = kind(hidden_layer_sizes=(UNITS,), activation="tanh", batch_size=batch, shuffle=False, max_iter=epochs,
                 n_iter_no_change=10**6, tol=0, **settings)
    layers = iter([(start[0].T.copy(), start[1].copy()), (start[2].T.copy(), start[3].copy())])
    model._init_coef = types.MethodType(lambda self, fan_in, fan_out, dtype: next(layers), model)
    y = TARGETS[task]
    model.fit(INPUTS, y if task == "numbers" else y.ravel())
    end = [p for w, b in zip(model.coefs_, model.intercepts_) for p in (w.T, b)]
    return [float(x) for x in model.loss_curve_], flat(end)


# Losses of prediction and target as the frameworks have them.



def tf1_mse(y, z):
    return tf.reduce_mean(tf.square(z - y))


def options(**more):
    return {name.replace("_", "-"): str(value) for name, value in more.items()}


# Keras and TensorFlow take powers of β in float32, whatever the precision of the rest, but not β itself: with .9 and .999 that
# is 1.3e-5 away from any one equation. These two are the same in both precisions.
BETAS = {"beta_1": 0.875, "beta_2": 1 - 2**-10}
ADAM = {"optimizer": "adam", "epsilon_form": "hat", "beta1": BETAS["beta_1"], "beta2": BETAS["beta_2"]}
SGD, BALL, NESTEROV = options(optimizer="sgd"), options(optimizer="heavy-ball"), options(optimizer="nesterov")

# Each: framework, name, lr, options, task, rows of a batch, and the run.


def torch_runs():
    S, F = torch.optim, fastai.optimizer
    mse, ce = torch.nn.functional.mse_loss, torch.nn.functional.cross_entropy
    clip = torch.nn.utils.clip_grad_norm_

    def clipped(z, y):
        return keras.losses.sparse_categorical_crossentropy(y, torch.softmax(z, 1)).mean()

    def torch_run(name, lr, opts, make, task="numbers", loss=mse, batch=ROWS, **more):
        return ("pytorch", name, lr, opts, task, batch, lambda: run_torch(make, task, loss, batch, **more))

    def fastai_run(name, lr, opts, make, task="numbers", loss=mse, batch=ROWS):
        def spare_biases(theta):
            optimizer = make(theta)
            for p in theta:
                if p.ndim == 1:
                    optimizer.state[p]["do_wd"] = False
            return optimizer

        return ("fastai", name, lr, opts, task, batch, lambda: run_torch(spare_biases, task, loss, batch))

    return [
        torch_run("sgd", 0.05, SGD, lambda p: S.SGD(p, lr=0.05)),
        torch_run("sgd, momentum, batches", 0.02, BALL, lambda p: S.SGD(p, lr=0.02, momentum=0.9), batch=BATCH),
        torch_run("sgd, Nesterov", 0.02, NESTEROV, lambda p: S.SGD(p, lr=0.02, momentum=0.9, nesterov=True)),
        torch_run("adam", 0.02, options(optimizer="adam"), lambda p: S.Adam(p, lr=0.02)),
        torch_run("adam, coupled decay", 0.02, options(optimizer="adam", weight_decay=0.1),
                  lambda p: S.Adam(p, lr=0.02, weight_decay=0.1)),
        torch_run("adamw", 0.02, options(optimizer="adamw"), lambda p: S.AdamW(p, lr=0.02)),
        torch_run("rmsprop", 0.005, options(optimizer="rmsprop"), lambda p: S.RMSprop(p, lr=0.005)),
        torch_run("rmsprop, momentum", 0.002, options(optimizer="rmsprop", momentum=0.9),
                  lambda p: S.RMSprop(p, lr=0.002, momentum=0.9)),
        torch_run("rmsprop, centered", 0.002, options(optimizer="rmsprop", centered="", momentum=0.5, epsilon=0.01),
                  lambda p: S.RMSprop(p, lr=0.002, momentum=0.5, centered=True, eps=0.01)),
        torch_run("adagrad", 0.05, options(optimizer="adagrad"), lambda p: S.Adagrad(p, lr=0.05)),
        torch_run("adagrad, accumulator, lr_decay", 0.05,
                  options(optimizer="adagrad", initial_accumulator=0.1, schedule="inverse-time", decay_rate=0.03),
                  lambda p: S.Adagrad(p, lr=0.05, lr_decay=0.03, initial_accumulator_value=0.1)),
        torch_run("nadam", 0.01, options(optimizer="nadam"), lambda p: S.NAdam(p, lr=0.01)),
        torch_run("nadam, decay", 0.01, options(optimizer="nadam", momentum_decay=0.1, epsilon=0.01, weight_decay=0.1),
                  lambda p: S.NAdam(p, lr=0.01, momentum_decay=0.1, eps=0.01, weight_decay=0.1)),
        torch_run("nadam, decoupled decay", 0.01,
                  options(optimizer="nadam", weight_decay=0.1, decay_form="decoupled"),
                  lambda p: S.NAdam(p, lr=0.01, weight_decay=0.1, decoupled_weight_decay=True)),
        torch_run("clip_grad_norm_", 0.05, options(optimizer="sgd", clip_norm=0.8), lambda p: S.SGD(p, lr=0.05),
                  prepare=lambda theta: clip(theta, 0.8)),
        torch_run("sgd on signs", 0.02, options(optimizer="signsgd"), lambda p: S.SGD(p, lr=0.02),
                  prepare=lambda theta: [p.grad.sign_() for p in theta]),
        torch_run("cross-entropy", 0.1, options(optimizer="sgd"), lambda p: S.SGD(p, lr=0.1), "classes",
                  lambda z, y: ce(z, y.ravel()), BATCH),
        torch_run("binary cross-entropy", 0.3, options(optimizer="sgd", loss="binary-cross-entropy"),
                  lambda p: S.SGD(p, lr=0.3), "two-classes",
                  lambda z, y: torch.nn.functional.binary_cross_entropy_with_logits(z, y.double()), BATCH),
        torch_run("poisson", 0.02, options(optimizer="sgd", loss="poisson"), lambda p: S.SGD(p, lr=0.02), "counts",
                  torch.nn.functional.poisson_nll_loss),
        ("keras", "cross-entropy of probabilities, other backends", 0.5,
         options(optimizer="sgd", loss="clipped-cross-entropy"), "classes", ROWS,
         lambda: run_torch(lambda p: S.SGD(p, lr=0.5), "classes", clipped, ROWS, times=8), 8),
        torch_run("huber", 0.1, options(optimizer="sgd", loss="huber"), lambda p: S.SGD(p, lr=0.1),
                  loss=torch.nn.functional.huber_loss),
        fastai_run("adam", 0.02,
                   options(optimizer="adam", beta2=0.99, epsilon=1e-5, weight_decay=0.01, decay_form="decoupled",
                           decay_of="weights"),
                   lambda p: F.Adam(p, lr=0.02)),
        fastai_run("sgd, momentum", 0.02, BALL, lambda p: F.SGD(p, lr=0.02, mom=0.9), batch=BATCH),
        fastai_run("rmsprop", 0.005, options(optimizer="rmsprop"), lambda p: F.RMSProp(p, lr=0.005)),
    ]


def tensorflow_runs():
    K, L, V = keras.optimizers, tf_keras.optimizers.legacy, tf.compat.v1.train
    keras_mse, legacy_mse = keras.losses.MeanSquaredError(), tf_keras.losses.MeanSquaredError()

    def keras_run(name, lr, opts, make, task="numbers", loss=keras_mse, batch=ROWS):
        return ("keras", name, lr, opts, task, batch, lambda: run_keras(make, task, loss, batch))

    def legacy_run(name, lr, opts, make, task="numbers", loss=legacy_mse, batch=ROWS):
        return ("tf-keras-2", name, lr, opts, task, batch, lambda: run_tf_keras(make, task, loss, batch))

    def tf1_run(name, lr, opts, make, task="numbers", loss=tf1_mse, batch=ROWS, clip=None):
        return ("tf1", name, lr, opts, task, batch, lambda: run_tf1(make, task, loss, batch, clip))

    return [
        keras_run("sgd", 0.05, SGD, lambda: K.SGD(0.05)),
        keras_run("sgd, momentum, inverse time", 0.02,
                  options(optimizer="heavy-ball", velocity="steps", schedule="inverse-time", decay_rate=0.5,
                          decay_steps=4),
                  lambda: K.SGD(K.schedules.InverseTimeDecay(0.02, 4, 0.5), momentum=0.9), batch=BATCH),
        keras_run("sgd, Nesterov, cosine", 0.02,
                  options(optimizer="nesterov", velocity="steps", schedule="cosine"),
                  lambda: K.SGD(K.schedules.CosineDecay(0.02, STEPS), momentum=0.9, nesterov=True)),
        keras_run("adam", 0.02, options(**ADAM, epsilon=1e-7), lambda: K.Adam(0.02, **BETAS)),
        keras_run("adam, epsilon", 0.02, options(**ADAM, epsilon=0.01),
                  lambda: K.Adam(0.02, **BETAS, epsilon=0.01)),
        keras_run("adamw", 0.02, options(**ADAM | {"optimizer": "adamw"}, epsilon=1e-7, weight_decay=0.004),
                  lambda: K.AdamW(0.02, **BETAS)),
        keras_run("adam, decoupled decay", 0.02,
                  options(**ADAM, epsilon=1e-7, weight_decay=0.1, decay_form="decoupled"),
                  lambda: K.Adam(0.02, **BETAS, weight_decay=0.1)),
        keras_run("sgd, decoupled decay", 0.05, options(optimizer="sgd", weight_decay=0.1, decay_form="decoupled"),
                  lambda: K.SGD(0.05, weight_decay=0.1)),
        keras_run("rmsprop", 0.005, options(optimizer="rmsprop", beta2=0.9, epsilon=1e-7, epsilon_form="inside"),
                  lambda: K.RMSprop(0.005)),
        keras_run("rmsprop, momentum, centered", 0.002,
                  options(optimizer="rmsprop", beta2=0.9, epsilon=1e-3, epsilon_form="inside", momentum=0.8,
                          centered="", velocity="steps"),
                  lambda: K.RMSprop(0.002, momentum=0.8, centered=True, epsilon=1e-3)),
        keras_run("adagrad", 0.05,
                  options(optimizer="adagrad", initial_accumulator=0.1, epsilon=1e-7, epsilon_form="inside"),
                  lambda: K.Adagrad(0.05)),
        keras_run("nadam", 0.01, options(optimizer="nadam", momentum_decay=1, epsilon=1e-7, beta1=BETAS["beta_1"], beta2=BETAS["beta_2"]),
                  lambda: K.Nadam(0.01, **BETAS)),
        keras_run("lion", 0.003, options(optimizer="lion"), lambda: K.Lion(0.003)),
        keras_run("lion, decay", 0.003, options(optimizer="lion", weight_decay=0.1, beta1=0.8, beta2=0.95),
                  lambda: K.Lion(0.003, beta_1=0.8, beta_2=0.95, weight_decay=0.1)),
        keras_run("muon", 0.02,
                  options(**ADAM | {"optimizer": "muon"}, momentum=0.95, muon_scale="rms", weight_decay=0),
                  lambda: K.Muon(0.02, weight_decay=None, adam_weight_decay=None,
                                 adam_beta_1=BETAS["beta_1"], adam_beta_2=BETAS["beta_2"])),
        keras_run("clipnorm", 0.05, options(optimizer="sgd", clip_norm=0.3, clip_by="variable", clip_margin=0),
                  lambda: K.SGD(0.05, clipnorm=0.3)),
        keras_run("global_clipnorm", 0.05, options(optimizer="sgd", clip_norm=0.8, clip_by="all", clip_margin=0),
                  lambda: K.SGD(0.05, global_clipnorm=0.8)),
        keras_run("clipvalue", 0.05, options(optimizer="sgd", clip_value=0.2), lambda: K.SGD(0.05, clipvalue=0.2)),
        keras_run("huber", 0.1, options(optimizer="sgd", loss="huber"), lambda: K.SGD(0.1), loss=keras.losses.Huber()),
        ("keras", "fit", 0.05, SGD, "numbers", BATCH, lambda: run_fit(lambda: K.SGD(0.05), "numbers", "mse", BATCH)),
        keras_run("binary cross-entropy", 0.3, options(optimizer="sgd", loss="binary-cross-entropy"),
                  lambda: K.SGD(0.3), "two-classes", keras.losses.BinaryCrossentropy(from_logits=True), BATCH),
        # tf.keras up to 2.10
        legacy_run("sgd, momentum, decay", 0.02,
                   options(optimizer="heavy-ball", velocity="steps", schedule="inverse-time", decay_rate=0.05),
                   lambda: L.SGD(0.02, momentum=0.9, decay=0.05), batch=BATCH),
        legacy_run("adam", 0.02, options(**ADAM, epsilon=1e-7), lambda: L.Adam(0.02, **BETAS)),
        legacy_run("rmsprop", 0.005,
                   options(optimizer="rmsprop", beta2=0.9, epsilon=1e-3, epsilon_form="legacy"),
                   lambda: L.RMSprop(0.005, epsilon=1e-3)),
        legacy_run("rmsprop, momentum", 0.002,
                   options(optimizer="rmsprop", beta2=0.9, epsilon=1e-3, epsilon_form="legacy", momentum=0.9,
                           velocity="steps"),
                   lambda: L.RMSprop(0.002, momentum=0.9, epsilon=1e-3)),
        legacy_run("adagrad", 0.05,
                   options(optimizer="adagrad", initial_accumulator=0.1, epsilon=1e-3),
                   lambda: L.Adagrad(0.05, epsilon=1e-3)),
        legacy_run("nadam", 0.01, options(optimizer="nadam", epsilon=1e-7), lambda: L.Nadam(0.01)),
        # TensorFlow 1
        tf1_run("sgd, reduce_sum", 0.002, options(optimizer="sgd", loss="sse"),
                lambda: V.GradientDescentOptimizer(0.002), loss=lambda y, z: tf.reduce_sum(tf.square(z - y))),
        tf1_run("sgd, l2_loss", 0.002, options(optimizer="sgd", loss="half-sse"),
                lambda: V.GradientDescentOptimizer(0.002), loss=lambda y, z: tf.nn.l2_loss(z - y)),
        tf1_run("momentum", 0.02, BALL, lambda: V.MomentumOptimizer(0.02, 0.9), batch=BATCH),
        tf1_run("momentum, Nesterov", 0.02, NESTEROV, lambda: V.MomentumOptimizer(0.02, 0.9, use_nesterov=True)),
        tf1_run("adam", 0.02, options(**ADAM | {"beta2": 0.75}, epsilon=0.01),  # its powers of β₂ accumulate in float32
                lambda: V.AdamOptimizer(0.02, beta1=BETAS["beta_1"], beta2=0.75, epsilon=0.01)),
        tf1_run("rmsprop", 0.005,
                options(optimizer="rmsprop", beta2=0.9, epsilon=1e-10, epsilon_form="inside", initial_accumulator=1),
                lambda: V.RMSPropOptimizer(0.005)),
        tf1_run("rmsprop, momentum, centered", 0.002,
                options(optimizer="rmsprop", beta2=0.9, epsilon=1e-3, epsilon_form="inside", initial_accumulator=1,
                        momentum=0.8, velocity="steps", centered=""),
                lambda: V.RMSPropOptimizer(0.002, momentum=0.8, epsilon=1e-3, centered=True)),
        tf1_run("adagrad", 0.05, options(optimizer="adagrad", initial_accumulator=0.1, epsilon=0),
                lambda: V.AdagradOptimizer(0.05)),
        tf1_run("clip_by_global_norm", 0.05, options(optimizer="sgd", clip_norm=0.8, clip_margin=0),
                lambda: V.GradientDescentOptimizer(0.05), clip=lambda g: tf.clip_by_global_norm(g, 0.8)[0]),
    ]


def sklearn_runs():
    """Losses of epochs."""
    Regressor, Classifier = sklearn.neural_network.MLPRegressor, sklearn.neural_network.MLPClassifier

    def sklearn_run(name, lr, opts, kind, task, batch=BATCH, **settings):
        return ("sklearn", name, lr, opts, task, batch,
                lambda: run_sklearn(kind, task, batch, learning_rate_init=lr, **settings))

    return [
        sklearn_run("sgd", 0.02, options(optimizer="nesterov", velocity="steps", loss="half-mse", weight_decay=0), Regressor, "number",
                    solver="sgd", alpha=0),
        sklearn_run("sgd, alpha", 0.02,
                    options(optimizer="nesterov", velocity="steps", loss="half-mse", weight_decay=0.3,
                            decay_of="weights", decay_over="batch"),
                    Regressor, "number", solver="sgd", alpha=0.3),
        sklearn_run("sgd, several outputs", 0.02,
                    options(optimizer="heavy-ball", velocity="steps", loss="half-mse", momentum=0.8, weight_decay=0), Regressor,
                    "numbers", solver="sgd", alpha=0, momentum=0.8, nesterovs_momentum=False),
        sklearn_run("adam, alpha", 0.02,
                    options(optimizer="adam", epsilon_form="hat", loss="half-mse", weight_decay=1e-4,
                            decay_of="weights", decay_over="batch"),
                    Regressor, "number", solver="adam", alpha=1e-4),
        sklearn_run("two classes", 0.02, options(optimizer="adam", epsilon_form="hat", loss="binary-cross-entropy", weight_decay=0),
                    Classifier, "two-classes", solver="adam", alpha=0),
        sklearn_run("classes", 0.02, options(optimizer="adam", epsilon_form="hat", weight_decay=0), Classifier, "classes",
                    solver="adam", alpha=0),
    ]


# Options that the framework's user types as well, of runs that need more than its defaults.
TYPED = {
    ("pytorch", "nadam, decoupled decay"): ["decay-form"],
    ("pytorch", "adagrad, accumulator, lr_decay"): ["initial-accumulator"],
    ("keras", "global_clipnorm"): ["clip-by"],
}


# Whose losses are running means over the epoch.
PRINTS = {("keras", "fit"): "running"}


def results_of(runs):
    results = []
    for framework, name, lr, opts, task, batch, run, *times in runs:
        losses, end = run()
        print(framework, name, losses[0], losses[-1], file=sys.stderr)
        results.append({"framework": framework, "name": name, "lr": lr, "options": opts, "task": task, "batch": batch,
                        "start_times": times[0] if times else 1, "prints": PRINTS.get((framework, name), "batch"),
                        "typed": TYPED.get((framework, name), []), "losses": losses, "final_parameters": end})
    return results


def run_family():
    if FAMILY == "torch":
        return {"torch": torch.__version__, "fastai": fastai.__version__}, results_of(torch_runs())
    if FAMILY == "tensorflow":
        versions = {"keras": keras.__version__, "tensorflow": tf.__version__, "tf_keras": tf_keras.__version__}
        return versions, results_of(tensorflow_runs())
    return {"scikit-learn": sklearn.__version__}, results_of(sklearn_runs())


def main():
    if FAMILY:
        json.dump(run_family(), sys.stdout)
        return
    versions, runs = {}, []
    for family in ("torch", "tensorflow", "sklearn"):
        made = subprocess.run([sys.executable, __file__, family], stdout=subprocess.PIPE, check=True)
        some_versions, some = json.loads(made.stdout)
        versions |= some_versions
        runs += some
    file = {
        "script": "tests/golden/make_frameworks.py",
        "versions": versions,
        "inputs": INPUTS.tolist(),
        "targets": {name: y.tolist() for name, y in TARGETS.items()},
        "hidden": UNITS,
        "start": {name: flat(start_of(OUTPUTS[name])) for name in TARGETS},
        "runs": runs,
    }
    (HERE / "frameworks.json").write_text(json.dumps(file, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
