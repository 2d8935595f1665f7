#include "data/columns.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/text.h"

namespace lrscope {
namespace {

/// Which columns have a name: a list of many columns of a wide table is looked up in one pass.
using Places = std::unordered_map<std::string_view, std::vector<Index>>;

Places places_of(const CsvTable& table) {
  Places places;
  for (Index column = 0; column < table.columns(); ++column)
    places[table.names()[static_cast<std::size_t>(column)]].push_back(column);
  return places;
}

/// Splits "a..b", or "2-5" with two plain indices; false if `token` is a single column.
bool split_range(const Places& places, std::string_view token, std::string_view& first, std::string_view& last) {
  if (places.contains(token)) return false;
  std::size_t at = token.find(".."), width = 2;
  if (at == std::string_view::npos) {
    at = token.find('-', 1);
    width = 1;
    if (at == std::string_view::npos || !parse_integer(token.substr(0, at)) || !parse_integer(token.substr(at + 1)))
      return false;
  }
  first = trimmed(token.substr(0, at));
  last = trimmed(token.substr(at + width));
  return true;
}

Index find_among(const Places& places, const CsvTable& table, std::string_view flag, std::string_view text) {
  const auto& names = table.names();
  const auto known = places.find(text);
  if (known != places.end() && known->second.size() == 1) return known->second.front();
  const auto refusal = [&](const std::string& why) { return bad_columns(table.path(), flag, text, why); };
  if (known != places.end()) {
    std::vector<std::string> indices;
    for (const Index column : known->second) indices.push_back(std::to_string(column + 1));
    throw refusal("columns " + join(indices, ", ") + " have this name; use the index.");
  }
  const std::string range = "Indices go from 1 to " + std::to_string(names.size()) + " (-1 is the last).";
  if (const auto index = parse_integer(text)) {
    const long long width = table.columns();
    if (*index >= 1 && *index <= width) return *index - 1;
    if (*index <= -1 && *index >= -width) return width + *index;
    throw refusal("the file has " + counted(names.size(), "column") + ". " + range);
  }
  constexpr std::size_t most = 30;
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < names.size() && i < most; ++i) shown.push_back(shortened(names[i]));
  if (names.size() > most) shown.push_back("…");
  throw refusal("the file has no such column" + did_you_mean(nearest(text, names)) + " Columns: " + join(shown, ", ") +
                ".");
}

}  // namespace

DataError bad_columns(const std::string& path, std::string_view flag, std::string_view text, const std::string& why) {
  const std::string option = "--" + std::string(flag);
  return about(option, DataError(path + ": " + option + " " + in_quotes(text) + ": " + why));
}

Index find_column(const CsvTable& table, std::string_view flag, std::string_view text) {
  return find_among(places_of(table), table, flag, text);
}

std::vector<Index> find_columns(const CsvTable& table, std::string_view flag, std::string_view list) {
  std::set<Index> chosen;
  const Places places = places_of(table);
  if (places.contains(list)) return {find_among(places, table, flag, list)};
  for (const std::string& part : split(list, ',')) {
    const std::string_view token = trimmed(part);
    std::string_view first, last;
    if (!split_range(places, token, first, last)) {
      chosen.insert(find_among(places, table, flag, token));
      continue;
    }
    const Index from = find_among(places, table, flag, first), to = find_among(places, table, flag, last);
    if (to < from)
      throw bad_columns(
          table.path(), flag, token,
          "the range runs backwards; write " + in_quotes(std::string(last) + ".." + std::string(first)) + ".");
    for (Index column = from; column <= to; ++column) chosen.insert(column);
  }
  return {chosen.begin(), chosen.end()};
}

}  // namespace lrscope
