// --shard as it is typed.
#pragma once

#include <string_view>

#include "lrscope/sweep.h"

namespace lrscope {

/// "2/8". Throws: UsageError unless 1 ≤ index ≤ count.
Shard parse_shard(std::string_view text);

}  // namespace lrscope
