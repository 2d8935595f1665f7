// csv and tsv: RFC 4180 quoting, the field names as header, absent values empty.
//
// A spreadsheet takes a cell that begins with = + - @ TAB CR or LF for a formula, in quotes too, and a
// formula can run programs. Words from a file must not become one: such a cell of words gets a leading ' (the
// advice of OWASP on CSV injection). Cells of numbers stay as they are: −1 is a number to a spreadsheet, too.
#include "base/text.h"
#include "report/writers.h"

namespace lrscope {
namespace {

class DelimitedWriter final : public RowWriter {
 public:
  explicit DelimitedWriter(char delimiter) : delimiter_(delimiter) {}

 private:
  std::string line_of(const std::vector<std::string>& cells) const override {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) text += delimiter_;
      append_cell(text, cells[i]);
    }
    return text + '\n';
  }

  std::string words(const std::string& text) const override {
    const std::string safe = printable_lines(text, true);
    const bool is_formula =
        !safe.empty() && std::string_view("=+-@\t\r\n").find(safe.front()) != std::string_view::npos;
    return is_formula ? "'" + safe : safe;
  }

  void append_cell(std::string& text, const std::string& cell) const {
    const char special[] = {delimiter_, '"', '\n', '\r', '\0'};
    if (cell.find_first_of(special) == std::string::npos) {
      text += cell;
      return;
    }
    text += '"';
    for (const char c : cell) {
      if (c == '"') text += '"';
      text += c;
    }
    text += '"';
  }

  char delimiter_;
};

}  // namespace

const Writer& csv_writer() {
  static const DelimitedWriter writer(',');
  return writer;
}

const Writer& tsv_writer() {
  static const DelimitedWriter writer('\t');
  return writer;
}

}  // namespace lrscope
