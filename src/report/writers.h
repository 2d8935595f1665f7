// The writers of the formats. Private to this folder.
#pragma once

#include <vector>

#include "report/writer.h"

namespace lrscope {

/// What csv, tsv and markdown have in common: lines of cells.
class RowWriter : public Writer {
 public:
  std::string head(const Kind& kind) const override;
  std::string line(const RecordView& record) const override;

 private:
  /// One line, with its end, for these cells.
  virtual std::string line_of(const std::vector<std::string>& cells) const = 0;
  /// What follows the line of column names.
  virtual std::string rule(std::size_t) const { return ""; }
  /// A cell of words, which may come from a file, as it has to stand in this format.
  virtual std::string words(const std::string& text) const = 0;
  /// The text of an absent value.
  virtual std::string absent() const { return ""; }
};

const Writer& csv_writer();
const Writer& tsv_writer();
const Writer& jsonl_writer();
const Writer& markdown_writer();

}  // namespace lrscope
