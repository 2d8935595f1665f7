// The parts that hold a file in memory: packed rows, line numbers, blocks of bytes.
#include "data/csv/row_store.h"

#include "data/csv/byte_stream.h"
#include "data/csv/csv_table.h"
#include "lrscope/dataset.h"
#include "test.h"

namespace {
struct Row {
  std::string text;
  std::vector<std::uint32_t> ends;

  explicit Row(const std::vector<std::string>& cells) {
    for (const std::string& cell : cells) {
      text += cell;
      ends.push_back(static_cast<std::uint32_t>(text.size()));
    }
  }
};
}  // namespace

TEST_CASE("cells come back from rows of every length, however they are packed") {
  RowStore store;
  std::vector<std::vector<std::string>> rows;
  for (const std::size_t length : {0u, 1u, 84u, 85u, 86u, 21844u, 21845u, 21846u, 200000u, 3u, 2'000'000u, 5u})
    rows.push_back({std::string(length, 'a'), "", std::string(length, 'b'), std::string(length, 'c')});
  for (int again = 0; again < 20; ++again)
    for (const auto& cells : rows) {
      const Row row(cells);
      store.add(row.text, row.ends);
    }
  REQUIRE(store.rows() == static_cast<Index>(20 * rows.size()));
  for (Index i = 0; i < store.rows(); ++i)
    for (Index column = 0; column < 4; ++column)
      CHECK(
          (store.cell(i, column) == rows[static_cast<std::size_t>(i) % rows.size()][static_cast<std::size_t>(column)]));
}

TEST_CASE("a row takes its text, an end of one to four bytes for each cell, and 13 bytes") {
  for (const auto& [length, width] :
       {std::pair{255u, 1u}, std::pair{256u, 2u}, std::pair{65535u, 2u}, std::pair{65536u, 4u}}) {
    RowStore store;
    const Row row({std::string(length - 1, 'a'), "b"});
    store.add(row.text, row.ends);
    CHECK(store.bytes() == length + 2 * width + 13);
  }
}

TEST_CASE("lines are remembered where rows follow each other and where they do not") {
  const std::vector<long long> lines = {2, 3, 4, 9, 10, 12, 5'000'000'000, 5'000'000'001, 5'000'000'007};
  LineNumbers numbers;
  for (const long long line : lines) numbers.push_back(line);
  REQUIRE(numbers.size() == lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) CHECK(numbers[i] == lines[i]);
}

TEST_CASE("blocks are the bytes in order, their fingerprint that of the whole") {
  std::string bytes(3'500'000, '?');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>('a' + i % 23);
  ByteStream stream("f", bytes);
  CHECK(stream.size() == bytes.size());
  CHECK(stream.hash() == "99aa06d3014798d86001c324468d497f");  // of nothing, by the definition of XXH3-128
  std::string all;
  int blocks = 0;
  for (auto block = stream.next(); !block.empty(); block = stream.next(), ++blocks) all += block;
  CHECK_EACH(blocks > 1, (all == bytes), stream.taken() == bytes.size());
  CHECK(ByteStream("case:line").size() == ByteStream("case:line").next().size());
}

TEST_CASE("a table is the same wherever the blocks of its file end") {
  // Cells of every kind across the ends of blocks, 2^20 bytes each.
  std::string bytes = "a,b\r\n";
  long long line = 2;
  std::vector<std::pair<std::string, long long>> expected;
  while (bytes.size() < 3'200'000) {
    const std::string inside = std::string(expected.size() % 37, 'q') + "\"\"x\r\ny,\"\"";
    expected.emplace_back(std::string(expected.size() % 37, 'q') + "\"x\r\ny,\"", line);
    bytes += "\"" + inside + "\"," + std::to_string(expected.size()) + "\r\n";
    line += 2;
  }
  const CsvTable table({"f.csv", bytes}, {.delimiter = ',', .header = true});
  REQUIRE(table.rows() == static_cast<Index>(expected.size()));
  bool same = true;
  for (Index row = 0; row < table.rows(); ++row) {
    const auto& [cell, begin] = expected[static_cast<std::size_t>(row)];
    same =
        same && table.cell(row, 0) == cell && table.line(row) == begin && table.cell(row, 1) == std::to_string(row + 1);
  }
  CHECK(same);
}

TEST_CASE("an observer sees a table grow and can end the reading") {
  std::string bytes = "a,b\n";
  while (bytes.size() < 5'000'000) bytes += "123,456\n";
  std::vector<Reading> seen;
  CHECK_THROWS_AS(CsvTable({"f.csv", bytes}, {},
                           [&](const Reading& reading) {
                             seen.push_back(reading);
                             if (seen.size() == 3) throw UsageError("enough");
                           }),
                  UsageError);
  REQUIRE(seen.size() == 3);
  CHECK_EACH(seen[0].size == bytes.size(), seen[0].taken < seen[1].taken, seen[2].taken <= 4 << 20,
             seen[2].columns == 2, seen[2].rows == static_cast<Index>((seen[2].taken - 4) / 8));
}
