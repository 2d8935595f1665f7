// Problems that were checked for what is run on them.
#pragma once

#include <utility>

#include "lrscope/run/problem.h"

namespace lrscope::test {

/// `source`: a Dataset or a NamedFunction. Throws: as Problem and its check().
template <class Source>
Problem problem_of(Source&& source, const RunSpec& spec) {
  Problem problem(std::forward<Source>(source), spec.precision);
  problem.check(spec);
  return problem;
}

}  // namespace lrscope::test
