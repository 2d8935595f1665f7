// Files that are no CSV, recognised by their first bytes. Private to this folder.
#pragma once

#include <string>
#include <string_view>

namespace lrscope {

/// A format by its name in a sentence, "a Parquet file", and a way to CSV.
struct ForeignFormat {
  std::string_view name;
  std::string_view advice;
};

/// The format of a file that begins with `head`; null if it may be CSV. `may_be_text`: formats of text are among them.
const ForeignFormat* foreign_format_of(std::string_view head, bool may_be_text = true);

/// Sees every block of a file once, in order, and refuses what is no text.
class BinaryCheck {
 public:
  /// `may_be_text`: as above; false where the first lines of the file are passed over.
  explicit BinaryCheck(bool may_be_text) : may_be_text_(may_be_text) {}

  /// Throws: DataError for a foreign format, for a control character in the first 4 kB, and for NUL anywhere.
  void operator()(std::string_view block, const std::string& path);

  /// The line on which the next block begins, from 1.
  long long line() const { return lines_ + 1; }

 private:
  bool may_be_text_;
  unsigned long long seen_ = 0;  // bytes
  long long lines_ = 0;
};

}  // namespace lrscope
