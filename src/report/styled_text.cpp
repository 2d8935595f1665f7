#include "report/styled_text.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace lrscope {
namespace {

/// The sequences that lead from one style to another.
std::string change_of(const Style& from, const Style& to) {
  if (from == to) return "";
  std::string text;
  const bool loses =
      (to.foreground.empty() && !from.foreground.empty()) || (to.background.empty() && !from.background.empty());
  if (loses) text += "\x1b[0m";
  if (to == Style{}) return text;
  const bool has_both = !to.foreground.empty() && !to.background.empty();
  return text + "\x1b[" + to.foreground + (has_both ? ";" : "") + to.background + "m";
}

}  // namespace

StyledText::StyledText(std::string text, Style style) : text_(std::move(text)) {
  if (!text_.empty() && style != Style{}) spans_.push_back({0, text_.size(), std::move(style)});
}

StyledText& StyledText::operator+=(const StyledText& other) {
  const std::size_t before = text_.size();
  text_ += other.text_;
  for (const Span& span : other.spans_) spans_.push_back({before + span.begin, before + span.end, span.style});
  return *this;
}

void StyledText::cut_blanks_at_end() { cut(text_.find_last_not_of(' ') + 1); }

void StyledText::cut(std::size_t bytes) {
  text_.resize(bytes);
  for (Span& span : spans_) span.end = std::min(span.end, text_.size());
  std::erase_if(spans_, [](const Span& span) { return span.begin >= span.end; });
}

std::string StyledText::shown(bool is_colored) const {
  if (!is_colored || spans_.empty()) return printable_lines(text_);
  const std::string_view text = text_;
  std::string out;
  Style style;
  std::size_t done = 0;
  const auto add = [&](std::size_t end, const Style& wanted) {
    if (end == done) return;
    out += change_of(std::exchange(style, wanted), wanted) + printable_lines(text.substr(done, end - done));
    done = end;
  };
  for (const Span& span : spans_) {
    add(span.begin, {});
    add(span.end, span.style);
  }
  add(text.size(), {});
  return out + change_of(style, {});
}

}  // namespace lrscope
