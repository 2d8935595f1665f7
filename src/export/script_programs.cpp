#include "export/script_programs.h"

namespace lrscope {

const std::string_view beginning =
    R"(# Repeats a run of lrscope from the files beside this script. README.txt says what they hold.
# Prints step, loss and gradient norm until the loss is NaN, and last the loss over all rows.
import math
import os

@imports@

os.chdir(os.path.dirname(os.path.abspath(__file__)))
with open("batches.txt") as file:
    batches = [[int(row) for row in line.split()] for line in file]  # the rows of each step
# Of each layer: where W (outputs × inputs, row by row) begins in theta, outputs, inputs, where b begins, its own rate.
layers = @layers@


@schedule@

)";

const std::string_view numpy_program =
    R"(theta = np.load("theta_0.npy")
X, Y@weights_too@ = np.load("inputs.npy"), np.load("targets.npy")@weight_files@
S = theta.dtype.type
np.seterr(all="ignore")


@helpers@# Of each layer: f(z), and the gradient at f(z) → at z.
activations = @activations@


def loss_and_gradient(theta, x, y@argument@):
    a, z = [x], []
    for (w, n, m, b, _), (f, _) in zip(layers, activations):
        z.append(a[-1] @times@ theta[w:w + n * m].reshape(n, m).T)
        if b is not None:
            z[-1] = z[-1] + theta[b:b + n]
        a.append(f(z[-1]))
    o = a[-1]
    loss = np.sum(@weighed@(@loss@)) / @divisor@
    g = np.empty_like(theta)
    d = @weighed@(@loss_slope@) / @divisor@
    for l in reversed(range(len(layers))):
        w, n, m, b, _ = layers[l]
        d = activations[l][1](d, z[l])
        g[w:w + n * m] = (d.T @times@ a[l]).ravel()
        if b is not None:
            g[b:b + n] = d.sum(axis=0)
        if l > 0:
            d = d @times@ theta[w:w + n * m].reshape(n, m)
    return loss, g


@start@
print("step,loss,gradient_norm")
for t in range(1, @steps@ + 1):
    rows = batches[(t - 1) % len(batches)]
    loss, g = loss_and_gradient(theta, X[rows], Y[rows]@rows_of_weights@)
    print(f"{t - 1},{float(loss)!r},{math.sqrt(float(np.sum(g.astype(np.float64) ** 2)))!r}")
    if np.isnan(loss):
        break
    @change@
    eta = @eta@
    @update@
    delta = -eta * step
    @decay_step@@freeze@theta = theta + delta
print(f"end,{float(loss_and_gradient(theta, X, Y@weights_too@)[0])!r},")
)";

const std::string_view pytorch_program =
    R"(arrays = np.load("inputs.npy"), np.load("targets.npy")@weight_files@
X, Y@weights_too@ = (torch.from_numpy(array) for array in arrays)
theta = torch.from_numpy(np.load("theta_0.npy"))
parameters, groups = [], []
for w, n, m, b, rate in layers:
    W = theta[w:w + n * m].reshape(n, m).clone().requires_grad_()
    B = None if b is None else theta[b:b + n].clone().requires_grad_()
    parameters.append((W, B))
    @group@
optimizer = @optimizer@
all_parameters = [p for group in groups for p in group["params"]]
activations = @activations@


def loss_of(x, y@argument@):
    o = x
    for (W, B), f in zip(parameters, activations):
        o = f(torch.nn.functional.linear(o, W, B))
    return (@weighed@(@loss@)).sum() / @divisor@


print("step,loss,gradient_norm")
for t in range(@steps@):
    rows = batches[t % len(batches)]
    optimizer.zero_grad()
    loss = loss_of(X[rows], Y[rows]@rows_of_weights@)
    loss.backward()
    norm = math.sqrt(sum(float((p.grad.double() ** 2).sum()) for p in all_parameters))
    print(f"{t},{loss.item()!r},{norm!r}")
    if math.isnan(loss.item()):
        break
    @change@
    for group in optimizer.param_groups:
        group["lr"] = (@learning_rate@ if group["rate"] is None else group["rate"]) * share(t)@decay@
    optimizer.step()
