// What a person should know about a data file, in words. Private to this folder.
#pragma once

#include <string>
#include <vector>

#include "lrscope/data/profile.h"
#include "lrscope/record/data_profile.h"
#include "lrscope/spec/data_spec.h"

namespace lrscope {

/// Requires: everything else of `result` is there. In order of weight; a remark speaks of all columns it
/// concerns and names the first few.
std::vector<RemarkRecord> remarks_on(const DataResult& result, const Profile& profile, const DataSpec& spec);

}  // namespace lrscope
