#include "lrscope/data/source.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "lrscope/core/text.h"

namespace lrscope {
namespace {

std::string hash_of(std::string_view bytes) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : canonical.digest) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string read_all(std::FILE* file, const std::string& path) {
  std::string bytes;
  std::array<char, 1 << 16> block;
  while (const std::size_t got = std::fread(block.data(), 1, block.size(), file))
    bytes.append(block.data(), got);
  if (std::ferror(file)) throw IoError(path + ": cannot be read: " + std::strerror(errno) + ".");
  return bytes;
}

std::string read_file(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    throw IoError(path + ": is a directory; name a file inside it.");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) throw IoError(path + ": cannot be read: " + std::strerror(errno) + ".");
  return read_all(file.get(), path);
}

}  // namespace

Source read_source(const std::string& path) {
  if (path.empty()) throw UsageError("the name of a file is empty (a shell variable that is not set?).");
  Source source{path, {}, {}};
  if (path.starts_with("case:")) {
    source.bytes =
        std::string(find_named(builtin_files(), std::string_view(path).substr(5), "built-in case").bytes);
  } else if (path == "-") {
    source.path = "<stdin>";
    source.bytes = read_all(stdin, source.path);
  } else {
    source.bytes = read_file(path);
  }
  source.hash = hash_of(source.bytes);
  return source;
}

}  // namespace lrscope
