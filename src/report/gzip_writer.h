// Text as the bytes of a gzip file: the same bytes for the same text.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace lrscope {

class GzipWriter {
 public:
  GzipWriter();
  ~GzipWriter();

  /// Takes more text; returns the bytes that are complete.
  std::string add(std::string_view text);
  /// The rest of the bytes.
  std::string finish();

 private:
  struct State;

  std::string deflated(std::string_view text, bool is_end);

  std::unique_ptr<State> state_;
};

}  // namespace lrscope
