#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/streams.h"
#include "base/text.h"

namespace lrscope::cli {
namespace {

/// What is counted, and how much of it a person calls one.
struct UnitWords {
  std::string_view one, many;
  double size = 1;
};

const UnitWords& words_of(Unit unit) {
  static constexpr UnitWords words[] = {
      {"run", "runs"}, {"cell", "cells"}, {"product", "products"}, {"MB read", "MB read", 1e6}};
  return words[static_cast<int>(unit)];
}

using Clock = std::chrono::steady_clock;

/// Beats of a thread that the others do not know of yet: as many as it has in some milliseconds.
struct HereBeats {
  std::int64_t count = 0, most = 1;
  Clock::time_point told = {};
};
constinit thread_local HereBeats steps_here, products_here;

/// Counts one more; returns how many there are to tell, mostly 0.
std::int64_t counted_here(HereBeats& here) {
  constexpr std::int64_t largest = 256;
  constexpr std::chrono::milliseconds often{10}, seldom{100};
  if (++here.count < here.most) return 0;
  const auto now = Clock::now(), before = std::exchange(here.told, now);
  if (now - before < often) here.most = std::min(2 * here.most, largest);
  if (now - before > seldom) here.most = std::max<std::int64_t>(here.most / 2, 1);
  return std::exchange(here.count, 0);
}

}  // namespace

Progress::Progress(const ShowOptions& options, std::optional<std::int64_t> total, Unit unit)
    : unit_(unit), total_(total) {
  if (options.progress == When::never || (options.quiet && options.progress != When::always))
    style_ = Style::off;
  else
    style_ = isatty(standard_streams().error) && (options.progress == When::always || !is_dumb_terminal())
                 ? Style::terminal
                 : Style::line;
  if (style_ != Style::off) before_ = pulse::listener.exchange(this);
}

Progress::~Progress() {
  if (style_ != Style::off) pulse::listener = before_;
  clear();
}

void Progress::measure(std::int64_t steps_of_run) {
  const std::lock_guard lock(mutex_);
  steps_of_run_ = steps_of_run;
}

void Progress::expect(std::int64_t more, bool is_last) {
  const std::lock_guard lock(mutex_);
  total_ = total_.value_or(0) + more;
  total_is_ = is_last ? Total::known : Total::of_this_pass;
}

void Progress::estimate(std::int64_t left) {
  const std::lock_guard lock(mutex_);
  total_ = (unit_ == Unit::product ? products_.load() : done_) + left;
  total_is_ = Total::estimated;
}

void Progress::add(const RunRecord& run) {
  const std::lock_guard lock(mutex_);
  ++done_;
  failed_ += has_failed(run.outcome);
  lr_ = run.lr;
  steps_of_ended_ += run.steps;
  if (is_due() && done_ != total_) show();
}

void Progress::add_cell(bool has_failed) {
  const std::lock_guard lock(mutex_);
  ++done_;
  failed_ += has_failed;
  if (is_due() && done_ != total_) show();
}

void Progress::read(std::uint64_t bytes, std::optional<std::uint64_t> size) {
  const std::lock_guard lock(mutex_);
  done_ = static_cast<std::int64_t>(bytes);
  if (size) total_ = static_cast<std::int64_t>(*size);
  if (is_due() && done_ != total_) show();
}

// Many threads beat, and one of them shows: none waits for another, nor for a counter that all have.
void Progress::on_beat(pulse::Beat beat) {
  const bool is_step = beat == pulse::Beat::step;
  const std::int64_t beats = counted_here(is_step ? steps_here : products_here);
  if (beats == 0) return;
  (is_step ? steps_ : products_).fetch_add(beats, std::memory_order_relaxed);
  if (!is_due()) return;
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (lock && is_due() && done() > 0) show();
}

bool Progress::is_due() const {
  const auto interval = style_ == Style::terminal ? progress_intervals.on_terminal : progress_intervals.elsewhere;
  return style_ != Style::off && Clock::now() - shown_at_.load(std::memory_order_relaxed) >= interval;
}

void Progress::show() {
  const auto now = Clock::now();
  shown_at_ = now;
  const std::string line = text(std::chrono::duration<double>(now - begin_).count());
  if (style_ == Style::terminal)
    rewrite_line(line);
  else
    print_note(line + "\n");
  is_shown_ = style_ == Style::terminal;
}

double Progress::done() const {
  if (unit_ == Unit::product) return static_cast<double>(products_.load());
  const auto whole = static_cast<double>(done_);
  if (steps_of_run_ == 0) return whole;
  const auto under_way = static_cast<double>(std::max<std::int64_t>(steps_.load() - steps_of_ended_, 0));
  const double part = under_way / static_cast<double>(steps_of_run_);
  return total_ ? std::min(whole + part, static_cast<double>(*total_)) : whole + part;
}

std::string Progress::text(double elapsed) const {
  const UnitWords& unit = words_of(unit_);
  const double count = static_cast<double>(unit_ == Unit::product ? products_.load() : done_) / unit.size;
  std::string rest = lr_ ? ", lr " + short_number_text(*lr_) : std::string();
  if (unit_ == Unit::run || unit_ == Unit::cell) rest += fmt::format(", {} failed", failed_);
  if (!total_) return fmt::format("{:.0f} {}{}", count, count == 1 ? unit.one : unit.many, rest);
  const auto total = std::max(static_cast<double>(*total_), done());
  const double left = elapsed / done() * (total - done());
  return fmt::format("{:.0f}/{:.0f}{} {}{}, {:.0f} %, {}{:.0f} s left{}", count, total / unit.size,
                     total_is_ == Total::known ? "" : "+", unit.many, rest, 100 * done() / total,
                     total_is_ == Total::estimated ? "about " : "", left,
                     total_is_ == Total::of_this_pass ? " in this pass" : "");
}

void Progress::clear() {
  const std::lock_guard lock(mutex_);
  if (!is_shown_) return;
  rewrite_line("");
  is_shown_ = false;
}

}  // namespace lrscope::cli
