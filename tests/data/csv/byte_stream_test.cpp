// Compressed files.
#include "data/csv/byte_stream.h"

#include <zlib.h>

#include "data/csv/csv_table.h"
#include "test.h"

namespace {
/// The bytes of `text` as a member of a gzip file.
std::string compressed(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + 16, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string bytes(deflateBound(&stream, static_cast<uLong>(text.size())), '?');
  std::string copy = text;
  stream.next_in = reinterpret_cast<Bytef*>(copy.data());
  stream.avail_in = static_cast<uInt>(copy.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  bytes.resize(stream.total_out);
  deflateEnd(&stream);
  return bytes;
}

std::string all_of(const std::string& bytes) {
  ByteStream stream("f.csv.gz", bytes);
  std::string text;
  for (auto block = stream.next(); !block.empty(); block = stream.next()) text += block;
  return text;
}

/// Random digits and line ends: they do not compress well, so that the compressed text takes several blocks, too.
std::string long_text() {
  std::mt19937 random(7);
  std::string text = "a,b\n";
  while (text.size() < 6'000'000) text += std::to_string(random()) + "," + std::to_string(random()) + "\n";
  return text;
}
}  // namespace

TEST_CASE(
    "a gzip file is the text that was compressed, in one member or in several, and what follows them is padding") {
  const std::string text = long_text();
  CHECK((all_of(compressed(text)) == text));
  CHECK(all_of(compressed("a,b\n1,2\n") + compressed("3,4\n")) == "a,b\n1,2\n3,4\n");
  CHECK(all_of(compressed("a,b\n1,2\n") + compressed("") + compressed("3,4\n")) == "a,b\n1,2\n3,4\n");
  CHECK(all_of(compressed("a,b\n1,2\n") + std::string(600, '\0')) == "a,b\n1,2\n");
}

TEST_CASE("size and fingerprint of a gzip file are those of the bytes as they are stored") {
  const std::string bytes = compressed("a,b\n1,2\n3,5\n");
  const CsvTable table({"f.csv.gz", bytes}, {});
  CHECK_EACH(table.rows() == 2, table.cell(1, 1) == "5", table.name(0) == "a");
  ByteStream stored("f", std::string_view(bytes).substr(1));  // no gzip: read as it is
  while (!stored.next().empty()) continue;
  CHECK(stored.taken() == bytes.size() - 1);
  CHECK(table.hash() != stored.hash());
  ByteStream stream("f.csv.gz", bytes);
  while (!stream.next().empty()) continue;
  CHECK_EACH(stream.taken() == bytes.size(), stream.size() == bytes.size(), stream.hash() == table.hash());
}

TEST_CASE("a text that decompresses to far more than it takes comes in blocks") {
  const std::string bytes = compressed("a,b\n" + std::string(20'000'000, '1'));
  CHECK(bytes.size() < 100'000);
  ByteStream stream("f.csv.gz", bytes);
  std::size_t largest = 0, sum = 0;
  for (auto block = stream.next(); !block.empty(); block = stream.next()) {
    largest = std::max(largest, block.size());
    sum += block.size();
  }
  CHECK_EACH(sum == 20'000'004, largest <= 1 << 20);
}

TEST_CASE("a gzip file that is damaged or ends in the middle is refused") {
  const std::string bytes = compressed(long_text());
  CHECK_THROWS_WITH(all_of(bytes.substr(0, bytes.size() / 2)),
                    "f.csv.gz: the gzip file ends in the middle; make or download it again.");
  CHECK_THROWS_WITH(all_of(bytes.substr(0, bytes.size() - 1)),
                    "f.csv.gz: the gzip file ends in the middle; make or download it again.");
  std::string damaged = bytes;
  for (std::size_t i = 0; i < 50; ++i) damaged[bytes.size() / 2 + i] = '\x55';
  CHECK_THROWS_AS(all_of(damaged), DataError);
}
