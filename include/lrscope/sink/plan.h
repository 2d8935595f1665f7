// The runs that a sweep would make, as text, in every format.
#pragma once

#include <string>
#include <vector>

#include "lrscope/record/plan.h"
#include "lrscope/sink/sink.h"

namespace lrscope {

/// The table is the bare commands, a line each, for programs that run lines.
std::string plan_text(Format format, const std::vector<PlanRecord>& runs);

}  // namespace lrscope
