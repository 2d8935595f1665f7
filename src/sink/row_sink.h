// What csv, tsv and markdown have in common: a header once, then a line per record of one kind. Private to
// this folder.
#pragma once

#include <memory>
#include <utility>

#include "lrscope/sink/sink.h"
#include "row_format.h"

namespace lrscope {

class RowSink final : public Sink {
 public:
  RowSink(std::unique_ptr<Output> output, Rows rows, std::unique_ptr<RowFormat> format)
      : output_(std::move(output)), rows_(rows), format_(std::move(format)) {}

  void begin(const BeginRecord&) override {
    output_->write(rows_ == Rows::steps ? header_text<StepRecord>(*format_)
                                        : header_text<RunRecord>(*format_));
  }
  void step(const StepRecord& record) override {
    if (rows_ == Rows::steps) output_->write(row_text(*format_, record));
  }
  void run(const RunRecord& record) override {
    if (rows_ == Rows::runs) output_->write(row_text(*format_, record));
    output_->flush();
  }
  void summary(const Summary&) override {}
  void finish() override { output_->close(); }

 private:
  std::unique_ptr<Output> output_;
  Rows rows_;
  std::unique_ptr<RowFormat> format_;
};

}  // namespace lrscope
