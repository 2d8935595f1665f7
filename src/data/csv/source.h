// A small file as a whole. Data files are read block by block: byte_stream.h.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace lrscope {

struct Source {
  std::string path;  // as messages write it: a path, "<stdin>", or "case:NAME"
  std::string bytes;
  std::string hash;  // XXH3-128 of the bytes, 32 hexadecimal digits
};

/// A data file that is built into the program.
struct BuiltinFile {
  std::string_view name;
  std::string_view bytes;
};

std::span<const BuiltinFile> builtin_files();

/// All of `path`, "-" for standard input, or "case:NAME" for a built-in file. Throws: as ByteStream.
Source read_source(const std::string& path);

}  // namespace lrscope
