// Learning-rate schedules: η_t from η, the step t and the length T of the run.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/names.h"
#include "lrscope/run_spec.h"

namespace lrscope {

/// How much of η is left at step t of T, with rate and period of the decay (--decay-rate, --decay-steps).
struct ScheduleRow {
  std::string_view name;
  std::string_view formula;
  double (*factor)(double t, double T, double rate, double period);
  std::string_view aliases = {};  // other programs' names (base/names.h)
  std::string_view knobs = {};    // that have an effect with this one, separated by spaces
  double decay_rate = 0.1;        // where --decay-rate is not given
  double decay_steps = 0;         // where --decay-steps is not given; 0: a third of the run
};

std::span<const ScheduleRow> schedules();
std::span<const OtherWords> other_schedules();

class Schedule {
 public:
  /// Throws: UsageError for an unknown name. Requires: total_steps ≥ 1.
  Schedule(const ScheduleSpec& spec, std::int64_t total_steps);

  /// η_t. During warm-up η(t+1)/W for t < W; then the schedule runs from its own step 0 to the end of the run. Where
  /// the spec has a rate to rise to, η·(rise_to/η)^(t/(T−1)) instead, both ends bit-exact.
  double rate(double eta, std::int64_t t) const;

  /// The factor at step t of the rates of single layers, which do not rise.
  double share(std::int64_t t) const { return rise_to_ ? 1 : rate(1, t); }

  // What the formula of the row is about, defaults filled in.
  double length() const { return length_; }
  double decay_rate() const { return decay_rate_; }
  double period() const { return period_; }

 private:
  const ScheduleRow& row_;
  std::optional<double> rise_to_;
  double last_step_;
  double warmup_;
  double length_;
  double decay_rate_;
  double period_;
};

}  // namespace lrscope
