// What goes to standard error: one gate for all of it.
#include "base/streams.h"

#include <fcntl.h>
#include <unistd.h>

#include "test.h"

namespace {
/// What `print` sends to standard error.
std::string printed(const auto& print) {
  const std::string path = scratch() + "/error";
  const int file = open(path.c_str(), O_WRONLY | O_CREAT, 0600);
  {
    const UseStreams streams({.error = file});
    print();
  }
  close(file);
  return read_file(path);
}

const std::string hostile = "x\x1b]0;x\x07\x1b[31m\x7f\xc2\x9b\xe2\x80\xae\xff\t\r größe ∞";
}  // namespace

TEST_CASE("notes have no control characters but line ends, whatever is in them, and however long they are") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += hostile + "\n";
  CHECK(printed([&] { print_note(text); }) == printable_lines(text));
  CHECK(printed([&] { print_note(""); }).empty());
}

TEST_CASE("a line that takes the place of the one before begins with the sequence for it, and has no other") {
  CHECK(printed([&] { rewrite_line(hostile); }) == "\r\x1b[K" + printable(hostile));
}
