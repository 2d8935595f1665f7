#include "data/csv/line_filter.h"

namespace lrscope {

std::string_view LineFilter::operator()(std::string_view block) {
  if (skip_ == 0 && !comment_) return block;
  left_.clear();
  for (const char c : block) {
    const bool is_end = c == '\n' || c == '\r';
    const bool is_second_half_of_end = c == '\n' && after_carriage_return_;
    after_carriage_return_ = c == '\r';
    if (skip_ > 0 || is_second_half_of_end) {
      if (is_end) left_ += c;
      if (is_end && !is_second_half_of_end) --skip_;
      continue;
    }
    if (is_at_begin_ && !is_in_quotes_) is_comment_ = c == comment_;
    is_at_begin_ = is_end;
    if (is_end) is_comment_ = false;
    if (is_comment_) continue;
    if (c == '"' && comment_) is_in_quotes_ = !is_in_quotes_;  // a doubled quote is none
    left_ += c;
  }
  return left_;
}

std::string_view BlankFilter::operator()(std::string_view block) {
  left_.clear();
  for (const char c : block) {
    if (c == '"') is_in_quotes_ = !is_in_quotes_;
    if ((c == ' ' || c == '\t') && !is_in_quotes_) {
      is_after_blank_ = !is_at_begin_;
      continue;
    }
    const bool is_end = (c == '\n' || c == '\r') && !is_in_quotes_;
    if (is_after_blank_ && !is_end) left_ += ' ';
    is_after_blank_ = false;
    is_at_begin_ = is_end;
    left_ += c;
  }
  return left_;
}

}  // namespace lrscope
