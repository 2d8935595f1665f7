// The profile of a data file, its remarks and its defects, for people to read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/column_profile.h"
#include "lrscope/data_spec.h"
#include "profile/data_record.h"

namespace lrscope {

std::string data_table(const DataResult& result, std::string_view path);

/// What a person should know, in order of weight. Requires: everything of `result` but its remarks is there.
std::vector<Remark> remarks_on(const DataResult& result, const Profile& profile, const DataSpec& spec);

/// A line for each, but at most a hundred of one kind in one column; at the end their number. Lines begin with
/// "lrscope: ".
std::string defects_text(const DataResult& result, std::string_view path);

}  // namespace lrscope
