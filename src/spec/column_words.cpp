#include "spec/column_words.h"

#include <string_view>
#include <unordered_set>

#include "base/text.h"

namespace lrscope {
namespace {

constexpr std::size_t longest = 40;  // bytes of a name that is easier to read than an index

/// Names, and parts of names, that a list of columns may be taken for.
class Taken {
 public:
  explicit Taken(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      if (!names_.insert(name).second) repeated_.insert(name);
      if (name.find(',') == std::string::npos) continue;
      for (const std::string& part : split(name, ',')) parts_.insert(std::string(trimmed(part)));
    }
  }
  bool is_free(const std::string& word) const { return !names_.contains(word) && !parts_.contains(word); }
  bool is_one_column(const std::string& name) const { return !repeated_.contains(name) && !parts_.contains(name); }

 private:
  std::unordered_set<std::string_view> names_, repeated_;
  std::unordered_set<std::string> parts_;  // of names with commas: a list of them could spell such a name
};

/// What flags take for an index or a range if no column is called so.
bool looks_like_index(std::string_view name) {
  const auto dash = name.find('-', 1);
  const bool is_range = dash != std::string_view::npos && parse_integer(name.substr(0, dash)).has_value();
  return parse_integer(name) || is_range || name.find("..") != std::string_view::npos;
}

bool reads_as_itself(const std::string& name, const Taken& taken) {
  return !name.empty() && name.size() <= longest && name.find(',') == std::string::npos && name == printable(name) &&
         name == trimmed(name) && !looks_like_index(name) && taken.is_one_column(name);
}

/// "3", or, where a column is called so, "column3", "03", …
std::string index_word(Index column, const Taken& taken) {
  const std::string index = std::to_string(column + 1);
  for (std::string word = index, zeros;; zeros += '0', word = zeros + index) {
    if (taken.is_free(word)) return word;
    if (zeros.empty() && taken.is_free("column" + index)) return "column" + index;
  }
}

}  // namespace

ColumnWords::ColumnWords(const std::vector<std::string>& names) {
  const Taken taken(names);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (reads_as_itself(names[i], taken)) continue;
    const auto column = static_cast<Index>(i);
    others_.emplace_hint(others_.end(), column, index_word(column, taken));
  }
}

std::string ColumnWords::word(Index column, const std::string& name) const {
  const auto other = others_.find(column);
  return other == others_.end() ? name : other->second;
}

}  // namespace lrscope
