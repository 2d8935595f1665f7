// One value of a record as text, for the formats that are text.
#pragma once

#include <string>

#include "lrscope/fields.h"

namespace lrscope {

/// Absent values give `absent`; numbers print in shortest round-trip digits, NaN and inf as nan,
/// inf, -inf; lists with a blank between their elements.
std::string value_text(const Value& value, const std::string& absent);

}  // namespace lrscope
