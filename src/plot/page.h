// A page: words, pictures, tables, commands and records in one file that asks nothing of any network.
#pragma once

#include <string>

#include "figure/figure.h"
#include "plot/records.h"

namespace lrscope {

/// HTML with `figure`'s panels, which are those of `records`. The same input gives the same bytes.
std::string page_of(const Figure& figure, const RecordSet& records);

/// What the records say in a few sentences: where training fails, and what is proposed. Empty where they say nothing.
std::vector<std::string> verdict_of(const RecordSet& records);

}  // namespace lrscope
