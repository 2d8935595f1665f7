#include "data/order/batch_file.h"

#include "test.h"

namespace {
std::shared_ptr<const GivenBatches> read(const std::string& text) { return read_batches({"order", text}); }

std::string refusal_of(const std::string& text) {
  try {
    read(text);
  } catch (const DataError& error) {
    return error.what();
  }
  return "accepted";
}
}  // namespace

TEST_CASE("a line is a step: numbers between blanks or commas, behind # a comment") {
  const auto batches = read("# by hand\n0, 3,1\n  2\t2 # twice\r\n\t# more\n4");
  REQUIRE(batches->steps() == 3);
  CHECK(batches->rows == std::vector<int>{0, 3, 1, 2, 2, 4});
  CHECK_EACH(batches->step(0).size() == 3, batches->step(2)[0] == 4, batches->largest() == 3,
             batches->place(1) == "order:3", batches->place(2) == "order:5");
  CHECK(batches_text(*batches) == "0 3 1\n2 2\n4\n");
  CHECK_EACH(read("0 3 1\n2 2\n4\n")->hash == batches->hash, read("0 3 1\n2\n2 4\n")->hash != batches->hash);
}

TEST_CASE("what is no row number is refused with its line") {
  CHECK(refusal_of("1 2\n3 x 4\n").starts_with("order:2: 'x' is no whole number; "));
  CHECK(refusal_of("1 2\n1.5\n").starts_with("order:2: '1.5' "));
  CHECK(refusal_of("# c\n1 -2\n").starts_with("order:2: '-2' is no row number; "));
  CHECK(refusal_of("1\n4294967296\n").starts_with("order:2: '4294967296' is no row number; "));
  CHECK(refusal_of("1\n\n2\n").starts_with("order:2: the line is empty"));
  CHECK(refusal_of("1\n , \n2\n").starts_with("order:2: the line is empty"));
  CHECK_EACH(refusal_of("").starts_with("order: holds no step"),
             refusal_of("# c\n").starts_with("order: holds no step"));
}
