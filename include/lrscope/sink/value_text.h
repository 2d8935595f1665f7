// One value of a record as text, for the formats that are text.
#pragma once

#include <string>

#include "lrscope/record/fields.h"

namespace lrscope {

/// Absent values give `absent`; numbers print in shortest round-trip digits, NaN and inf as nan,
/// inf, -inf; lists with a blank between their elements.
std::string value_text(const Value& value, const std::string& absent);

/// "step=6 stage=forward layer=3 tensor=pre_activation index=5:12 kind=overflow"
std::string place_text(const NonfiniteAt& place);

}  // namespace lrscope
