#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/streams.h"
#include "base/text.h"

namespace lrscope::cli {

Progress::Progress(const ShowOptions& options, std::optional<std::int64_t> total) : total_(total) {
  if (options.progress == When::never || (options.quiet && options.progress != When::always))
    style_ = Style::off;
  else
    style_ = isatty(standard_streams().error) && (options.progress == When::always || !is_dumb_terminal())
                 ? Style::terminal
                 : Style::line;
}

void Progress::expect(std::int64_t more, bool is_last) {
  const std::lock_guard lock(mutex_);
  total_ = total_.value_or(0) + more;
  is_total_final_ = is_last;
}

void Progress::add(bool has_failed, std::optional<double> lr) {
  const std::lock_guard lock(mutex_);
  ++done_;
  failed_ += has_failed;
  const auto now = Clock::now();
  const bool on_terminal = style_ == Style::terminal;
  const Clock::duration interval = on_terminal ? std::chrono::milliseconds(200) : std::chrono::seconds(30);
  if (style_ == Style::off || done_ == total_ || now - shown_at_ < interval) return;
  shown_at_ = now;
  const std::string line = text(lr, std::chrono::duration<double>(now - begin_).count());
  if (on_terminal)
    rewrite_line(line);
  else
    print_note(line + "\n");
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
  rewrite_line("");
  is_shown_ = false;
}

}  // namespace lrscope::cli
