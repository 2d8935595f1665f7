// An explanation for a person: verdict, cause and cure first, then what they rest on.
#pragma once

#include <string>

#include "explain/explanation.h"

namespace lrscope {

/// `path`: of the data, for the lines that are named.
std::string explanation_table(const Explanation& explanation, const std::string& path);

/// The two questions of somebody whose loss rose, with this run's numbers.
std::string answers(const Explanation& explanation);

/// The loss along a step, drawn in characters, with a table of the marked steps.
std::string along_drawing(const AlongCurve& curve);

}  // namespace lrscope
