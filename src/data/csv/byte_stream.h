// The bytes of a data file, block by block, each read once: a stream need not end. What is compressed by gzip is
// decompressed: its size and its fingerprint are those of the bytes as they are stored.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lrscope {

/// A data file that is built into the program.
struct BuiltinFile {
  std::string_view name;
  std::string_view bytes;
};

std::span<const BuiltinFile> builtin_files();

class ByteStream {
 public:
  /// Opens `path`, "-" for standard input, or "case:NAME" for a built-in file. Throws: IoError if it is missing, a
  /// directory or unreadable; UsageError for an unknown case or an empty path.
  ByteStream(const std::string& path);
  /// Reads `bytes`, which must outlive this, as those of `path`.
  ByteStream(std::string path, std::string_view bytes);
  ~ByteStream();

  /// As messages write it: a path, "<stdin>", or "case:NAME".
  const std::string& path() const { return path_; }
  /// The number of all bytes, where it is known before they are read.
  std::optional<std::uint64_t> size() const { return size_; }
  /// The number of bytes that were read, as they are stored.
  std::uint64_t taken() const { return taken_; }
  /// True where it is known that next() has returned everything.
  bool has_ended() const;

  /// The next block, valid until the next call; empty at the end. Throws: IoError; DataError for damaged gzip.
  std::string_view next();
  /// XXH3-128 of the bytes that were read, as they are stored, 32 hexadecimal digits.
  std::string hash() const;

 private:
  struct State;

  std::string_view next_stored();

  std::string path_;
  std::optional<std::uint64_t> size_;
  std::uint64_t taken_ = 0;
  std::unique_ptr<State> state_;
};

}  // namespace lrscope
