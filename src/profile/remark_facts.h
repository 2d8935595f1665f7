// What remarks on a file are made from, and how they name columns. Private to this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "profile/data_record.h"

namespace lrscope {

using Names = std::vector<std::string>;

struct Facts {
  const DataResult& result;
  const DataRecord& data;
  std::size_t comparable;  // numeric features
  const DataSpec& spec;
};

inline std::string number(double value) { return short_number_text(value); }

/// The first few, in quotes.
std::string quoted(const Names& names);

/// `names` and a text about them; "" without names.
inline std::string about(const Names& names, std::string_view what) {
  return names.empty() ? "" : quoted(names) + std::string(what);
}

/// Names of the columns for which holds(column) is true.
template <class Holds>
Names columns_where(const Facts& f, Holds holds) {
  Names names;
  for (const ColumnRecord& column : f.result.columns)
    if (holds(column)) names.push_back(column.name);
  return names;
}

// Each returns a remark, or "".
std::string about_task(const Facts& f);
std::string about_far_values(const Facts& f);
std::string about_spellings(const Facts& f);
std::string about_same_categories(const Facts& f);
std::string about_leak(const Facts& f);
std::string about_single_rows(const Facts& f);
std::string about_header(const Facts& f);

}  // namespace lrscope
