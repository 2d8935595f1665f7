// What a person should know about a data file. Private to this folder.
#pragma once

#include <vector>

#include "data/column_profile.h"
#include "lrscope/data_spec.h"
#include "profile/data_record.h"

namespace lrscope {

/// Requires: everything else of `result` is there. In order of weight.
std::vector<Remark> remarks_on(const DataResult& result, const Profile& profile, const DataSpec& spec);

}  // namespace lrscope
