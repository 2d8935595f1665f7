#include "data/csv/source.h"

#include "data/csv/byte_stream.h"

namespace lrscope {

Source read_source(const std::string& path) {
  ByteStream stream(path);
  Source source{stream.path(), {}, {}};
  for (auto block = stream.next(); !block.empty(); block = stream.next()) source.bytes += block;
  source.hash = stream.hash();
  return source;
}

}  // namespace lrscope
