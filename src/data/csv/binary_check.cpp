#include "data/csv/binary_check.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "lrscope/errors.h"

namespace lrscope {
namespace {

constexpr std::size_t beginning = 4096;  // where no control character passes; later only NUL is refused

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x09 || (byte > 0x0d && byte < 0x20);
}

/// Where the first byte is that no text has; the size of `block` if there is none. `first` is its part that
/// belongs to the beginning of the file.
std::size_t first_control(std::string_view block, std::string_view first) {
  const auto at = static_cast<std::size_t>(std::ranges::find_if(first, is_control) - first.begin());
  if (at < first.size()) return at;
  const void* nul = block.empty() ? nullptr : std::memchr(block.data(), 0, block.size());
  return nul ? static_cast<std::size_t>(static_cast<const char*>(nul) - block.data()) : block.size();
}

/// By how it begins (gzip, zip and with it xlsx, xz, zstd, UTF-16), or by how much of what follows the first
/// such byte is of its kind; else a single character went astray.
bool is_no_text(std::string_view block, std::size_t at, bool is_first) {
  using namespace std::string_view_literals;
  for (const std::string_view magic :
       {"\x1f\x8b"sv, "PK\x03\x04"sv, "\xfd\x37zXZ"sv, "\x28\xb5\x2f\xfd"sv, "\xff\xfe"sv, "\xfe\xff"sv})
    if (is_first && block.starts_with(magic)) return true;
  const std::string_view rest = block.substr(at, beginning);
  constexpr std::ptrdiff_t some = 8, share = 32;
  const auto controls = std::ranges::count_if(rest, is_control);
  return controls >= some && controls >= static_cast<std::ptrdiff_t>(rest.size()) / share;
}

}  // namespace

void BinaryCheck::operator()(std::string_view block, const std::string& path) {
  const std::string_view first = seen_ < beginning ? block.substr(0, beginning - seen_) : "";
  const std::size_t at = first_control(block, first);
  lines_ += std::count(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  if (at < block.size()) {
    const std::string where = "byte " + in_quotes(block.substr(at, 1)) + " at offset " + std::to_string(seen_ + at);
    throw DataError(
        path + ":" + std::to_string(lines_ + 1) + ": " +
        (is_no_text(block, at, seen_ == 0)
             ? "this is not a text file (" + where +
                   "); lrscope reads CSV. Decompress or export it first, or convert UTF-16 to UTF-8."
             : "a control character stands here (" + where + "), which no CSV file has; remove the character."));
  }
  seen_ += block.size();
}

}  // namespace lrscope
