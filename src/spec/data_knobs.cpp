#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "lrscope/data_spec.h"
#include "spec/knob_rows.h"

namespace lrscope {
namespace {

using namespace knob_rows;

constexpr Rows<DataSpec> rows{"Data"};

Knob<DataSpec> repeatable(Knob<DataSpec> knob) {
  knob.is_repeatable = true;
  return knob;
}

Knob<DataSpec> column_list(std::string_view name, std::string_view doc, std::string DataSpec::*at) {
  const auto set = [=](DataSpec& spec, std::string_view text) {
    if (trimmed(text).empty()) refuse(name, text, "column names, indices or ranges such as 1,3..5,age");
    spec.*at = (spec.*at).empty() ? std::string(text) : spec.*at + "," + std::string(text);
  };
  Knob<DataSpec> knob =
      repeatable(rows.row(name, "COLUMNS", doc, ListKnob{}, set, [=](const DataSpec& spec) { return spec.*at; }));
  knob.names_columns = true;
  return knob;
}

Knob<DataSpec> target() {
  const auto set = [](DataSpec& spec, std::string_view text) {
    if (text.empty()) refuse("target", text, "a column's name or 1-based index; -1 is the last column");
    spec.targets.emplace_back(text);
  };
  Knob<DataSpec> knob =
      repeatable(rows.row("target", "NAME|INDEX", "column to predict; -1 is the last; repeat for several outputs",
                          TextKnob{}, set, [](const DataSpec& spec) { return join(spec.targets, ","); }));
  knob.names_columns = true;
  knob.values = [](const DataSpec& spec) { return spec.targets; };
  return knob;
}

void set_drop_lines(DataSpec& spec, std::string_view text) {
  for (const std::string& part : split(text, ',')) {
    const auto lines = parse_integer_range(part);
    if (!lines || lines->first < 1 || lines->second < lines->first)
      refuse("drop-lines", trimmed(part), "lines of the file, from 1, such as 17,33..40");
    spec.drop_lines.push_back(*lines);
  }
}

std::string get_drop_lines(const DataSpec& spec) {
  std::vector<std::string> parts;
  for (const auto& [first, last] : spec.drop_lines)
    parts.push_back(std::to_string(first) + (last > first ? ".." + std::to_string(last) : ""));
  return join(parts, ",");
}

/// A character that may be given by its name.
using NamedCharacter = std::pair<std::string_view, char>;

/// The character that `text` is or names, if it is one of `allowed`.
std::optional<char> character_of(std::string_view text, std::string_view allowed) {
  char character = text.size() == 1 ? text[0] : '\0';
  for (const auto& [name, named] : {NamedCharacter{"tab", '\t'}, {"\\t", '\t'}, {"space", ' '}})
    if (text == name) character = named;
  return allowed.find(character) == std::string_view::npos ? std::nullopt : std::optional(character);
}

/// As character_of takes it; "" for none.
std::string name_of_character(std::optional<char> character) {
  if (!character) return "";
  return *character == '\t' ? "tab" : *character == ' ' ? "space" : std::string(1, *character);
}

Knob<DataSpec> delimiter() {
  const auto set = [](DataSpec& spec, std::string_view text) {
    spec.delimiter = character_of(text, ",;|\t ");
    if (!spec.delimiter) refuse("delimiter", text, "one of  ,  ;  |  tab  space");
  };
  return rows.row("delimiter", ",|;|tab|||space", "field separator (default: sniffed); space: any run of blanks",
                  ChoiceKnob{{",", ";", "|", "tab", "space"}}, set,
                  [](const DataSpec& spec) { return name_of_character(spec.delimiter); });
}

Knob<DataSpec> thousands() {
  const auto set = [](DataSpec& spec, std::string_view text) {
    spec.cells.thousands = character_of(text, ",.' ");
    if (!spec.cells.thousands) refuse("thousands", text, "one of  ,  .  '  space");
  };
  return rows.row("thousands", ",|.|'|space",
                  "separator of thousands in numbers; currency and percent signs are read past as well",
                  ChoiceKnob{{",", ".", "'", "space"}}, set,
                  [](const DataSpec& spec) { return name_of_character(spec.cells.thousands); });
}

Knob<DataSpec> na_values() {
  const auto set = [](DataSpec& spec, std::string_view text) {
    for (const std::string& part : split(text, ',')) {
      if (trimmed(part).empty()) refuse("na-values", text, "texts of missing cells, such as -999,unknown");
      spec.cells.missing.emplace_back(trimmed(part));
    }
  };
  return repeatable(rows.row("na-values", "VALUES",
                             "more texts of missing cells: -999,unknown; a number stands for all of its spellings",
                             ListKnob{}, set, [](const DataSpec& spec) { return join(spec.cells.missing, ","); }));
}

Knob<DataSpec> comment() {
  const auto set = [](DataSpec& spec, std::string_view text) {
    const bool is_mark = text.size() == 1 && std::string_view(",.\"+-").find(text[0]) == std::string_view::npos;
    if (!is_mark) refuse("comment", text, "one character, such as #");
    spec.comment = text[0];
  };
  return rows.row("comment", "C", "leave out lines that begin with this character", TextKnob{}, set,
                  [](const DataSpec& spec) { return spec.comment ? std::string(1, *spec.comment) : ""; });
}

/// Without the percent signs before its fields: "%d.%m.%Y" is "d.m.Y".
std::string plain_date_format(std::string_view text) {
  std::string plain;
  for (const char c : text)
    if (c != '%') plain += c;
  return plain;
}

bool is_date_format(std::string_view plain) {
  const auto times = [&](std::string_view fields) {
    return std::ranges::count_if(plain, [&](char c) { return fields.find(c) != std::string_view::npos; });
  };
  const auto letters = std::ranges::count_if(plain, [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; });
  return times("Yy") == 1 && times("m") == 1 && times("d") <= 1 && times("H") <= 1 && times("M") <= 1 &&
         times("S") <= 1 && times("p") <= 1 && times("YymdHMSp") + times("TZ") == letters;
}

Knob<DataSpec> date_format() {
  const auto set = [](DataSpec& spec, std::string_view text) {
    const std::string plain = plain_date_format(text);
    if (!is_date_format(plain))
      refuse("date-format", text, "the order of day, month and year, such as d/m/Y, m/d/y or %d.%m.%Y %H:%M:%S");
    spec.cells.date_format = plain;
  };
  return rows.row("date-format", "FORMAT", "how dates are written where it is not clear: d/m/Y, m/d/y, %d-%m-%Y %H:%M",
                  TextKnob{}, set, [](const DataSpec& spec) { return spec.cells.date_format; });
}

Knob<DataSpec> decimal() {
  const auto set = [](DataSpec& spec, std::string_view text) {
    const auto mark = character_of(text, ".,");
    if (!mark) refuse("decimal", text, "one of  .  ,");
    spec.cells.decimal = *mark;
  };
  return rows.row("decimal", ".|,", "decimal mark of numbers", ChoiceKnob{{".", ","}}, set,
                  [](const DataSpec& spec) { return std::string(1, spec.cells.decimal); });
}

/// "0.2" or "last:0.2"; nothing for other text and for fractions outside (0, 1).
std::optional<Holdout> holdout_of(std::string_view text) {
  constexpr std::string_view last = "last:";
  const bool is_last = text.starts_with(last);
  const auto share = parse_number(is_last ? text.substr(last.size()) : text);
  if (!share || !(*share > 0 && *share < 1)) return std::nullopt;
  return Holdout{*share, is_last};
}

Knob<DataSpec> holdout() {
  const auto set = [](DataSpec& spec, std::string_view text) {
    const auto wanted = holdout_of(text);
    if (!wanted)
      refuse("holdout", text,
             "a fraction of the rows, above 0 and below 1, such as 0.2, or last:0.2 for the last ones");
    spec.holdout = wanted;
  };
  const auto get = [](const DataSpec& spec) {
    if (!spec.holdout) return std::string();
    return (spec.holdout->is_last ? "last:" : "") + number_text(spec.holdout->fraction);
  };
  return rows.row("holdout", "F|last:F",
                  "fraction of rows never trained on, which judge the runs: random ones or the last", TextKnob{}, set,
                  get);
}

Knob<DataSpec> holdout_seed() {
  Knob<DataSpec> knob = rows.number("holdout-seed", "N", seeds,
                                    "seed that chooses the random rows of --holdout (default: that of the first run)",
                                    &DataSpec::holdout_seed);
  knob.has_effect = [](const DataSpec& spec) { return spec.holdout && !spec.holdout->is_last; };
  knob.idle = "without --holdout FRACTION, which takes random rows";
  return knob;
}

/// Whether `text` is NAME=WEIGHT,…, each weight a number from 0 up. A name may contain =.
bool are_class_weights(std::string_view text) {
  const auto parts = split(text, ',');
  return !parts.empty() && std::ranges::all_of(parts, [](const std::string& part) {
    const std::size_t at = part.rfind('=');
    const auto weight = at == std::string::npos ? std::nullopt : parse_number(trimmed(part.substr(at + 1)));
    return weight && at_least_zero.holds(*weight) && !trimmed(part.substr(0, at)).empty();
  });
}

Knob<DataSpec> class_weight() {
  const auto set = [](DataSpec& spec, std::string_view text) {
    if (text != "balanced" && !are_class_weights(text))
      refuse("class-weight", text, "balanced, or CLASS=WEIGHT of classes, weights from 0 up, such as yes=5,no=1");
    spec.class_weight = text;
  };
  return rows.row("class-weight", "balanced|CLASS=W,…",
                  "weights of the classes in the loss (others 1); balanced: rows/(classes · rows of the class). The "
                  "weighted sum is divided by the rows, as in Keras, not by the weights",
                  TextKnob{}, set, [](const DataSpec& spec) { return spec.class_weight; });
}

Knob<DataSpec> sample_weight() {
  const auto set = [](DataSpec& spec, std::string_view text) {
    if (trimmed(text).empty()) refuse("sample-weight", text, "the name or 1-based index of a column");
    spec.sample_weight = text;
  };
  Knob<DataSpec> knob = rows.row("sample-weight", "COLUMN",
                                 "column with the weight of each row in the loss, which is then no feature; "
                                 "multiplies --class-weight",
                                 TextKnob{}, set, [](const DataSpec& spec) { return spec.sample_weight; });
  knob.names_columns = true;
  return knob;
}

std::vector<Knob<DataSpec>> make_knobs() {
  const Words<Task> tasks = {{"regression", Task::regression}, {"classification", Task::classification}};
  const Words<bool> header = {{"yes", true}, {"no", false}};
  const Words<MissingPolicy> missing = {{"error", MissingPolicy::error},
                                        {"drop", MissingPolicy::drop},
                                        {"mean", MissingPolicy::mean},
                                        {"median", MissingPolicy::median},
                                        {"zero", MissingPolicy::zero}};
  const Words<Scaling> scaling = {{"none", Scaling::none},
                                  {"standard", Scaling::standard},
                                  {"minmax", Scaling::minmax},
                                  {"max", Scaling::max},
                                  {"robust", Scaling::robust}};
  Words<Scaling> scaling_of_target = scaling;
  scaling_of_target.emplace_back("log", Scaling::log);
  return {
      target(),
      rows.choice("task", "what the target is (default: regression if it is numeric)", tasks, &DataSpec::task),
      column_list("features", "columns to train on: names, indices, ranges (1,3..5,age..bp)", &DataSpec::features),
      column_list("drop", "columns to leave out", &DataSpec::drop),
      repeatable(rows.row("drop-lines", "LINES", "lines of the file to leave out: 17,33..40", ListKnob{},
                          set_drop_lines, get_drop_lines)),
      column_list("categorical", "numeric columns to treat as categories", &DataSpec::categorical),
      rows.choice("scale", "scaling of the numeric features", scaling, &DataSpec::scale),
      class_weight(),
      sample_weight(),
      rows.choice("scale-target", "scaling of a numeric target; log: its natural logarithm", scaling_of_target,
                  &DataSpec::scale_target),
      holdout(),
      holdout_seed(),
      rows.choice("na", "what to do with missing cells", missing, &DataSpec::missing),
      na_values(),
      delimiter(),
      rows.choice("header", "whether the first row holds names (default: decided from it)", header, &DataSpec::header),
      rows.number("skip-lines", "N", count_or_zero, "first lines of the file to leave out, before the header",
                  &DataSpec::skip_lines),
      comment(),
      decimal(),
      thousands(),
      date_format(),
  };
}

}  // namespace

template <>
std::span<const Knob<DataSpec>> knobs<DataSpec>() {
  static const std::vector<Knob<DataSpec>> table = make_knobs();
  return table;
}

}  // namespace lrscope
