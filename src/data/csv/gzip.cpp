#include "data/csv/gzip.h"

#include <zlib.h>

#include <new>

#include "lrscope/errors.h"

namespace lrscope {

struct GzipReader::State {
  z_stream stream{};
  std::string block;
  bool is_in_member = false;  // a file is one member after the other
  bool has_ended = false;     // what follows the last member, such as padding, is passed over

  State() {
    constexpr int gzip_only = 16;
    if (inflateInit2(&stream, MAX_WBITS + gzip_only) != Z_OK) throw std::bad_alloc();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { inflateEnd(&stream); }
};

GzipReader::GzipReader(std::string path) : path_(std::move(path)), state_(std::make_unique<State>()) {}

GzipReader::~GzipReader() = default;

void GzipReader::add(std::string_view compressed) {
  // zlib does not write here: its interface is from before const.
  state_->stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  state_->stream.avail_in = static_cast<uInt>(compressed.size());
}

std::string_view GzipReader::next(std::size_t most) {
  z_stream& stream = state_->stream;
  state_->block.resize(most);
  stream.next_out = reinterpret_cast<Bytef*>(state_->block.data());
  stream.avail_out = static_cast<uInt>(most);
  const auto is_at_start_of_next = [&] { return !state_->is_in_member && stream.avail_in > 0; };
  while (stream.avail_out > 0 && !state_->has_ended) {
    if (is_at_start_of_next() && stream.total_out > 0 && *stream.next_in != 0x1f) {
      state_->has_ended = true;
      break;
    }
    if (is_at_start_of_next()) state_->is_in_member = true;
    const int status = inflate(&stream, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    if (status == Z_STREAM_END) {
      const uLong total = stream.total_out;
      inflateReset(&stream);
      stream.total_out = total;
      state_->is_in_member = false;
      if (stream.avail_in == 0) break;
      continue;
    }
    if (status == Z_BUF_ERROR) break;  // more compressed bytes are needed
    if (status != Z_OK)
      throw DataError(path_, "the gzip file is damaged after " + std::to_string(stream.total_out) +
                                 " bytes of text; make or download it again.");
  }
  return std::string_view(state_->block).substr(0, most - stream.avail_out);
}

void GzipReader::finish() const {
  if (state_->is_in_member) throw DataError(path_, "the gzip file ends in the middle; make or download it again.");
}

}  // namespace lrscope
