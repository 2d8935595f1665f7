#include "train/forensics.h"

#include <cmath>

#include "base/reductions.h"

namespace lrscope {
namespace {

template <Real S>
std::optional<NonfiniteAt> first_nonfinite_in(const TensorView<S>& view, std::int64_t step) {
  for (Index i = 0; i < view.rows * view.cols; ++i) {
    if (std::isfinite(view.data[i])) continue;
    const Index row = view.row_major ? i / view.cols : i % view.rows;
    const Index column = view.row_major ? i % view.cols : i / view.rows;
    return NonfiniteAt{step,
                       view.stage,
                       view.layer,
                       std::string(view.name),
                       row,
                       view.examples ? view.examples[column] : column,
                       std::isnan(view.data[i]) ? NonfiniteKind::invalid : NonfiniteKind::overflow,
                       {}};
  }
  return std::nullopt;
}

}  // namespace

template <Real S>
std::optional<NonfiniteAt> find_nonfinite(const Objective<S>& objective, std::int64_t step) {
  std::optional<NonfiniteAt> found;
  objective.visit_tensors([&](const TensorView<S>& view) {
    if (!found) found = first_nonfinite_in(view, step);
  });
  return found;
}

template <Real S>
std::optional<NonfiniteAt> find_nonfinite_update(const std::vector<ParameterBlock>& layout,
                                                 std::span<const typename Optimizer<S>::State> state,
                                                 const Vector<S>& delta, const Vector<S>& next, std::int64_t step) {
  const auto search = [&](const Vector<S>& flat, std::string_view what) {
    std::optional<NonfiniteAt> found;
    for (const ParameterBlock& block : layout) {
      found = first_nonfinite_in(view_of_block(block, Stage::update, block.name, flat), step);
      if (!found) continue;
      if (!what.empty()) found->tensor += "_" + std::string(what);
      break;
    }
    return found;
  };
  for (const auto& memory : state)
    if (auto found = search(*memory.values, memory.name)) return found;
  if (auto found = search(delta, "update")) return found;
  return search(next, "");
}

template <Real S>
std::vector<Magnitude> magnitudes(const Objective<S>& objective) {
  std::vector<Magnitude> result;
  objective.visit_tensors([&](const TensorView<S>& view) {
    result.push_back({view.stage, view.layer, std::string(view.name), max_abs(view.data, view.rows * view.cols)});
  });
  return result;
}

template std::optional<NonfiniteAt> find_nonfinite(const Objective<float>&, std::int64_t);
template std::optional<NonfiniteAt> find_nonfinite(const Objective<double>&, std::int64_t);
template std::optional<NonfiniteAt> find_nonfinite_update<float>(const std::vector<ParameterBlock>&,
                                                                 std::span<const Optimizer<float>::State>,
                                                                 const Vector<float>&, const Vector<float>&,
                                                                 std::int64_t);
template std::optional<NonfiniteAt> find_nonfinite_update<double>(const std::vector<ParameterBlock>&,
                                                                  std::span<const Optimizer<double>::State>,
                                                                  const Vector<double>&, const Vector<double>&,
                                                                  std::int64_t);
template std::vector<Magnitude> magnitudes(const Objective<float>&);
template std::vector<Magnitude> magnitudes(const Objective<double>&);

}  // namespace lrscope
