// The steps of a run, kept, and the data that most runs here train on.
#pragma once

#include <vector>

#include "data/csv/source.h"
#include "data/encode.h"
#include "lrscope/problem.h"
#include "lrscope/trainer.h"

namespace lrscope::test {

struct Recorder final : StepObserver {
  std::vector<StepRecord> steps;
  void on_step(const StepRecord& step) override { steps.push_back(step); }
};

/// Features and target standardised.
inline Dataset diabetes() {
  DataSpec scaled;
  scaled.scale = scaled.scale_target = Scaling::standard;
  return load_dataset(read_source("case:diabetes"), scaled);
}

}  // namespace lrscope::test
