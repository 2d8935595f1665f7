#include "memory_guard.h"

#include <fmt/format.h>

#include <cmath>

#include "lrscope/core/text.h"

namespace lrscope::cli {
namespace {

/// "10,000,000"
std::string grouped(Index count) {
  std::string digits = std::to_string(count);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  return digits;
}

/// "10,000,000 rows"
std::string grouped(Index count, std::string_view noun) {
  return grouped(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

constexpr std::string_view smaller_map = "use a smaller --size";

std::string remedy(const MemoryNeed& need, const Workload& load) {
  if (load.cells > 0 && need.fixed > need.peak() / 2) return std::string(smaller_map);
  const bool is_network = load.use != DataUse::profile && need.work > need.read;
  if (is_network && need.network > need.work / 2)
    return std::string("use ") + (load.runs > 1 ? "fewer --threads, " : "") +
           "a smaller --batch-size, smaller --hidden layers or " +
           (load.is_spectrum ? "fewer --sharpness-rows" : "--sharpness-every 0");
  return "use fewer rows (a random sample says almost as much) or a file of fewer columns";
}

/// Whether it is a single row that takes the memory: no table is made of rows of a MB.
bool is_one_row(const Reading& reading) {
  constexpr std::uint64_t long_row = 1'000'000;
  return reading.row.bytes >= long_row && reading.row.memory > reading.memory;
}

}  // namespace

MemoryGuard::MemoryGuard(const Options& options, const Workload& load, RunSpec run)
    : run_(std::move(run)),
      limit_(memory_limit(options.max_memory)),
      load_(load),
      path_(shown_path(options)),
      takes_all_columns_(options.dataset.features.empty() && options.dataset.drop.empty()) {}

void MemoryGuard::check(const Reading& reading) {
  // Of a stream nobody knows how long it is: what came by now is what is judged. Nor when a row will end.
  const double taken = static_cast<double>(reading.taken);
  const double times =
      reading.size && reading.taken > 0 ? std::max(1.0, static_cast<double>(*reading.size) / taken) : 1;
  load_.rows = static_cast<Index>(std::llround(static_cast<double>(reading.rows) * times));
  load_.columns = reading.columns;
  // Which columns take part is known after the reading: check(Shape) counts them.
  load_.inputs = takes_all_columns_ ? std::max<Index>(reading.columns - 1, 0) : 0;
  load_.outputs = 1;
  load_.table = static_cast<double>(reading.memory) * times + static_cast<double>(reading.row.memory);
  const MemoryNeed need = memory_need(load_, run_);
  if (need.peak() <= limit_.bytes) return;
  if (is_one_row(reading))
    refuse(need,
           fmt::format("the row that begins on line {} has not ended after {}", reading.row.line,
                       bytes_text(static_cast<double>(reading.row.bytes))),
           "close its quotes, check its line end and --delimiter");
  const std::string size = bytes_text(reading.size ? static_cast<double>(*reading.size) : taken);
  const std::string table = grouped(load_.rows, "row") + " × " + grouped(load_.columns, "column");
  refuse(need,
         reading.size ? "about " + table + " in " + size
                      : table + " in the first " + size + ", and there is more",
         remedy(need, load_));
}

void MemoryGuard::check(const Shape& shape) const {
  Workload load = load_;
  load.rows = shape.rows;
  load.inputs = shape.inputs;
  load.outputs = shape.outputs;
  const MemoryNeed need = memory_need(load, run_);
  if (need.peak() > limit_.bytes)
    refuse(need, grouped(shape.rows, "row") + " × " + grouped(shape.inputs + shape.outputs, "number"),
           remedy(need, load));
}

void MemoryGuard::check_cells() const {
  MemoryNeed need;
  need.fixed = memory_need(load_, run_).fixed;
  if (load_.cells > 0 && need.peak() > limit_.bytes)
    refuse(need, grouped(load_.cells, "cell"), std::string(smaller_map));
}

void MemoryGuard::refuse(const MemoryNeed& need, const std::string& what, const std::string& cure) const {
  const std::string needed = bytes_text(need.peak()), limit = bytes_text(limit_.bytes);
  throw UsageError(fmt::format("{}: needs {} {} of memory ({}); the limit is {}{}; {}, or {}.", path_,
                               needed == limit ? "more than" : "about", needed, what, limit,
                               limit_.origin == "--max-memory" ? " (--max-memory)" : ", " + limit_.origin,
                               cure, limit_.more));
}

std::string shown_path(const Options& options) {
  return options.data == "-" ? "<stdin>" : options.data;
}

CsvTable read_table(const Options& options, MemoryGuard& guard, const DefectSink& report) {
  ByteStream stream(options.data);
  return CsvTable(stream, options.dataset.delimiter, options.dataset.header, report,
                  [&](const Reading& reading) { guard.check(reading); });
}

}  // namespace lrscope::cli
