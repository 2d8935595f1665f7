// Small tables, and what is known of a run on one before anything is changed.
#pragma once

#include "base/random.h"
#include "data/encode.h"
#include "explain/suspects.h"
#include "lrscope/problem.h"
#include "test.h"
#include "train/examination.h"

namespace lrscope::test {

constexpr int rows = 100;

/// The i-th of many numbers that have nothing to do with each other.
inline double normal(std::uint64_t stream, int i) {
  return Random(stream, Stream::initial_biases, 3).normal(static_cast<std::uint64_t>(i));
}

/// A table with the columns x (normal) and `name`, of what `value` gives for each row, and the target x +
/// noise.
inline std::string csv_with(const std::string& name, const std::function<double(int)>& value) {
  std::string csv = "x," + name + ",y\n";
  for (int i = 0; i < rows; ++i)
    csv +=
        number_text(normal(1, i)) + "," + number_text(value(i)) + "," + number_text(normal(1, i) + normal(2, i)) + "\n";
  return csv;
}

inline std::string plain_csv() {
  return csv_with("z", [](int i) { return normal(3, i); });
}

/// A permutation of 0 … 99.
inline int scattered(int i) { return (i * 37 + 11) % 101 % 100; }

/// The table of `stream` as it stands.
inline TableReading reading_of(ByteStream&& stream) {
  return try_to_read([&] { return CsvTable(std::move(stream), {}); });
}

/// All that findings refer to.
struct Known {
  Request request;
  Dataset data;
  ColumnWords words;
  bool has_data = true;
  RunRecord run;
  std::vector<RowRecord> row_records;
  std::vector<LayerRecord> start_layers;
  std::optional<double> first_gradient_norm, safe_lr;
  bool rises_late = false;

  explicit Known(const std::string& csv, Change change = {}) {
    request = with(Request{}, change);
    const CsvTable table({"made.csv", csv}, request.data);
    data = encode(table, request.data);
    words = ColumnWords(table.names());
    run.outcome = Outcome::nonfinite;
    run.initial_loss = 1;
    for (std::int64_t i = 0; i < data.rows(); ++i) row_records.push_back({i, 0, 1, 0.01, 1, 1});
  }
  Findings findings() const {
    return {request,
            has_data ? &data : nullptr,
            has_data ? loss_name(request.run.model, data) : std::string_view(),
            run,
            row_records,
            start_layers,
            first_gradient_norm,
            safe_lr,
            false,
            rises_late,
            words,
            request.run};
  }
};

/// The suspect with this change in flags.
inline std::optional<Suspect> with_flags(const std::vector<Suspect>& list, const std::string& flags) {
  for (const Suspect& suspect : list)
    if (flags_text(suspect.change) == flags) return suspect;
  return std::nullopt;
}

inline std::optional<Suspect> with_flags(const Known& known, const std::string& flags) {
  return with_flags(suspects(known.findings()), flags);
}

inline bool is_suspected(const Known& known, const std::string& flags) {
  const auto suspect = with_flags(known, flags);
  return suspect && suspect->is_suspected;
}

inline std::optional<Suspect> of_cause(const Known& known, Cause cause) {
  for (const Suspect& suspect : suspects(known.findings()))
    if (suspect.removes == Causes{cause}) return suspect;
  return std::nullopt;
}

}  // namespace lrscope::test
