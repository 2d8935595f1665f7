// Everything that a sweep delivers, as one text.
#pragma once

#include <string>

#include "lrscope/fields.h"
#include "lrscope/records.h"
#include "lrscope/sweep.h"
#include "report/writer.h"

namespace lrscope::test {

struct TextOfSweep final : SweepObserver {
  std::string text;
  template <class Record>
  void append(const Record& record) {
    for (const auto& field : kind_of<Record>().fields) text += value_text(field.get(record), "") + " ";
    text += "\n";
  }
  void on_step(const StepRecord& step) override { append(step); }
  void on_run(const RunRecord& run) override { append(run); }
};

}  // namespace lrscope::test
