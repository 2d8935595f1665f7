#include "cli/memory_guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace lrscope::cli {
namespace {

// A number as it was encoded, and once more in the precision of the run or while it is scaled.
constexpr double bytes_of_number = 2 * 8;

constexpr std::string_view fewer_data = "use fewer rows (a random sample is usually enough) or fewer columns";

/// "10,000,000 rows"
std::string grouped(double count, std::string_view noun) {
  std::string digits = fmt::format("{:.0f}", count);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  return digits + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace

MemoryGuard::MemoryGuard(const DataOptions& options, int threads)
    : limit_(memory_limit(options.max_memory)), path_(shown_path(options.data)) {
  limit_this_process(limit_.bytes, threads);
}

void MemoryGuard::check(const Reading& reading) const {
  const auto taken = static_cast<double>(reading.taken), columns = static_cast<double>(reading.columns);
  const double size = reading.size ? static_cast<double>(*reading.size) : taken;
  const double times = reading.taken > 0 ? std::max(1.0, size / taken) : 1;  // as much as was read until now
  const double rows = std::round(static_cast<double>(reading.rows) * times);
  const double need = static_cast<double>(reading.memory) * times + static_cast<double>(reading.row.memory) +
                      bytes_of_number * rows * columns;
  constexpr std::uint64_t long_row = 1'000'000;  // no table is made of rows of a MB
  if (reading.row.bytes >= long_row && reading.row.memory > reading.memory)
    return refuse_above_limit(need,
                              fmt::format("the row that begins on line {} is still open after {}", reading.row.line,
                                          bytes_text(static_cast<double>(reading.row.bytes))),
                              "close its quotes, check its line end and --delimiter");
  const std::string table = grouped(rows, "row") + " × " + grouped(columns, "column");
  refuse_above_limit(need,
                     reading.size ? "about " + table + " in " + bytes_text(size)
                                  : table + " in the first " + bytes_text(size) + ", and there is more",
                     fewer_data);
}

void MemoryGuard::check(const Shape& shape) const {
  const auto rows = static_cast<double>(shape.rows), numbers = static_cast<double>(shape.inputs + shape.outputs);
  refuse_above_limit(bytes_of_number * rows * numbers, grouped(rows, "row") + " × " + grouped(numbers, "number"),
                     fewer_data);
}

void MemoryGuard::check_network(const RunSpec& run, Index inputs, Index outputs) const {
  constexpr double vectors = 5;  // θ_0, θ_t, θ_{t+1}, g and Δ
  double parameters = 0, before = static_cast<double>(inputs);
  const auto add_layer = [&](double units) {
    parameters += (before + (run.model.bias ? 1 : 0)) * units;
    before = units;
  };
  for (const long long units : run.model.hidden) add_layer(static_cast<double>(units));
  add_layer(static_cast<double>(outputs));
  refuse_above_limit(vectors * (run.precision == Precision::float64 ? 8 : 4) * parameters,
                     grouped(parameters, "parameter"), "use smaller --hidden layers");
}

void MemoryGuard::check_cells(std::int64_t count) const {
  constexpr double bytes_of_cell = 6;  // outcome, score and flags
  const auto cells = static_cast<double>(count);
  refuse_above_limit(bytes_of_cell * cells, grouped(cells, "cell"), "use a smaller --size");
}

void MemoryGuard::refuse_above_limit(double need, const std::string& what, std::string_view remedy) const {
  if (need <= limit_.bytes) return;
  const std::string needed = bytes_text(need), limit = bytes_text(limit_.bytes);
  throw UsageError(path_,
                   fmt::format("needs {} {} of memory ({}); the limit is {}{}; {}, or {}.",
                               needed == limit ? "more than" : "about", needed, what, limit,
                               limit_.is_asked_for ? " (--max-memory)" : ", " + limit_.origin, remedy, limit_.more));
}

std::string shown_path(const std::string& data) { return data == "-" ? "<stdin>" : data; }

}  // namespace lrscope::cli
