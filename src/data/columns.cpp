#include "lrscope/data/columns.h"

#include <algorithm>
#include <set>

#include "lrscope/core/text.h"

namespace lrscope {
namespace {

bool is_name(const CsvTable& table, std::string_view text) {
  return std::find(table.names().begin(), table.names().end(), text) != table.names().end();
}

/// Splits "a..b", or "2-5" with two plain indices; false if `token` is a single column.
bool split_range(const CsvTable& table, std::string_view token, std::string_view& first,
                 std::string_view& last) {
  if (is_name(table, token)) return false;
  std::size_t at = token.find(".."), width = 2;
  if (at == std::string_view::npos) {
    at = token.find('-', 1);
    width = 1;
    if (at == std::string_view::npos || !parse_integer(token.substr(0, at)) ||
        !parse_integer(token.substr(at + 1)))
      return false;
  }
  first = trimmed(token.substr(0, at));
  last = trimmed(token.substr(at + width));
  return true;
}

}  // namespace

Index find_column(const CsvTable& table, std::string_view flag, std::string_view text) {
  const auto& names = table.names();
  const auto times = std::count(names.begin(), names.end(), text);
  if (times == 1) return std::find(names.begin(), names.end(), text) - names.begin();
  const std::string beginning = table.path() + ": --" + std::string(flag) + " " + in_quotes(text) + ": ";
  if (times > 1) {
    std::vector<std::string> indices;
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == text) indices.push_back(std::to_string(i + 1));
    throw DataError(beginning + "columns " + join(indices, ", ") + " have this name; use the index.");
  }
  const std::string range = "Indices go from 1 to " + std::to_string(names.size()) + " (-1 is the last).";
  if (const auto index = parse_integer(text)) {
    const long long width = table.columns();
    if (*index >= 1 && *index <= width) return *index - 1;
    if (*index <= -1 && *index >= -width) return width + *index;
    throw DataError(beginning + "the file has " + counted(names.size(), "column") + ". " + range);
  }
  constexpr std::size_t most = 30;
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < names.size() && i < most; ++i) shown.push_back(printable(names[i]));
  if (names.size() > most) shown.push_back("…");
  throw DataError(beginning + "the file has no such column" + did_you_mean(text, names) +
                  " Columns: " + join(shown, ", ") + ".");
}

std::vector<Index> find_columns(const CsvTable& table, std::string_view flag, std::string_view list) {
  std::set<Index> chosen;
  if (is_name(table, list)) return {find_column(table, flag, list)};
  for (const std::string& part : split(list, ',')) {
    const std::string_view token = trimmed(part);
    std::string_view first, last;
    if (!split_range(table, token, first, last)) {
      chosen.insert(find_column(table, flag, token));
      continue;
    }
    const Index from = find_column(table, flag, first), to = find_column(table, flag, last);
    if (to < from)
      throw DataError(table.path() + ": --" + std::string(flag) + " " + in_quotes(token) +
                      ": the range runs backwards.");
    for (Index column = from; column <= to; ++column) chosen.insert(column);
  }
  return {chosen.begin(), chosen.end()};
}

}  // namespace lrscope
