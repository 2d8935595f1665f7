// Gauss–Newton products against what defines them: outputs' differences and the loss's own second derivatives.
#include "networks.h"
#include "test.h"

namespace {
/// The outputs of every row at θ, before the loss: k × b.
Matrix<double> outputs_at(Objective<double>& objective, const Vector<double>& theta, int last_layer) {
  Matrix<double> z;
  objective.evaluate(theta);
  Vector<double> g(theta.size());
  objective.gradient(g);
  objective.visit_tensors([&](const TensorView<double>& view) {
    if (view.kind != TensorKind::activation || view.layer != last_layer) return;  // the last one counts
    z.resize(view.rows, view.cols);
    for (Index i = 0; i < view.rows; ++i)
      for (Index j = 0; j < view.cols; ++j) z(i, j) = view.data[view.row_major ? i * view.cols + j : j * view.rows + i];
  });
  return z;
}

/// L·u of the loss at outputs z, as its definition has it.
Matrix<double> second_derivatives_times(const std::string& loss, const Matrix<double>& z, const Matrix<double>& u) {
  const auto b = static_cast<double>(z.cols()), k = static_cast<double>(z.rows());
  if (loss == "mse") return 2 / (b * k) * u;
  if (loss == "half-sse") return u;
  if (loss == "poisson") return (z.array().exp() * u.array()).matrix() / (b * k);
  if (loss == "binary-cross-entropy")
    return (u.array() / (2 + z.array().exp() + (-z.array()).exp())).matrix() / (b * k);
  Matrix<double> Lu(z.rows(), z.cols());  // cross-entropy: (diag(p) − ppᵀ)/b
  for (Index j = 0; j < z.cols(); ++j) {
    const Vector<double> e = (z.col(j).array() - z.col(j).maxCoeff()).exp(), p = e / e.sum();
    Lu.col(j) = (p.cwiseProduct(u.col(j)) - p * p.dot(u.col(j))) / b;
  }
  return Lu;
}
}  // namespace

TEST_CASE("a Gauss–Newton product is JᵀLJ, whatever the depth, the activation and the loss") {
  const std::pair<const char*, const char*> pairs[] = {{"mse", "identity"},
                                                       {"half-sse", "identity"},
                                                       {"cross-entropy", "identity"},
                                                       {"binary-cross-entropy", "identity"},
                                                       {"poisson", "identity"},
                                                       {"mse", "tanh"},
                                                       {"half-sse", "exp"}};
  for (const std::string activation : {"tanh", "gelu", "relu"})
    for (const auto& [loss_name, output_name] : pairs)
      for (const std::vector<long long>& hidden : {std::vector<long long>{}, {5}, {6, 4}}) {
        const std::string loss = loss_name, output = output_name;
        CAPTURE(activation, loss, output, hidden.size());
        ModelSpec spec = run_spec("--init pytorch --init-scale 1.5").model;
        spec.hidden = hidden;
        spec.activation = activation;
        spec.output_activation = output;
        const auto data = data_for<double>(find_named(losses(), loss, "loss"), 3, 2, 7, 5);
        const auto objective = network<double>(data, spec, loss);
        const Vector<double> theta = start_of(*data, spec, 5);
        objective->begin_step(0);
        const int last = static_cast<int>(hidden.size()) + 1;
        const auto outputs_along = [&](const Vector<double>& v) {  // Jv
          constexpr double h = 1e-6;
          const Vector<double> up = theta + h * v, down = theta - h * v;
          return Matrix<double>((outputs_at(*objective, up, last) - outputs_at(*objective, down, last)) / (2 * h));
        };
        const Vector<double> v = Vector<double>::Random(theta.size()), w = Vector<double>::Random(theta.size());
        const Matrix<double> Jv = outputs_along(v), Jw = outputs_along(w);
        const Matrix<double> z = outputs_at(*objective, theta, last);
        const Matrix<double> LJv = second_derivatives_times(loss, z, Jv);
        Vector<double> Gv(theta.size()), Gw(theta.size()), Hv(theta.size());
        objective->gauss_newton_product(v, Gv);
        objective->gauss_newton_product(w, Gw);
        objective->hvp(v, Hv);
        CHECK(is_close(w.dot(Gv), Jw.cwiseProduct(LJv).sum(), 1e-6));
        CHECK(is_close(w.dot(Gv), v.dot(Gw), 1e-10));
        CHECK(v.dot(Gv) > 0);
        CHECK(((Gv - Hv).norm() < 1e-12 * Hv.norm()) == (hidden.empty() && output == "identity"));
      }
}
