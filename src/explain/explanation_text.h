// Words for suspects: what a cause, a change and its evidence are called in tables and records.
#pragma once

#include <string>

#include "explain/suspect.h"

namespace lrscope {

/// "unscaled features and unscaled target"
std::string causes_text(const Causes& causes);

/// "leave out 'id', 'code'"
std::string remedy_text(const Remedy& remedy);

/// A sentence without its full stop; "" for no evidence.
std::string evidence_text(const Evidence& evidence);

}  // namespace lrscope
