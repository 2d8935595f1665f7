#include "progress.h"

#include <fmt/format.h>

#include "lrscope/core/text.h"
#include "say.h"

namespace lrscope::cli {
namespace {
constexpr std::chrono::milliseconds terminal_interval{200};
constexpr std::chrono::seconds line_interval{30};
}  // namespace

void Progress::add(const RunRecord& run) {
  const std::lock_guard lock(mutex_);
  ++done_;
  failed_ += has_failed(run.outcome);
  const auto now = Clock::now();
  if (style_ == Style::off || done_ == total_) return;
  if (now - shown_at_ <
      (style_ == Style::terminal ? Clock::duration(terminal_interval) : Clock::duration(line_interval)))
    return;
  shown_at_ = now;
  const double elapsed = std::chrono::duration<double>(now - begin_).count();
  const double left = elapsed / static_cast<double>(done_) * static_cast<double>(total_ - done_);
  say(fmt::format("{}{}/{} runs, lr {}, {} failed, {:.0f} s left{}",
                  style_ == Style::terminal ? "\r\x1b[K" : "", done_, total_, short_number_text(run.lr),
                  failed_, left, style_ == Style::terminal ? "" : "\n"));
  is_shown_ = style_ == Style::terminal;
}

void Progress::clear() {
  const std::lock_guard lock(mutex_);
  if (!is_shown_) return;
  say("\r\x1b[K");
  is_shown_ = false;
}

}  // namespace lrscope::cli
