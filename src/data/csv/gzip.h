// gzip, decompressed as it is read. Private to this folder.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace lrscope {

class GzipReader {
 public:
  /// `path` is for messages.
  explicit GzipReader(std::string path);
  ~GzipReader();

  /// True for the first bytes of a gzip file.
  static bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b\x08"); }

  /// The next compressed bytes, which stay valid until next() has returned nothing.
  void add(std::string_view compressed);
  /// The next bytes of the text, at most `most`, valid until the next call; empty where more compressed ones are needed.
  /// Throws: DataError for what is no gzip.
  std::string_view next(std::size_t most);
  /// Throws: DataError if the file ends in the middle.
  void finish() const;

 private:
  struct State;

  std::string path_;
  std::unique_ptr<State> state_;
};

}  // namespace lrscope
