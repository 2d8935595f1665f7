#include "report/gzip_writer.h"

#include <zlib.h>

#include <array>
#include <new>

namespace lrscope {

struct GzipWriter::State {
  z_stream stream{};

  State() {
    constexpr int gzip_only = 16, usual_memory = 8;  // its header holds no time and no name
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + gzip_only, usual_memory,
                     Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { deflateEnd(&stream); }
};

GzipWriter::GzipWriter() : state_(std::make_unique<State>()) {}

GzipWriter::~GzipWriter() = default;

std::string GzipWriter::add(std::string_view text) { return deflated(text, false); }

std::string GzipWriter::finish() { return deflated("", true); }

std::string GzipWriter::deflated(std::string_view text, bool is_end) {
  z_stream& stream = state_->stream;
  // zlib does not write here: its interface is from before const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  std::string bytes;
  std::array<char, 4096> block{};
  do {
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    deflate(&stream, is_end ? Z_FINISH : Z_NO_FLUSH);
    bytes.append(block.data(), block.size() - stream.avail_out);
  } while (stream.avail_out == 0);
  return bytes;
}

}  // namespace lrscope
