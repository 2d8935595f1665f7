#include "export/script_rows.h"

namespace lrscope {

std::span<const ActivationScript> activation_scripts() {
  static constexpr ActivationScript table[] = {
      {"identity", "z", "d", "z", "z"},
      {"relu", "np.where(z > 0, z, z * 0)", "@relu_slope@", "torch.relu(z)", "tf.nn.relu(z)"},
      {"leaky-relu", "np.where(z > 0, z, @leaky_slope@ * z)", "d * np.where(z > 0, S(1), S(@leaky_slope@))",
       "torch.nn.functional.leaky_relu(z, @leaky_slope@)", "tf.nn.leaky_relu(z, @leaky_slope@)"},
      {"tanh", "np.tanh(z)", "d * (1 - np.tanh(z) ** 2)", "torch.tanh(z)", "tf.tanh(z)"},
      {"sigmoid", "sigmoid(z)", "d * sigmoid(z) * (1 - sigmoid(z))", "torch.sigmoid(z)", "tf.sigmoid(z)"},
      {"softplus", "np.logaddexp(S(0), z)", "d * sigmoid(z)", "torch.nn.functional.softplus(z, threshold=700)",
       "tf.nn.softplus(z)"},
      {"elu", "np.where(z > 0, z, np.expm1(np.minimum(z, 0)))", "d * np.where(z > 0, S(1), np.exp(np.minimum(z, 0)))",
       "torch.nn.functional.elu(z)", "tf.nn.elu(z)"},
      {"gelu", "z * normal(z)", "d * (normal(z) + z * np.exp(-z * z / 2) / S(np.sqrt(2 * np.pi)))",
       "torch.nn.functional.gelu(z)", "z * (1 + tf.math.erf(z / math.sqrt(2))) / 2"},
      {"silu", "z * sigmoid(z)", "d * (sigmoid(z) + z * sigmoid(z) * (1 - sigmoid(z)))", "torch.nn.functional.silu(z)",
       "z * tf.sigmoid(z)"},
  };
  return table;
}

std::span<const LossScript> loss_scripts() {
  static constexpr LossScript table[] = {
      {"mse", "np.sum((o - y) ** 2) / y.size", "2 * (o - y) / y.size", "((o - y) ** 2).sum() / y.numel()",
       "tf.reduce_sum((o - y) ** 2) / elements"},
      {"half-mse", "np.sum((o - y) ** 2) / 2 / len(y)", "(o - y) / len(y)", "((o - y) ** 2).sum() / 2 / len(y)",
       "tf.reduce_sum((o - y) ** 2) / 2 / examples"},
      {"sse", "np.sum((o - y) ** 2)", "2 * (o - y)", "((o - y) ** 2).sum()", "tf.reduce_sum((o - y) ** 2)"},
      {"half-sse", "np.sum((o - y) ** 2) / 2", "o - y", "((o - y) ** 2).sum() / 2", "tf.reduce_sum((o - y) ** 2) / 2"},
      {"mae", "np.sum(np.abs(o - y)) / y.size", "np.sign(o - y) / y.size", "(o - y).abs().sum() / y.numel()",
       "tf.reduce_sum(tf.abs(o - y)) / elements"},
      {"huber",
       "np.sum(np.where(np.abs(o - y) > @huber_delta@, @huber_delta@ * (np.abs(o - y) - @huber_delta@ / 2), "
       "(o - y) ** 2 / 2)) / y.size",
       "np.clip(o - y, -@huber_delta@, @huber_delta@) / y.size",
       "torch.nn.functional.huber_loss(o, y, delta=@huber_delta@)",
       "tf.reduce_sum(tf.where(tf.abs(o - y) > @huber_delta@, @huber_delta@ * (tf.abs(o - y) - @huber_delta@ / 2), (o "
       "- y) ** 2 / 2)) / elements"},
      {"cross-entropy", "-np.sum(np.where(y != 0, y * log_softmax(o), 0)) / len(y)",
       "(np.exp(log_softmax(o)) - y) / len(y)", "torch.nn.functional.cross_entropy(o, y)",
       "tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=o))"},
      {"naive-cross-entropy", "-np.sum(y * np.log(np.exp(o) / np.exp(o).sum(axis=1, keepdims=True))) / len(y)",
       "(np.exp(o) / np.exp(o).sum(axis=1, keepdims=True) - y) / len(y)",
       "-(y * torch.log(torch.exp(o) / torch.exp(o).sum(1, keepdim=True))).sum() / len(y)",
       "-tf.reduce_sum(y * tf.math.log(tf.exp(o) / tf.reduce_sum(tf.exp(o), 1, keepdims=True))) / examples"},
  };
  return table;
}

std::span<const OptimizerScript> optimizer_scripts() {
  static constexpr OptimizerScript table[] = {
      {"sgd", "", "delta = -eta * g", "torch.optim.SGD(groups, lr=1.0, weight_decay=@weight_decay@)",
       "keras.optimizers.SGD(1.0)", "tf.train.GradientDescentOptimizer(eta)"},
      {"heavy-ball", "v = np.zeros_like(theta)", "v = S(@momentum@) * v + g\ndelta = -eta * v",
       "torch.optim.SGD(groups, lr=1.0, momentum=@momentum@, weight_decay=@weight_decay@)",
       "keras.optimizers.SGD(1.0, momentum=@momentum@)", "tf.train.MomentumOptimizer(eta, @momentum@)"},
      {"nesterov", "v = np.zeros_like(theta)", "v = S(@momentum@) * v + g\ndelta = -eta * (g + S(@momentum@) * v)",
       "torch.optim.SGD(groups, lr=1.0, momentum=@momentum@, nesterov=True, weight_decay=@weight_decay@)",
       "keras.optimizers.SGD(1.0, momentum=@momentum@, nesterov=True)",
       "tf.train.MomentumOptimizer(eta, @momentum@, use_nesterov=True)"},
      {"adagrad", "v = np.zeros_like(theta)", "v = v + g * g\ndelta = -eta * g / (np.sqrt(v) + S(@epsilon@))",
       "torch.optim.Adagrad(groups, lr=1.0, eps=@epsilon@, weight_decay=@weight_decay@)",
       "keras.optimizers.Adagrad(1.0, initial_accumulator_value=0.0, epsilon=0.0)"},
      {"rmsprop", "v = np.zeros_like(theta)",
       "v = S(@beta2@) * v + S(1 - @beta2@) * g * g\ndelta = -eta * g / (np.sqrt(v) + S(@epsilon@))",
       "torch.optim.RMSprop(groups, lr=1.0, alpha=@beta2@, eps=@epsilon@, weight_decay=@weight_decay@)",
       "keras.optimizers.RMSprop(1.0, rho=@beta2@, epsilon=0.0)"},
      {"adam", "m, v = np.zeros_like(theta), np.zeros_like(theta)",
       "m = S(@beta1@) * m + S(1 - @beta1@) * g\nv = S(@beta2@) * v + S(1 - @beta2@) * g * g\n"
       "delta = -eta / S(1 - @beta1@ ** t) * m / (np.sqrt(v) / S(np.sqrt(1 - @beta2@ ** t)) + S(@epsilon@))",
       "torch.optim.Adam(groups, lr=1.0, betas=(@beta1@, @beta2@), eps=@epsilon@, weight_decay=@weight_decay@)",
       "keras.optimizers.Adam(1.0, beta_1=@beta1@, beta_2=@beta2@, epsilon=0.0)",
       "tf.train.AdamOptimizer(eta, @beta1@, @beta2@, 0.0)"},
      {"adamw", "m, v = np.zeros_like(theta), np.zeros_like(theta)",
       "m = S(@beta1@) * m + S(1 - @beta1@) * g\nv = S(@beta2@) * v + S(1 - @beta2@) * g * g\n"
       "delta = -eta / S(1 - @beta1@ ** t) * m / (np.sqrt(v) / S(np.sqrt(1 - @beta2@ ** t)) + S(@epsilon@))\n"
       "delta = delta - eta * S(@weight_decay@) * theta",
       "torch.optim.AdamW(groups, lr=1.0, betas=(@beta1@, @beta2@), eps=@epsilon@, weight_decay=@weight_decay@)",
       "keras.optimizers.AdamW(1.0, weight_decay=@weight_decay@, beta_1=@beta1@, beta_2=@beta2@, epsilon=0.0)"},
  };
  return table;
}

std::span<const ScheduleScript> schedule_scripts() {
  static constexpr ScheduleScript table[] = {
      {"constant", "1.0"},
      {"linear", "1 - t / T"},
      {"cosine", "(1 + math.cos(math.pi * t / T)) / 2"},
      {"exponential", "@decay_rate@ ** (t / @decay_steps@)"},
      {"step", "@decay_rate@ ** math.floor(t / @decay_steps@)"},
      {"inverse-time", "1 / (t + 1)"},
  };
  return table;
}

}  // namespace lrscope
