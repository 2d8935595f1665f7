// How far a sweep is, on standard error: a line that rewrites itself on a terminal, a plain line now and then
// elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "lrscope/records.h"

namespace lrscope::cli {

class Progress {
 public:
  enum class Style { off, line, terminal };

  /// `total`: how many runs there will be, where that is known.
  Progress(Style style, std::optional<std::int64_t> total) : style_(style), total_(total) {}

  /// A run has ended. Thread-safe.
  void add(const RunRecord& run);
  /// So many more will come; `is_last`: and none after them. Thread-safe.
  void expect(std::int64_t more, bool is_last);
  /// A cell of a map has ended. Thread-safe.
  void add_cell(bool has_failed);
  /// Takes the line off the terminal, so that something else can be printed. Thread-safe.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  /// `lr`: of the run that ended; a cell of a map has none.
  void add(bool has_failed, std::optional<double> lr);
  std::string text(std::optional<double> lr, double elapsed) const;  // elapsed: seconds

  std::mutex mutex_;
  Style style_;
  std::optional<std::int64_t> total_;
  bool is_total_final_ = true;
  std::int64_t done_ = 0;
  std::int64_t failed_ = 0;
  bool is_shown_ = false;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point shown_at_ = begin_;
};

}  // namespace lrscope::cli
