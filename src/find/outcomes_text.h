// How the runs of a row ended, in words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/text.h"

namespace lrscope {

/// "4 trained, 1 failed", of a record that counts outcomes.
std::string outcomes_text(const auto& record) {
  std::vector<std::string> parts;
  const auto add = [&](std::int64_t count, const char* what) {
    if (count > 0) parts.push_back(std::to_string(count) + " " + what);
  };
  add(record.trained, "trained");
  add(record.spiked, "spiked");
  add(record.no_skill, "no skill");
  add(record.stalled, "stalled");
  add(record.failed, "failed");
  return parts.empty() ? "·" : join(parts, ", ");
}

}  // namespace lrscope
