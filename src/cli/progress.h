// The progress of work on standard error: on a terminal a line that rewrites itself, else a plain line now and then.
#pragma once

#include <chrono>
#include <mutex>

#include "options/option_values.h"

namespace lrscope::cli {

class Progress {
 public:
  /// `total`: how many runs there will be, where that is known.
  Progress(const ShowOptions& options, std::optional<std::int64_t> total);

  /// A run has ended, or a cell of a map, which has no learning rate. Thread-safe.
  void add(bool has_failed, std::optional<double> lr = {});
  /// So many more will come; `is_last`: and none after them. Thread-safe.
  void expect(std::int64_t more, bool is_last);
  /// Takes the line off the terminal, so that something else can be printed. Thread-safe.
  void clear();

 private:
  enum class Style { off, line, terminal };
  using Clock = std::chrono::steady_clock;

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
