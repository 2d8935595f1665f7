#include "data/csv/byte_stream.h"

#define XXH_INLINE_ALL
#include <unistd.h>
#include <xxhash.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "base/file_error.h"
#include "base/hash.h"
#include "base/streams.h"
#include "base/text.h"
#include "data/csv/gzip.h"

namespace lrscope {
namespace {

constexpr std::size_t block_bytes = 1 << 20;

int close_if_owned(std::FILE* file) { return file == stdin ? 0 : std::fclose(file); }

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File open_file(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) throw IoError(path, "is a directory; name a file inside it.");
  File file(std::fopen(path.c_str(), "rb"), &close_if_owned);
  if (!file) throw cannot_be_read(path, errno);
  static_cast<void>(std::setvbuf(file.get(), nullptr, _IONBF, 0));  // blocks are buffer enough
  return file;
}

/// The built-in file that "case:NAME" names. Throws: UsageError for one that there is not.
const BuiltinFile& builtin_file(const std::string& path) {
  std::vector<std::string> names;
  for (const BuiltinFile& file : builtin_files()) {
    names.push_back("case:" + std::string(file.name));
    if (names.back() == path) return file;
  }
  throw UsageError(path, "no such built-in file" + did_you_mean_one_of(path, names));
}

}  // namespace

struct ByteStream::State {
  File file{nullptr, &close_if_owned};  // null: the bytes are in memory
  std::string_view memory;              // the bytes that next() has not returned
  std::string block;
  std::unique_ptr<GzipReader> gzip;  // if the bytes are compressed
  XXH3_state_t hash;                 // aligned for vector instructions

  State() { XXH3_128bits_reset(&hash); }
};

ByteStream::ByteStream(const std::string& path) : path_(path), state_(std::make_unique<State>()) {
  if (path.empty()) throw bad_value("DATA", "", "the name of the file is empty (an unset shell variable?).");
  if (path.starts_with("case:")) {
    state_->memory = builtin_file(path).bytes;
    size_ = state_->memory.size();
  } else if (path == "-") {
    path_ = "<stdin>";
    const int input = standard_streams().input;
    state_->file.reset(input == STDIN_FILENO ? stdin : fdopen(dup(input), "rb"));
  } else {
    state_->file = open_file(path);
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);  // an error if it is no regular file
    if (!error && size > 0) size_ = size;                       // 0 in /proc, whatever stands there
  }
}

ByteStream::ByteStream(std::string path, std::string_view bytes)
    : path_(std::move(path)), size_(bytes.size()), state_(std::make_unique<State>()) {
  state_->memory = bytes;
}

ByteStream::~ByteStream() = default;

/// The next block as it is stored.
std::string_view ByteStream::next_stored() {
  std::string_view block;
  if (std::FILE* file = state_->file.get()) {
    state_->block.resize(block_bytes);
    const std::size_t got = std::fread(state_->block.data(), 1, block_bytes, file);
    if (got < block_bytes && std::ferror(file)) throw cannot_be_read(path_, errno);
    block = std::string_view(state_->block).substr(0, got);
  } else {
    block = state_->memory.substr(0, block_bytes);
    state_->memory.remove_prefix(block.size());
  }
  XXH3_128bits_update(&state_->hash, block.data(), block.size());
  taken_ += block.size();
  return block;
}

std::string_view ByteStream::next() {
  auto& gzip = state_->gzip;
  if (!gzip) {
    const std::string_view block = next_stored();
    const bool is_first = block.size() == taken_;
    if (!is_first || !GzipReader::is_gzip(block)) return block;
    gzip = std::make_unique<GzipReader>(path_);
    gzip->add(block);
  }
  for (;;) {
    if (const std::string_view text = gzip->next(block_bytes); !text.empty()) return text;
    const std::string_view block = next_stored();
    if (block.empty()) {
      gzip->finish();
      return block;
    }
    gzip->add(block);
  }
}

bool ByteStream::has_ended() const { return !state_->gzip && size_ == taken_; }

std::string ByteStream::hash() const {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(&state_->hash));
  return hexadecimal({reinterpret_cast<const char*>(canonical.digest), sizeof canonical.digest});
}

}  // namespace lrscope
