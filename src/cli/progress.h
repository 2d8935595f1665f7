// The progress of work on standard error: on a terminal a line that rewrites itself, else a plain line now and then.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>

#include "base/pulse.h"
#include "lrscope/records.h"
#include "options/option_values.h"

namespace lrscope::cli {

/// What is counted.
enum class Unit { run, cell, product, byte };

/// The shortest time between two displays; a test needs to wait for none.
struct ProgressIntervals {
  std::chrono::nanoseconds on_terminal = std::chrono::milliseconds(200), elsewhere = std::chrono::seconds(30);
};
inline ProgressIntervals progress_intervals;

class Progress final : public pulse::Listener {
 public:
  /// `total`: how many units there will be, where that is known. Listens to the pulse of the work as long as it lives.
  Progress(const ShowOptions& options, std::optional<std::int64_t> total, Unit unit = Unit::run);
  /// Leaves no line behind, whatever ended the work.
  ~Progress() override;
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // All of these are thread-safe.

  /// So many steps make a run, where they are known: the runs under way then count in part.
  void measure(std::int64_t steps_of_run);
  /// A run has ended.
  void add(const RunRecord& run);
  /// A cell of a map has ended.
  void add_cell(bool has_failed);
  /// So much of a file was read, of all that it holds where that is known.
  void read(std::uint64_t bytes, std::optional<std::uint64_t> size);
  /// So many more will come; `is_last`: and none after them.
  void expect(std::int64_t more, bool is_last);
  /// From now on about so many, whatever was expected before.
  void estimate(std::int64_t left);
  void on_beat(pulse::Beat beat) override;
  /// Takes the line off the terminal, so that something else can be printed.
  void clear();

 private:
  enum class Style { off, line, terminal };
  enum class Total { known, of_this_pass, estimated };
  using Clock = std::chrono::steady_clock;

  bool is_due() const;
  void show();  // requires: mutex_ is locked
  /// Of all units, those under way in part.
  double done() const;
  std::string text(double elapsed) const;  // seconds

  std::mutex mutex_;
  Style style_;
  Unit unit_;
  std::optional<std::int64_t> total_;
  Total total_is_ = Total::known;
  std::int64_t done_ = 0;
  std::int64_t failed_ = 0;
  std::optional<double> lr_;                            // of the last run
  std::int64_t steps_of_run_ = 0;                       // 0: not known
  std::int64_t steps_of_ended_ = 0;                     // of all runs that have ended
  std::atomic<std::int64_t> steps_ = 0, products_ = 0;  // beats
  bool is_shown_ = false;
  Clock::time_point begin_ = Clock::now();
  std::atomic<Clock::time_point> shown_at_ = begin_;
  pulse::Listener* before_ = nullptr;  // that listened
};

}  // namespace lrscope::cli
