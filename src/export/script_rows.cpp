#include "export/script_rows.h"

namespace lrscope {

std::span<const ActivationScript> activation_scripts() {
  static constexpr ActivationScript table[] = {
      {"identity", "z", "d", "z", "z"},
      {"relu", "np.where(z > 0, z, z * 0)", "@relu_slope@", "torch.relu(z)", "@tensorflow_relu@"},
      {"leaky-relu", "np.where(z > 0, z, S(@leaky_slope@) * z)", "d * np.where(z > 0, S(1), S(@leaky_slope@))",
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
      {"exp", "np.exp(z)", "d * np.exp(z)", "torch.exp(z)", "tf.exp(z)"},
  };
  return table;
}

std::span<const LossScript> loss_scripts() {
  static constexpr std::string_view square_slope = "2 * (o - y)";
  static constexpr LossScript table[] = {
      {"mse", "elements", "(o - y) ** 2", square_slope, "(o - y) ** 2", "(o - y) ** 2"},
      {"half-mse", "examples", "(o - y) ** 2 / 2", "o - y", "(o - y) ** 2 / 2", "(o - y) ** 2 / 2"},
      {"sse", "one", "(o - y) ** 2", square_slope, "(o - y) ** 2", "(o - y) ** 2"},
      {"half-sse", "one", "(o - y) ** 2 / 2", "o - y", "(o - y) ** 2 / 2", "(o - y) ** 2 / 2"},
      {"mae", "elements", "np.abs(o - y)", "np.sign(o - y)", "(o - y).abs()", "tf.abs(o - y)"},
      {"huber", "elements",
       "np.where(np.abs(o - y) > @huber_delta@, @huber_delta@ * (np.abs(o - y) - @huber_delta@ / 2), (o - y) ** 2 / 2)",
       "np.clip(o - y, -@huber_delta@, @huber_delta@)",
       "torch.nn.functional.huber_loss(o, y, reduction=\"none\", delta=@huber_delta@)",
       "tf.where(tf.abs(o - y) > @huber_delta@, @huber_delta@ * (tf.abs(o - y) - @huber_delta@ / 2), (o - y) ** 2 / "
       "2)"},
      {"quantile", "elements", "np.where(o > y, (1 - @quantile@) * (o - y), @quantile@ * (y - o))",
       "np.where(o > y, S(1 - @quantile@), np.where(o < y, S(-@quantile@), o - y))",
       "(1 - @quantile@) * torch.relu(o - y) + @quantile@ * torch.relu(y - o)",
       "(1 - @quantile@) * tf.nn.relu(o - y) + @quantile@ * tf.nn.relu(y - o)"},
      {"poisson", "elements", "np.exp(o) - y * o", "np.exp(o) - y", "torch.exp(o) - y * o", "tf.exp(o) - y * o"},
      {"binary-cross-entropy", "elements", "np.maximum(o, 0) - y * o + np.log1p(np.exp(-np.abs(o)))", "sigmoid(o) - y",
       "torch.nn.functional.binary_cross_entropy_with_logits(o, y, reduction=\"none\")",
       "tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=o)"},
      {"cross-entropy", "examples", "-np.where(y != 0, y * log_softmax(o), 0)", "np.exp(log_softmax(o)) - y",
       "torch.nn.functional.cross_entropy(o, y, reduction=\"none\").unsqueeze(1)",
       "tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=o)[:, None]"},
      {"naive-cross-entropy", "examples", "-y * np.log(np.exp(o) / np.exp(o).sum(axis=1, keepdims=True))",
       "np.exp(o) / np.exp(o).sum(axis=1, keepdims=True) - y",
       "-y * torch.log(torch.exp(o) / torch.exp(o).sum(1, keepdim=True))",
       "-y * tf.math.log(tf.exp(o) / tf.reduce_sum(tf.exp(o), 1, keepdims=True))"},
      {"clipped-cross-entropy", "examples", "-y * np.log(np.clip(np.exp(log_softmax(o)), S(1e-7), S(1 - 1e-7)))",
       "clipped_slope(o, y)", "-y * torch.log(torch.clamp(torch.softmax(o, 1), 1e-7, 1 - 1e-7))",
       "-y * tf.math.log(tf.clip_by_value(tf.nn.softmax(o), 1e-7, 1 - 1e-7))"},
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
      {"inverse-time", "1 / (1 + @decay_rate@ * (t / @decay_steps@))"},
  };
  return table;
}

}  // namespace lrscope
