// The first lines of an explanation: verdict, cause, cure, edge. Private to this folder.
#pragma once

#include <optional>
#include <string>

#include "explain/explanation.h"
#include "report/screen.h"

namespace lrscope {

/// A few digits; without an exponent below a million; "·" for none.
std::string factor_text(const std::optional<double>& factor, int count = 2);

std::string verdict_text(const Explanation& explanation, const Screen& screen);

}  // namespace lrscope
