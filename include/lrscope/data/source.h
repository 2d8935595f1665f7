// The bytes of a data file, whole, and where they came from.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace lrscope {

struct Source {
  std::string path;  // as shown in messages: a path, "<stdin>", or "case:NAME"
  std::string bytes;
  std::string hash;  // XXH3-128 of the bytes, 32 hexadecimal digits
};

/// A data file that is built into the program.
struct BuiltinFile {
  std::string_view name;
  std::string_view bytes;
};

std::span<const BuiltinFile> builtin_files();

/// Reads `path`, "-" for standard input, or "case:NAME" for a built-in file.
/// Throws: IoError if it is missing, a directory or unreadable; UsageError for an unknown case
/// or an empty path.
Source read_source(const std::string& path);

}  // namespace lrscope
