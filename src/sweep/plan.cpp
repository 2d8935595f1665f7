#include "sweep/plan.h"

#include "base/text.h"

namespace lrscope {

Shard parse_shard(std::string_view text) {
  const auto slash = text.find('/');
  if (slash != std::string_view::npos) {
    const auto index = parse_integer(text.substr(0, slash)), count = parse_integer(text.substr(slash + 1));
    if (index && count && 1 <= *index && *index <= *count) return {*index, *count};
  }
  throw bad_value("--shard", text, "expected I/N, the I-th of N shards with 1 ≤ I ≤ N (2/8), or auto.");
}

}  // namespace lrscope
