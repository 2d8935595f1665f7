// A GitHub-flavoured markdown table of the same fields as csv.
#include "base/text.h"
#include "report/writers.h"

namespace lrscope {
namespace {

class MarkdownWriter final : public RowWriter {
  std::string line_of(const std::vector<std::string>& cells) const override {
    std::string text = "|";
    for (const std::string& cell : cells) {
      text += ' ';
      for (const char c : cell) {
        if (c == '|' || c == '\\') text += '\\';
        text += c;
      }
      text += " |";
    }
    return text + '\n';
  }
  std::string words(const std::string& text) const override {
    std::string line = text;  // a line end would end the row
    for (char& c : line)
      if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    return printable(line);
  }
  std::string rule(std::size_t columns) const override {
    std::string text = "|";
    for (std::size_t i = 0; i < columns; ++i) text += "---|";
    return text + '\n';
  }
  std::string absent() const override { return "·"; }
};

}  // namespace

const Writer& markdown_writer() {
  static const MarkdownWriter writer;
  return writer;
}

}  // namespace lrscope
