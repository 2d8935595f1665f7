// An explanation for people to read: verdict, cause and cure first, then the facts behind them.
#pragma once

#include <string>

#include "explain/explanation.h"

namespace lrscope {

/// `path`: of the data file, whose lines are named.
std::string explanation_table(const Explanation& explanation, const std::string& path);

/// Answers to two questions about a loss that rose, with this run's numbers.
std::string answers(const Explanation& explanation);

/// The loss along a step, drawn in characters, with a table of the marked steps.
std::string along_drawing(const AlongCurve& curve);

}  // namespace lrscope
