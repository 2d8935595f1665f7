#include <algorithm>

#include "base/text.h"
#include "data/remedies.h"

namespace lrscope {
namespace {

constexpr std::size_t most_lines = 20;  // that a command line should name

bool has_digits(const Finding& finding) {
  return std::ranges::any_of(finding.texts,
                             [](const std::string& text) { return text.find_first_of("0123456789") != text.npos; });
}

/// True if all of the rows stand at the end of the file, after others: totals and remarks do.
bool is_at_end(const CsvTable& table, const Finding& finding) {
  const Index rows = table.rows();
  const auto count = std::ssize(finding.lines);
  if (count == 0 || finding.count != count || 2 * count >= rows) return false;
  const long long last = table.line(rows - 1);
  return finding.lines.back() >= last && finding.lines.front() >= table.line(std::max<Index>(0, rows - count));
}

std::string lines_text(const std::vector<long long>& lines) {
  std::vector<std::string> words;
  for (const long long line : lines) words.push_back(std::to_string(line));
  return join(words, ",");
}

class Candidates {
 public:
  Candidates(const CsvTable& table, const ColumnWords& words, const DataSpec& spec, const Plan& plan,
             const Finding& finding)
      : table_(table), words_(words), spec_(spec), plan_(plan), finding_(finding) {}

  std::vector<Change> all() {
    switch (finding_.kind) {
      case DefectKind::missing:
        if (is_at_end(table_, finding_)) add_lines();
        add({{"na", "median"}});
        add({{"na", "drop"}});
        add_column();
        break;
      case DefectKind::target:
        // Where features are filled, only the rows without a target need to go.
        if (is_at_end(table_, finding_) || spec_.missing != MissingPolicy::error) add_lines();
        if (2 * finding_.count > std::ssize(plan_.rows)) add_targets();
        add({{"na", "drop"}});
        break;
      case DefectKind::constant:
      case DefectKind::classes:
        add_targets();
        break;
      case DefectKind::number:
        add_bad_cells();
        break;
      case DefectKind::localised:
        add_number_formats();
        add_bad_cells();
        break;
      case DefectKind::date:
        add_date_formats();
        add_bad_cells();
        break;
      case DefectKind::range:
        add_lines();
        add_missing();
        add_column();
        break;
      case DefectKind::identifier:
        if (has_digits(finding_)) add_number_formats();
        if (has_digits(finding_)) add_date_formats();
        if (is_target()) add({{"task", "regression"}});
        add_targets();
        add_column();
        break;
      case DefectKind::ragged:
        add_records();
        break;
      default:
        break;
    }
    return std::move(list_);
  }

 private:
  std::string word_of(Index column) const { return words_.word(column, table_.name(column)); }
  bool is_target() const { return finding_.column && plan_.is_target(*finding_.column); }

  void add(Change change) {
    if (std::ranges::find(list_, change) == list_.end()) list_.push_back(std::move(change));
  }
  void add_lines() {
    if (finding_.count <= static_cast<Index>(most_lines)) add({{"drop-lines", lines_text(finding_.lines)}});
  }
  void add_column() {
    if (!is_target()) add({{"drop", word_of(*finding_.column)}});
  }
  /// The last column is the target where none is named; if it cannot be, one of those before it may.
  void add_targets() {
    constexpr int most = 3;
    if (!is_target() || !spec_.targets.empty()) return;
    const std::string bad = word_of(*finding_.column);
    int count = 0;
    for (auto feature = plan_.features.rbegin(); feature != plan_.features.rend() && count < most; ++feature, ++count)
      add({{"target", word_of(*feature)}, {"drop", bad}});
  }
  /// The cells stand for missing ones.
  void add_missing() {
    const auto& texts = finding_.texts;
    const bool are_few = texts.size() < Finding::most_texts;
    const auto fits_list = [](const std::string& text) {
      return text.find(',') == text.npos && text == printable(text);
    };
    if (!are_few || !std::ranges::all_of(texts, fits_list)) return;
    Change change = {{"na-values", join(texts, ",")}};
    const bool is_filled = spec_.missing != MissingPolicy::error;
    if (!is_filled) change.emplace_back("na", is_target() ? "drop" : "median");
    add(std::move(change));
  }
  void add_bad_cells() {
    const bool is_end = is_at_end(table_, finding_);
    const bool is_repeated = finding_.count > std::ssize(finding_.texts);
    if (is_end || !is_repeated) add_lines();
    if (has_digits(finding_)) add_number_formats();
    if (!is_end) add_missing();
    add_lines();
    if (finding_.kind != DefectKind::date) add({{"categorical", word_of(*finding_.column)}});
    add_column();
  }
  void add_number_formats() {
    const Change comma_groups = {{"thousands", ","}}, decimal_comma = {{"decimal", ","}};
    const bool prefers_decimal = table_.delimiter() == ';';
    add(prefers_decimal ? decimal_comma : comma_groups);
    add(prefers_decimal ? comma_groups : decimal_comma);
    add({{"decimal", ","}, {"thousands", "."}});
    add({{"thousands", "space"}});
    add({{"decimal", ","}, {"thousands", "space"}});
    add({{"thousands", "'"}});
  }
  void add_date_formats() {
    for (const std::string_view format : {"d/m/Y", "m/d/Y", "d-m-Y", "m-d-Y", "d.m.y", "d/m/y", "m/d/y", "y-m-d"})
      if (format[1] == '.' || holds(format[1])) add({{"date-format", std::string(format)}});
  }
  bool holds(char separator) const {
    return std::ranges::all_of(finding_.texts,
                               [&](const std::string& text) { return text.find(separator) != text.npos; });
  }
  void add_records() {
    const FirstRecords& first = table_.first();
    const bool is_first = first.others > 0 && finding_.count == first.others && finding_.lines.back() <= first.lines;
    const std::string& cell = finding_.texts.front();
    if (is_first) {
      if (first.mark) add({{"comment", std::string(1, *first.mark)}});
      add({{"skip-lines", std::to_string(first.lines)}});
    } else if (cell.starts_with('#') || cell.starts_with('%')) {
      add({{"comment", cell.substr(0, 1)}});
    }
    if (!is_first) add_lines();
  }

  const CsvTable& table_;
  const ColumnWords& words_;
  const DataSpec& spec_;
  const Plan& plan_;
  const Finding& finding_;
  std::vector<Change> list_;
};

}  // namespace

std::vector<Change> possible_remedies(const CsvTable& table, const ColumnWords& words, const DataSpec& spec,
                                      const Plan& plan, const Finding& finding) {
  return Candidates(table, words, spec, plan, finding).all();
}

}  // namespace lrscope
