#include "plot/surface.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <memory>

#include "lrscope/functions.h"
#include "plot/parts.h"

namespace lrscope {
namespace {

/// The name behind "case:" that the records' command reads, or empty.
std::string case_of(const RecordSet& records) {
  for (const auto& words : commands_of(records))
    for (const std::string& word : words)
      if (word.starts_with("case:")) return word.substr(5);
  return "";
}

std::optional<LossSurface> function_surface(const std::string& name, std::size_t parameters) {
  for (const NamedFunction& function : functions()) {
    if (function.name != name) continue;
    const std::shared_ptr<Objective<double>> objective = function.make<double>();
    if (objective->dimension() != static_cast<Index>(parameters)) return std::nullopt;
    return [objective, theta = Vector<double>(static_cast<Index>(parameters))](double x, double y) mutable {
      theta[0] = x;
      if (theta.size() > 1) theta[1] = y;
      objective->begin_step(0);
      return objective->evaluate(theta);
    };
  }
  return std::nullopt;
}

/// 1, x, x² or 1, x, y, x², xy, y².
Eigen::VectorXd terms(double x, double y, std::size_t parameters) {
  if (parameters == 1) return Eigen::Vector3d(1, x, x * x);
  Eigen::VectorXd all(6);
  all << 1, x, y, x * x, x * y, y * y;
  return all;
}

/// By least squares of relative errors, so that steps that ran away do not drown the others.
std::optional<LossSurface> fitted_surface(const RecordSet& records, std::size_t parameters) {
  struct Point {
    double x, y, loss;
  };
  std::vector<Point> points;
  for (const Row& step : records.of("step")) {
    const auto loss = step.number("full_loss");
    const std::vector<double>* theta = step.list("theta");
    if (loss && theta && std::isfinite(*loss)) points.push_back({(*theta)[0], parameters > 1 ? (*theta)[1] : 0, *loss});
  }
  std::ranges::stable_sort(points, {}, &Point::loss);
  std::erase_if(points, [&](const Point& point) { return point.loss <= 0 || point.loss > 1e4 * points.front().loss; });
  const Eigen::Index unknowns = parameters == 1 ? 3 : 6, rows = std::ssize(points);
  if (rows < unknowns) return std::nullopt;
  double width = 0, height = 0;
  for (const Point& point : points) {
    width = std::max(width, std::abs(point.x));
    height = std::max(height, std::abs(point.y));
  }
  width = width > 0 ? width : 1;
  height = height > 0 ? height : 1;
  Eigen::MatrixXd a(rows, unknowns);
  Eigen::VectorXd b(rows);
  for (Eigen::Index i = 0; i < rows; ++i) {
    const Point& point = points[static_cast<std::size_t>(i)];
    a.row(i) = terms(point.x / width, point.y / height, parameters) / point.loss;
    b[i] = 1;
  }
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(a);
  if (qr.rank() < unknowns) return std::nullopt;
  const Eigen::VectorXd solution = qr.solve(b);
  if ((a * solution - b).cwiseAbs().maxCoeff() > 1e-3) return std::nullopt;  // no quadratic
  return [solution, width, height, parameters](double x, double y) {
    return solution.dot(terms(x / width, y / height, parameters));
  };
}

}  // namespace

std::optional<LossSurface> loss_surface(const RecordSet& records, std::size_t parameters) {
  if (auto known = function_surface(case_of(records), parameters)) return known;
  return fitted_surface(records, parameters);
}

std::vector<std::pair<SurfacePoint, SurfacePoint>> level_curve(const LossSurface& surface, double level,
                                                               SurfacePoint low, SurfacePoint high) {
  constexpr int cells = 96;
  const auto x_of = [&](int i) { return low.x + (high.x - low.x) * i / cells; };
  const auto y_of = [&](int j) { return low.y + (high.y - low.y) * j / cells; };
  std::vector<double> heights;
  for (int j = 0; j <= cells; ++j)
    for (int i = 0; i <= cells; ++i) heights.push_back(surface(x_of(i), y_of(j)) - level);
  std::vector<std::pair<SurfacePoint, SurfacePoint>> pieces;
  for (int j = 0; j < cells; ++j)
    for (int i = 0; i < cells; ++i) {
      std::vector<SurfacePoint> crossings;
      const auto look = [&](int i0, int j0, int i1, int j1) {
        const double a = heights[static_cast<std::size_t>(j0 * (cells + 1) + i0)],
                     b = heights[static_cast<std::size_t>(j1 * (cells + 1) + i1)];
        if ((a < 0) == (b < 0) || !std::isfinite(a) || !std::isfinite(b)) return;
        const double share = a / (a - b);
        crossings.push_back({x_of(i0) + share * (x_of(i1) - x_of(i0)), y_of(j0) + share * (y_of(j1) - y_of(j0))});
      };
      look(i, j, i + 1, j);
      look(i + 1, j, i + 1, j + 1);
      look(i + 1, j + 1, i, j + 1);
      look(i, j + 1, i, j);
      for (std::size_t k = 0; k + 1 < crossings.size(); k += 2) pieces.emplace_back(crossings[k], crossings[k + 1]);
    }
  return pieces;
}

}  // namespace lrscope
