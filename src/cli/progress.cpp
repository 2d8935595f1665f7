#include "cli/progress.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/say.h"

namespace lrscope::cli {
namespace {
constexpr std::chrono::milliseconds terminal_interval{200};
constexpr std::chrono::seconds line_interval{30};
}  // namespace

void Progress::add(const RunRecord& run) { add(lrscope::has_failed(run.outcome), run.lr); }

void Progress::expect(std::int64_t more, bool is_last) {
  const std::lock_guard lock(mutex_);
  total_ = total_.value_or(0) + more;
  is_total_final_ = is_last;
}

void Progress::add_cell(bool has_failed) { add(has_failed, std::nullopt); }

void Progress::add(bool has_failed, std::optional<double> lr) {
  const std::lock_guard lock(mutex_);
  ++done_;
  failed_ += has_failed;
  const auto now = Clock::now();
  if (style_ == Style::off || done_ == total_) return;
  if (now - shown_at_ <
      (style_ == Style::terminal ? Clock::duration(terminal_interval) : Clock::duration(line_interval)))
    return;
  shown_at_ = now;
  const bool on_terminal = style_ == Style::terminal;
  say((on_terminal ? "\r\x1b[K" : "") + text(lr, std::chrono::duration<double>(now - begin_).count()) +
      (on_terminal ? "" : "\n"));
  is_shown_ = on_terminal;
}

std::string Progress::text(std::optional<double> lr, double elapsed) const {
  const std::string_view noun = lr ? "run" : "cell";
  const std::string rest =
      (lr ? ", lr " + short_number_text(*lr) : std::string()) + fmt::format(", {} failed", failed_);
  if (!total_) return counted(static_cast<std::size_t>(done_), noun) + rest;
  const double left = elapsed / static_cast<double>(done_) * static_cast<double>(*total_ - done_);
  return fmt::format("{}/{}{} {}s{}, {:.0f} s left{}", done_, *total_, is_total_final_ ? "" : "+", noun, rest, left,
                     is_total_final_ ? "" : " in this pass");
}

void Progress::clear() {
  const std::lock_guard lock(mutex_);
  if (!is_shown_) return;
  say("\r\x1b[K");
  is_shown_ = false;
}

}  // namespace lrscope::cli
