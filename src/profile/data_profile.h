// The profile of a data file: its columns, every defect, the linear model's limit, raw and standardised, and remarks.
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "data/encode.h"
#include "lrscope/data_spec.h"
#include "lrscope/run_spec.h"
#include "profile/data_record.h"
#include "report/screen.h"

namespace lrscope {

/// The result contains exactly the defects that load_dataset would throw for. The limit agrees with that of
/// `lrscope sweep --hidden none --init zeros --precision float64`. Of `run` only the loss, its delta, the biases and the
/// batch size matter. Throws: UsageError as load_dataset and Problem do.
DataResult profile_data(const TableReading& reading, const DataSpec& spec, const RunSpec& run);

/// For people to read. Of more than `most_columns` the first are shown, and how many more there are.
std::string data_table(const DataResult& result, std::string_view path, const Screen& screen = {},
                       std::size_t most_columns = std::numeric_limits<std::size_t>::max());

/// What a person should know, in order of weight. `comparable`: numeric features. Requires: everything of `result` but
/// its remarks is there.
std::vector<Remark> remarks_on(const DataResult& result, std::size_t comparable, const DataSpec& spec);

/// A line "lrscope: …" for each, at most 30; at the end their number, and options that mend all of them.
std::string defects_text(const DataResult& result, std::string_view path);

}  // namespace lrscope
