// What is taken out of a text before it is cut into records, from blocks that may end anywhere. Line ends stay, so that
// lines keep their numbers: what is taken out leaves a blank line. Private to this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lrscope {

/// Empties the first `skip` lines, and those that begin with `comment` outside of quotes.
class LineFilter {
 public:
  LineFilter(long long skip, std::optional<char> comment) : skip_(skip), comment_(comment) {}

  /// What is left of `block`: the block itself or a text that is valid until the next call.
  std::string_view operator()(std::string_view block);
  /// Lines that were to be skipped and have not come yet.
  long long still_to_skip() const { return skip_; }

 private:
  long long skip_;
  std::optional<char> comment_;
  bool is_at_begin_ = true;  // of a line
  bool is_in_quotes_ = false;
  bool is_comment_ = false;  // the line under way
  bool after_carriage_return_ = false;
  std::string left_;
};

/// Makes one blank of each run of blanks and tabs outside of quotes; none of those at the ends of a line.
class BlankFilter {
 public:
  /// The text is valid until the next call.
  std::string_view operator()(std::string_view block);

 private:
  bool is_at_begin_ = true;  // of a line
  bool is_in_quotes_ = false;
  bool is_after_blank_ = false;
  std::string left_;
};

}  // namespace lrscope
