#include "data/column_plan.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "base/text.h"
#include "report/lists.h"
#include "spec/change.h"
#include "spec/column_words.h"

namespace lrscope {
namespace {

/// "d.csv: --drop 'id': …": an error about the columns that an option names.
DataError bad_columns(const std::string& path, std::string_view flag, std::string_view text, const std::string& why) {
  const std::string option = "--" + std::string(flag);
  return about(option, DataError(path + ": " + option + " " + in_quotes(text) + ": " + why));
}

/// The columns of each name: a list of many columns of a wide table is looked up in one pass.
struct Places : std::unordered_map<std::string_view, std::vector<Index>> {
  std::ptrdiff_t most_commas = 0;  // in a name
};

Places places_of(const CsvTable& table) {
  Places places;
  for (Index column = 0; column < table.columns(); ++column) {
    const std::string& name = table.name(column);
    places[name].push_back(column);
    places.most_commas = std::max(places.most_commas, std::ranges::count(name, ','));
  }
  return places;
}

/// The items of a list separated by commas. A name that contains commas is one item: of several, the longest.
std::vector<std::string_view> items_of(const Places& places, std::string_view list) {
  std::vector<std::string_view> items;
  for (;;) {
    const std::size_t first = list.find(',');
    std::size_t end = first;
    std::size_t comma = first;
    for (std::ptrdiff_t i = 0; i < places.most_commas && comma != std::string_view::npos; ++i) {
      comma = list.find(',', comma + 1);
      if (places.contains(trimmed(list.substr(0, comma)))) end = comma;
    }
    items.push_back(trimmed(list.substr(0, end)));
    if (end == std::string_view::npos) return items;
    list.remove_prefix(end + 1);
  }
}

/// "; did you mean 'age'?", or "; did you mean 3, 'the age of …'?" where flags take the index.
std::string did_you_mean_column(const Places& places, const CsvTable& table, std::string_view text) {
  const auto name = nearest(text, table.names());
  if (!name) return did_you_mean(name);
  const std::string word = ColumnWords(table.names()).word(places.at(*name).front(), *name);
  return word == *name ? did_you_mean(name) : "; did you mean " + word + ", " + in_quotes(*name) + "?";
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

/// The index in "column3", which is what columns without a name are called: it holds for all.
std::optional<long long> index_in(std::string_view text) {
  constexpr std::string_view word = "column";
  return text.starts_with(word) ? parse_integer(text.substr(word.size())) : std::nullopt;
}

/// The column called `text`, or the one with that 1-based index (−1 is the last). A name wins over an index. Throws:
/// DataError that names the file, proposes the nearest name and gives the range of indices.
Index find_among(const Places& places, const CsvTable& table, std::string_view flag, std::string_view text) {
  const auto& names = table.names();
  const auto known = places.find(text);
  if (known != places.end() && known->second.size() == 1) return known->second.front();
  const auto refusal = [&](const std::string& why) { return bad_columns(table.path(), flag, text, why); };
  if (known != places.end()) {
    std::vector<std::string> indices;
    for (const Index column : known->second) indices.push_back(std::to_string(column + 1));
    throw refusal("columns " + join(first_few(std::move(indices)), ", ") + " have this name; use the index: " +
                  flags_text({{std::string(flag), ColumnWords(names).word(known->second.front(), std::string(text))}}) +
                  " is the first of them.");
  }
  const std::string range = "Indices go from 1 to " + std::to_string(names.size()) + " (-1 is the last).";
  const long long width = table.columns();
  if (const auto index = index_in(text); index && *index >= 1 && *index <= width) return *index - 1;
  if (const auto index = parse_integer(text)) {
    if (*index >= 1 && *index <= width) return *index - 1;
    if (*index <= -1 && *index >= -width) return width + *index;
    throw refusal("the file has " + counted(names.size(), "column") + ". " + range);
  }
  std::vector<std::string> shown;
  for (const std::string& name : names) shown.push_back(shell_word(shortened(name)));
  throw refusal("the file has no such column" + did_you_mean_column(places, table, text) +
                " Columns: " + join(first_few(std::move(shown)), ", ") + ".");
}

/// An end of a range: as it was given, and its column.
struct RangeEnd {
  std::string_view text;
  Index column;
};

/// The range as it was given, or with other words for its ends where that would be read as something else.
std::string turned_round(const Places& places, const CsvTable& table, const RangeEnd& first, const RangeEnd& last) {
  const std::string dots = "..", range = std::string(first.text) + dots + std::string(last.text);
  if (range.find(dots) == range.rfind(dots) && !places.contains(range)) return range;
  const ColumnWords words(table.names());
  return words.word(first.column, table.name(first.column)) + dots + words.word(last.column, table.name(last.column));
}

/// A list of columns and ranges (3..5, age..bp, 3-5), separated by commas; none if `list` is empty.
std::set<Index> find_columns(const CsvTable& table, std::string_view flag, std::string_view list) {
  std::set<Index> chosen;
  if (list.empty()) return chosen;
  const Places places = places_of(table);
  for (const std::string_view token : items_of(places, list)) {
    std::string_view first, last;
    if (!split_range(places, token, first, last)) {
      chosen.insert(find_among(places, table, flag, token));
      continue;
    }
    const Index from = find_among(places, table, flag, first), to = find_among(places, table, flag, last);
    if (to < from)
      throw bad_columns(table.path(), flag, token,
                        "the range runs backwards; write " +
                            flags_text({{std::string(flag), turned_round(places, table, {last, to}, {first, from})}}) +
                            " instead.");
    for (Index column = from; column <= to; ++column) chosen.insert(column);
  }
  return chosen;
}

std::vector<Index> choose_targets(const CsvTable& table, const DataSpec& spec) {
  if (spec.targets.empty()) return {table.columns() - 1};
  std::vector<Index> targets;
  for (const std::string& text : spec.targets) {
    const Index column = find_among(places_of(table), table, "target", text);
    if (std::ranges::find(targets, column) == targets.end()) targets.push_back(column);
  }
  return targets;
}

std::vector<Index> choose_features(const CsvTable& table, const DataSpec& spec, const Plan& plan) {
  std::set<Index> chosen = find_columns(table, "features", spec.features);
  if (spec.features.empty())
    for (Index column = 0; column < table.columns(); ++column) chosen.insert(column);
  for (const Index column : find_columns(table, "drop", spec.drop)) {
    if (plan.is_target(column))
      throw bad_columns(table.path(), "drop", ColumnWords(table.names()).word(column, table.name(column)),
                        "this is the target; choose another with --target, or keep it.");
    chosen.erase(column);
  }
  for (const Index column : plan.targets) chosen.erase(column);
  if (plan.weight) chosen.erase(*plan.weight);
  if (chosen.empty())
    throw DataError(table.path(),
                    "no feature column is left to train on: the file has " + counted(table.names().size(), "column") +
                        ", " + std::to_string(plan.targets.size()) +
                        (plan.targets.size() > 1 ? " of them targets" : " of them the target") +
                        (table.columns() == 1 ? "; cells must be separated by , ; | tab or blanks (--delimiter)."
                                              : "; use less of --drop, or other --features."));
  return {chosen.begin(), chosen.end()};
}

std::optional<Index> choose_weight(const CsvTable& table, const DataSpec& spec, const Plan& plan) {
  if (spec.sample_weight.empty()) return std::nullopt;
  const Index column = find_among(places_of(table), table, "sample-weight", trimmed(spec.sample_weight));
  if (plan.is_target(column))
    throw bad_columns(table.path(), "sample-weight", spec.sample_weight,
                      "this is the target; choose another with --target, or another column of weights.");
  return column;
}

/// The first row that begins on `line` or below.
Index first_row_from(const CsvTable& table, long long line) {
  Index low = 0, high = table.rows();
  while (low < high) {
    const Index middle = (low + high) / 2;
    const bool is_before = table.line(middle) < line;
    (is_before ? low : high) = is_before ? middle + 1 : middle;
  }
  return low;
}

/// Marks the rows that --drop-lines leaves out. Throws: DataError for a range of lines where no row begins.
std::vector<bool> dropped_rows(const CsvTable& table, const DataSpec& spec) {
  std::vector<bool> dropped(static_cast<std::size_t>(table.rows()), false);
  for (const auto& [from, to] : spec.drop_lines) {
    const long long first = from, last = to;
    const Index begin = first_row_from(table, first), end = first_row_from(table, last + 1);
    const auto is_here = [&](const RaggedRow& row) { return row.line >= first && row.line <= last; };
    if (begin == end && std::ranges::none_of(table.ragged(), is_here))
      throw about("--drop-lines",
                  DataError(table.path() + ": --drop-lines " + std::to_string(first) +
                            (last > first ? ".." + std::to_string(last) : "") + ": no row begins there" +
                            (table.rows() == 0 ? "."
                                               : "; rows begin on lines " + std::to_string(table.line(0)) + " to " +
                                                     std::to_string(table.line(table.rows() - 1)) + ".")));
    std::fill(dropped.begin() + begin, dropped.begin() + end, true);
  }
  return dropped;
}

std::vector<Index> choose_rows(const CsvTable& table, const Plan& plan, const DataSpec& spec) {
  const std::vector<bool> dropped = dropped_rows(table, spec);
  const auto is_incomplete = [&](Index row) {
    const auto is_missing = [&](Index column) { return plan.cells.is_missing(table.cell(row, column)); };
    return std::ranges::any_of(plan.features, is_missing) || std::ranges::any_of(plan.targets, is_missing) ||
           (plan.weight && is_missing(*plan.weight));
  };
  const bool drops_missing = spec.missing == MissingPolicy::drop;
  std::vector<Index> rows;
  if (!drops_missing) rows.reserve(table.rows());
  for (Index row = 0; row < table.rows(); ++row)
    if (!dropped[row] && !(drops_missing && is_incomplete(row))) rows.push_back(row);
  return rows;
}

}  // namespace

Plan make_plan(const CsvTable& table, const DataSpec& spec) {
  Plan plan;
  plan.cells = CellReader(spec.cells);
  plan.targets = choose_targets(table, spec);
  plan.weight = choose_weight(table, spec, plan);
  plan.features = choose_features(table, spec, plan);
  plan.categorical = find_columns(table, "categorical", spec.categorical);
  const auto holds_words = [&](Index column) { return table.sort(column, plan.cells) == CellSort::word; };
  for (const Index column : plan.features)
    if (holds_words(column)) plan.categorical.insert(column);
  const bool are_numeric = std::ranges::none_of(
      plan.targets, [&](Index column) { return holds_words(column) || plan.is_categorical(column); });
  plan.task = spec.task.value_or(are_numeric ? Task::regression : Task::classification);
  plan.rows = choose_rows(table, plan, spec);
  return plan;
}

}  // namespace lrscope
