// Built-in functions by name, problems that were checked for what is run on them, and what observes their runs.
#pragma once

#include "data/encode.h"
#include "lrscope/fields.h"
#include "lrscope/functions.h"
#include "lrscope/problem.h"
#include "lrscope/records.h"
#include "lrscope/sweep.h"
#include "lrscope/trainer.h"
#include "report/writer.h"
#include "test.h"

namespace lrscope::test {

inline const NamedFunction& function(std::string_view name) {
  for (const NamedFunction& row : functions())
    if (row.name == name) return row;
  throw std::logic_error("no such function");
}

/// Features and target standardised.
inline Dataset diabetes() {
  DataSpec scaled;
  scaled.scale = scaled.scale_target = Scaling::standard;
  return read_dataset("case:diabetes", scaled);
}

/// `source`: a Dataset or a NamedFunction. Throws: as Problem and its check().
template <class Source>
Problem problem_of(Source&& source, const RunSpec& spec) {
  Problem problem(std::forward<Source>(source), spec.precision);
  problem.check(spec);
  return problem;
}

struct Recorder final : StepObserver {
  std::vector<StepRecord> steps;
  void on_step(const StepRecord& step) override { steps.push_back(step); }
  double loss(std::size_t t) const { return steps.at(t).loss; }
};

/// Everything that a sweep delivers, as one text.
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
