// A GitHub-flavoured markdown table of the same fields as csv.
#include "lrscope/core/text.h"
#include "row_sink.h"
#include "sinks.h"

namespace lrscope {
namespace {

class MarkdownFormat final : public RowFormat {
 public:
  std::string line(const std::vector<std::string>& cells) const override {
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

std::unique_ptr<RowFormat> make_markdown_format() {
  return std::make_unique<MarkdownFormat>();
}

std::unique_ptr<Sink> make_markdown_sink(std::unique_ptr<Output> output, Rows rows) {
  return std::make_unique<RowSink>(std::move(output), rows, make_markdown_format());
}

}  // namespace lrscope
