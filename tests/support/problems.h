// Built-in functions by name, and problems that were checked for what is run on them.
#pragma once

#include <stdexcept>
#include <string_view>
#include <utility>

#include "data/csv/source.h"
#include "lrscope/functions.h"
#include "lrscope/problem.h"

namespace lrscope::test {

inline const NamedFunction& function(std::string_view name) {
  for (const NamedFunction& row : functions())
    if (row.name == name) return row;
  throw std::logic_error("no such function");
}

/// `source`: a Dataset or a NamedFunction. Throws: as Problem and its check().
template <class Source>
Problem problem_of(Source&& source, const RunSpec& spec) {
  Problem problem(std::forward<Source>(source), spec.precision);
  problem.check(spec);
  return problem;
}

}  // namespace lrscope::test
