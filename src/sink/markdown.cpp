// A GitHub-flavoured markdown table of the same fields as csv.
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
      for (const char c : cell) text += c == '|' ? std::string("\\|") : std::string(1, c == '\n' ? ' ' : c);
      text += " |";
    }
    return text + '\n';
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
