#include "data/split/row_weights.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "base/text.h"
#include "data/column.h"
#include "report/lists.h"

namespace lrscope {
namespace {

/// The class called `name`, as text or as a number.
std::optional<std::size_t> class_of(const std::string& name, const std::vector<std::string>& classes) {
  const auto number = parse_number(name);
  for (std::size_t i = 0; i < classes.size(); ++i)
    if (classes[i] == name || (number && parse_number(classes[i]) == number)) return i;
  return std::nullopt;
}

Vector<double> balanced_weights(const Dataset& data, const std::vector<Index>& training) {
  constexpr double unseen = 0.5;
  const auto rows = static_cast<double>(training.size()), classes = static_cast<double>(data.targets.rows());
  Vector<double> counts = Vector<double>::Zero(data.targets.rows());
  for (const Index row : training) counts += data.targets.col(row);
  return rows / (classes * counts.array().max(unseen));
}

/// Of CLASS=WEIGHT,…
Vector<double> named_weights(const DataSpec& spec, const Dataset& data) {
  Vector<double> weights = Vector<double>::Ones(data.targets.rows());
  std::set<std::size_t> named;
  for (const std::string& part : split(spec.class_weight, ',')) {
    const std::size_t equals = part.rfind('=');
    const std::string name(trimmed(part.substr(0, equals)));
    const auto refusal = [&](const std::string& why) {
      return UsageError(About{"--class-weight", {"--target"}}, " " + in_quotes(trimmed(part)) + ": " + why);
    };
    const auto at = class_of(name, data.target_names);
    if (!at) throw refusal("the target has no such class" + did_you_mean_one_of(name, data.target_names));
    if (!named.insert(*at).second) throw refusal("this class appears twice; give each class one weight.");
    weights[static_cast<Index>(*at)] = parse_number(trimmed(part.substr(equals + 1))).value_or(1);
  }
  return weights;
}

/// Of each class; none where the option is not given.
std::optional<Vector<double>> class_weights(const DataSpec& spec, const Dataset& data,
                                            const std::vector<Index>& training) {
  if (spec.class_weight.empty()) return std::nullopt;
  if (data.task == Task::regression)
    throw UsageError(About{"--class-weight", {"--task"}},
                     " " + spec.class_weight +
                         ": the target holds numbers, not classes; use --task classification if " +
                         "these are classes, or --sample-weight COLUMN.");
  return spec.class_weight == "balanced" ? balanced_weights(data, training) : named_weights(spec, data);
}

/// Why a cell is no weight: a reason of its own, and the text behind the cell.
struct WhyNot {
  DefectKind kind;
  std::string_view what;
};

std::optional<WhyNot> why_no_weight(const CellReader& cells, std::string_view cell) {
  if (cells.is_missing(cell)) return WhyNot{DefectKind::missing, "is missing, but every row needs a weight"};
  const auto value = cells.number(cell);
  if (!value) return WhyNot{DefectKind::number, "is not a number, and no weight"};
  if (!std::isfinite(*value)) return WhyNot{DefectKind::range, "is not finite, and no weight"};
  if (*value < 0) return WhyNot{DefectKind::range, "is negative, and no weight"};
  return std::nullopt;
}

Defect defect_of(const CsvTable& table, Index column, const WhyNot& why, std::string_view cell,
                 const std::vector<long long>& lines) {
  constexpr std::size_t most_lines = 10;
  std::vector<std::string> numbers;
  for (const long long line : lines) numbers.push_back(std::to_string(line));
  const bool is_one = lines.size() == 1;
  std::string remedy = is_one ? "correct the cell" : "correct these " + std::to_string(lines.size()) + " cells";
  if (why.kind == DefectKind::missing)
    remedy += ", or use --na drop to leave such rows out";
  else if (lines.size() <= most_lines)
    remedy += ", or use --drop-lines " + join(numbers, ",") + " to leave the " + (is_one ? "row" : "rows") + " out";
  return {.kind = why.kind,
          .line = lines.front(),
          .column = column + 1,
          .name = table.name(column),
          .cell = std::string(cell),
          .count = std::ssize(lines),
          .lines = lines,
          .message = table.path() + ":" + std::to_string(lines.front()) + ":" + std::to_string(column + 1) +
                     ": column " + in_quotes(table.name(column)) + " (--sample-weight): " + in_quotes(cell) + " " +
                     std::string(why.what) + "; " + remedy + "."};
}

/// Each reason is reported once, with its first cell.
std::optional<Vector<double>> sample_weights(const CsvTable& table, const Plan& plan, const DefectSink& report) {
  struct Found {
    WhyNot why;
    std::string_view cell;
    std::vector<long long> lines;
  };
  const Index column = *plan.weight;
  std::vector<Found> found;
  Vector<double> weights(std::ssize(plan.rows));
  for (Index i = 0; i < weights.size(); ++i) {
    const Index row = plan.rows[static_cast<std::size_t>(i)];
    const std::string_view cell = table.cell(row, column);
    const auto why = why_no_weight(plan.cells, cell);
    weights[i] = why ? 0 : *plan.cells.number(cell);
    if (!why) continue;
    auto at = std::ranges::find_if(found, [&](const Found& one) { return one.why.what == why->what; });
    if (at == found.end()) at = found.insert(at, Found{*why, cell, {}});
    at->lines.push_back(table.line(row));
  }
  for (const Found& one : found) report(defect_of(table, column, one.why, one.cell, one.lines));
  return found.empty() ? std::optional(weights) : std::nullopt;
}

/// Reports weights of which none is above 0, or whose sum overflows in float32.
void check_sum(const CsvTable& table, const Plan& plan, const Vector<double>& weights,
               const std::vector<Index>& training, const DefectSink& report) {
  const double sum = weights(training).sum();
  if (sum > 0 && weights.sum() <= std::numeric_limits<float>::max()) return;
  const std::string flag = plan.weight ? "--sample-weight" : "--class-weight";
  const std::string what = plan.weight ? "column " + in_quotes(table.name(*plan.weight)) + " (--sample-weight): " : "";
  report(
      {.kind = DefectKind::constant,
       .column = plan.weight ? std::optional<std::int64_t>(*plan.weight + 1) : std::nullopt,
       .name = plan.weight ? table.name(*plan.weight) : std::string(),
       .message = table.path() + ": " + what +
                  (sum > 0 ? "the sum of the weights is above 3.4e38; divide them by a constant."
                           : "every row to train on has the weight 0, so that nothing would be learnt; use another " +
                                 flag + ".")});
}

}  // namespace

Vector<double> row_weights(const CsvTable& table, const Plan& plan, const DataSpec& spec, const Dataset& data,
                           const std::vector<Index>& training, const DefectSink& report) {
  const Index rows = std::ssize(plan.rows);
  if (data.targets.cols() != rows) return {};  // there is a defect
  const std::optional<Vector<double>> of_classes = class_weights(spec, data, training);
  if (!of_classes && !plan.weight) return {};
  Vector<double> weights = Vector<double>::Ones(rows);
  if (plan.weight) {
    const auto of_rows = sample_weights(table, plan, report);
    if (!of_rows) return {};
    weights = *of_rows;
  }
  if (of_classes) weights = weights.cwiseProduct(data.targets.transpose() * *of_classes);
  check_sum(table, plan, weights, training, report);
  return weights;
}

std::vector<std::string> weight_texts(const CsvTable& table, const Plan& plan, const DataSpec& spec,
                                      const Dataset& data, const std::vector<Index>& training) {
  std::vector<std::string> texts;
  if (data.weights.size() == 0) return texts;
  if (const auto of_classes = class_weights(spec, data, training)) {
    std::vector<std::string> parts;
    for (Index i = 0; i < of_classes->size(); ++i)
      parts.push_back(in_quotes(data.target_names[static_cast<std::size_t>(i)]) + " " +
                      short_number_text((*of_classes)[i]));
    texts.push_back("weights of the classes: " + join(first_few(std::move(parts)), ", "));
  }
  if (plan.weight) texts.push_back("weights of the rows: column " + in_quotes(table.name(*plan.weight)));
  return texts;
}

}  // namespace lrscope
