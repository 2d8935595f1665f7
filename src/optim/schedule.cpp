#include "optim/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/text.h"

namespace lrscope {

std::span<const ScheduleRow> schedules() {
  static constexpr ScheduleRow table[] = {
      {"constant", "η", [](double, double, double, double) { return 1.0; }, "none const fixed"},
      {"linear", "η(1 − t/T), T the steps of the run", [](double t, double T, double, double) { return 1 - t / T; },
       "lineardecay linearlr"},
      {"cosine", "½η(1 + cos πt/T)",
       [](double t, double T, double, double) { return (1 + std::cos(std::numbers::pi * t / T)) / 2; },
       "cosineannealing cosineannealinglr cosinedecay"},
      {"exponential", "η·R^(t/N), R = --decay-rate, N = --decay-steps",
       [](double t, double, double rate, double period) { return std::pow(rate, t / period); },
       "exp exponentialdecay exponentiallr", "decay-rate decay-steps"},
      {"step", "η·R^⌊t/N⌋",
       [](double t, double, double rate, double period) { return std::pow(rate, std::floor(t / period)); },
       "steplr stepdecay staircase", "decay-rate decay-steps"},
      {"inverse-time", "η/(1 + R·t/N), R and N 1 where they are not given: η/(t + 1)",
       [](double t, double, double rate, double period) { return 1 / (1 + rate * (t / period)); },
       "inversetimedecay hyperbolic", "decay-rate decay-steps", 1, 1},
  };
  return table;
}

std::span<const OtherWords> other_schedules() {
  static constexpr OtherWords table[] = {
      {"plateau reduceonplateau reducelronplateau adaptive", "no schedule here looks at the loss; use step or cosine"},
      {"onecycle onecyclelr cyclic cycliclr", "use cosine with --warmup-steps"},
      {"polynomial poly polynomialdecay", "linear is the nearest"},
      {"multistep multisteplr piecewise", "step has steps of one length"},
      {"invscaling optimal", "inverse-time is the nearest"},
      {"warmup", "--warmup-steps goes with every schedule"},
  };
  return table;
}

Schedule::Schedule(const ScheduleSpec& spec, std::int64_t total_steps)
    : row_(find_named(schedules(), spec.name, "schedule")),
      rise_to_(spec.rise_to),
      last_step_(static_cast<double>(total_steps) - 1),
      warmup_(static_cast<double>(spec.warmup_steps)),
      length_(std::max(1.0, static_cast<double>(total_steps) - warmup_)),
      decay_rate_(spec.decay_rate.value_or(row_.decay_rate)),
      period_(spec.decay_steps       ? static_cast<double>(*spec.decay_steps)
              : row_.decay_steps > 0 ? row_.decay_steps
                                     : std::max(1.0, std::floor(length_ / 3))) {}

double Schedule::rate(double eta, std::int64_t t) const {
  const double now = static_cast<double>(t);
  if (rise_to_) {
    if (now >= last_step_) return *rise_to_;
    return eta * std::exp(now / last_step_ * (std::log(*rise_to_) - std::log(eta)));
  }
  if (now < warmup_) return eta * ((now + 1) / warmup_);
  return eta * row_.factor(now - warmup_, length_, decay_rate_, period_);
}

}  // namespace lrscope
