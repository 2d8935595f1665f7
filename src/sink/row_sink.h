// What csv, tsv and markdown have in common: a header once, then a line per record of one kind. Private to
// this folder.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lrscope/record/fields.h"
#include "lrscope/sink/sink.h"
#include "lrscope/sink/value_text.h"

namespace lrscope {

class RowSink : public Sink {
 public:
  RowSink(std::unique_ptr<Output> output, Rows rows, std::string absent)
      : output_(std::move(output)), rows_(rows), absent_(std::move(absent)) {}

  void begin(const BeginRecord&) override {
    if (rows_ == Rows::steps)
      header<StepRecord>();
    else
      header<RunRecord>();
  }
  void step(const StepRecord& record) override {
    if (rows_ == Rows::steps) row(record);
  }
  void run(const RunRecord& record) override {
    if (rows_ == Rows::runs) row(record);
    output_->flush();
  }
  void summary(const Summary&) override {}
  void finish() override { output_->close(); }

 protected:
  /// One line, with its end, for these cells.
  virtual std::string line(const std::vector<std::string>& cells) const = 0;
  /// What follows the line of column names.
  virtual std::string rule(std::size_t) const { return ""; }

 private:
  template <class Record>
  void header() {
    std::vector<std::string> names;
    for (const auto& field : fields<Record>()) names.emplace_back(field.name);
    output_->write(line(names) + rule(names.size()));
  }
  template <class Record>
  void row(const Record& record) {
    std::vector<std::string> cells;
    for (const auto& field : fields<Record>()) cells.push_back(value_text(field.get(record), absent_));
    output_->write(line(cells));
  }

  std::unique_ptr<Output> output_;
  Rows rows_;
  std::string absent_;
};

}  // namespace lrscope