print(f"end,{loss_of(X, Y@weights_too@).item()!r},")
)";

const std::string_view keras_program =
    R"(theta = np.load("theta_0.npy")
X, Y@weights_too@ = np.load("inputs.npy"), np.load("targets.npy")@weight_files@
parameters, variables = [], []
for w, n, m, b, _ in layers:
    W = keras.Variable(theta[w:w + n * m].reshape(n, m))
    B = None if b is None else keras.Variable(theta[b:b + n])
    parameters.append((W, B))
    variables += [W] if B is None else [W, B]
optimizer = @optimizer@
@exclude@optimizer.build(variables)
activations = @activations@


def loss_of(x, y@argument@):
    o = tf.constant(x)
    for (W, B), f in zip(parameters, activations):
        z = tf.matmul(o, W.value, transpose_b=True)
        o = f(z if B is None else z + B.value)
    elements, examples, one = tf.cast(tf.size(y), o.dtype), tf.cast(len(y), o.dtype), 1
    return tf.reduce_sum(@weighed@(@loss@)) / @divisor@


print("step,loss,gradient_norm")
for t in range(@steps@):
    rows = batches[t % len(batches)]
    with tf.GradientTape() as tape:
        loss = loss_of(X[rows], Y[rows]@rows_of_weights@)
    gradients = tape.gradient(loss, [variable.value for variable in variables])
    norm = math.sqrt(sum(float(tf.reduce_sum(tf.cast(g, tf.float64) ** 2)) for g in gradients))
    print(f"{t},{float(loss)!r},{norm!r}")
    if math.isnan(float(loss)):
        break
    @change@
    optimizer.learning_rate = @learning_rate@ * share(t)
    optimizer.apply(gradients, variables)
print(f"end,{float(loss_of(X, Y@weights_too@))!r},")
)";

const std::string_view tf1_program =
    R"(theta = np.load("theta_0.npy")
X, Y@weights_too@ = np.load("inputs.npy"), np.load("targets.npy")@weight_files@
x = tf.placeholder(tf.@type@, [None, X.shape[1]])
y = tf.placeholder(tf.@type@, [None, Y.shape[1]])
@weight_placeholder@eta = tf.placeholder(tf.@type@, [])
activations = @activations@
o, variables = x, []
for (w, n, m, b, _), f in zip(layers, activations):
    variables.append(tf.Variable(theta[w:w + n * m].reshape(n, m)))
    z = tf.matmul(o, variables[-1], transpose_b=True)
    if b is not None:
        variables.append(tf.Variable(theta[b:b + n]))
        z = z + variables[-1]
    o = f(z)
elements, examples, one = tf.cast(tf.size(y), o.dtype), tf.cast(tf.shape(y)[0], o.dtype), 1
loss = tf.reduce_sum(@weighed@(@loss@)) / @divisor@
gradients = tf.gradients(loss, variables)
norm = tf.sqrt(tf.add_n([tf.reduce_sum(tf.cast(g, tf.float64) ** 2) for g in gradients]))
@change@
train = @optimizer@.apply_gradients(list(zip(gradients, variables)))

with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    print("step,loss,gradient_norm")
    for t in range(@steps@):
        rows = batches[t % len(batches)]
        feed = {x: X[rows], y: Y[rows], @feed_weights@eta: @learning_rate@ * share(t)}
        now, length = session.run([loss, norm], feed)
        print(f"{t},{float(now)!r},{float(length)!r}")
        if math.isnan(now):
            break
        session.run(train, feed)
    print(f"end,{float(session.run(loss, {x: X, y: Y@feed_all_weights@}))!r},")
)";

}  // namespace lrscope
