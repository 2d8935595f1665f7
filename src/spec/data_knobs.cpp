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

void set_delimiter(DataSpec& spec, std::string_view text) {
  if (text == "tab" || text == "\\t") text = "\t";
  if (text.size() != 1 || std::string_view(",;|\t").find(text[0]) == std::string_view::npos)
    refuse("delimiter", text, "one of  ,  ;  |  tab");
  spec.delimiter = text[0];
}

std::string get_delimiter(const DataSpec& spec) {
  if (!spec.delimiter) return "";
  return *spec.delimiter == '\t' ? "tab" : std::string(1, *spec.delimiter);
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
  return {
      target(),
      rows.choice("task", "what the target is (default: regression if it is numeric)", tasks, &DataSpec::task),
      column_list("features", "columns to train on: names, indices, ranges (1,3..5,age..bp)", &DataSpec::features),
      column_list("drop", "columns to leave out", &DataSpec::drop),
      repeatable(rows.row("drop-lines", "LINES", "lines of the file to leave out: 17,33..40", ListKnob{},
                          set_drop_lines, get_drop_lines)),
      column_list("categorical", "numeric columns to treat as categories", &DataSpec::categorical),
      rows.choice("scale", "scaling of the numeric features", scaling, &DataSpec::scale),
      rows.choice("scale-target", "scaling of a numeric target", scaling, &DataSpec::scale_target),
      rows.choice("na", "what to do with missing cells", missing, &DataSpec::missing),
      rows.row("delimiter", ",|;|tab||", "field separator (default: sniffed)", ChoiceKnob{{",", ";", "|", "tab"}},
               set_delimiter, get_delimiter),
      rows.choice("header", "whether the first row holds names (default: decided from it)", header, &DataSpec::header),
  };
}

}  // namespace

template <>
std::span<const Knob<DataSpec>> knobs<DataSpec>() {
  static const std::vector<Knob<DataSpec>> table = make_knobs();
  return table;
}

}  // namespace lrscope
