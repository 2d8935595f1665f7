#include <utility>
#include <vector>

#include "lrscope/data_spec.h"
#include "spec/knob_rows.h"

namespace lrscope {
namespace {

using namespace knob_rows;

constexpr std::string_view group = "Data";

Knob<DataSpec> column_list(std::string_view name, std::string_view doc, std::string DataSpec::*at) {
  const auto set = [=](DataSpec& spec, std::string_view text) {
    if (trimmed(text).empty()) refuse(name, text, "column names, indices or ranges such as 1,3..5,age");
    spec.*at = (spec.*at).empty() ? std::string(text) : spec.*at + "," + std::string(text);
  };
  return {.name = name,
          .metavar = "COLUMNS",
          .group = group,
          .doc = doc,
          .type = ListKnob{},
          .set = set,
          .get = [=](const DataSpec& spec) { return spec.*at; },
          .is_repeatable = true,
          .names_columns = true};
}

/// Throws: UsageError for what is not a line or a range of lines.
std::pair<long long, long long> line_range(std::string_view text) {
  const auto dots = text.find("..");
  const auto first = parse_integer(trimmed(text.substr(0, dots)));
  const auto last = dots == std::string_view::npos ? first : parse_integer(trimmed(text.substr(dots + 2)));
  if (!first || !last || *first < 1 || *last < *first)
    refuse("drop-lines", text, "lines of the file, from 1, such as 17,33..40");
  return {*first, *last};
}

void set_drop_lines(DataSpec& spec, std::string_view text) {
  for (const std::string& part : split(text, ',')) spec.drop_lines.push_back(line_range(trimmed(part)));
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
  const auto set_target = [](DataSpec& spec, std::string_view text) {
    if (text.empty()) refuse("target", text, "a column's name or 1-based index; -1 is the last column");
    spec.targets.emplace_back(text);
  };
  return {
      {.name = "target",
       .metavar = "NAME|INDEX",
       .group = group,
       .doc = "column to predict; -1 is the last; repeat for several outputs",
       .type = TextKnob{},
       .set = set_target,
       .get = [](const DataSpec& spec) { return join(spec.targets, ","); },
       .is_repeatable = true,
       .names_columns = true,
       .values = [](const DataSpec& spec) { return spec.targets; }},
      choice<DataSpec>("task", "regression|classification", group,
                       "what the target is (default: regression if it is numeric)", tasks, member(&DataSpec::task)),
      column_list("features", "columns to train on: names, indices, ranges (1,3..5,age..bp)", &DataSpec::features),
      column_list("drop", "columns to leave out", &DataSpec::drop),
      {.name = "drop-lines",
       .metavar = "LINES",
       .group = group,
       .doc = "lines of the file to leave out: 17,33..40",
       .type = ListKnob{},
       .set = set_drop_lines,
       .get = get_drop_lines,
       .is_repeatable = true},
      column_list("categorical", "columns of numbers to take as categories", &DataSpec::categorical),
      choice<DataSpec>("scale", "none|standard|minmax|max|robust", group, "scaling of the numeric features", scaling,
                       member(&DataSpec::scale)),
      choice<DataSpec>("scale-target", "none|standard|minmax|max|robust", group, "scaling of a numeric target", scaling,
                       member(&DataSpec::scale_target)),
      choice<DataSpec>("na", "error|drop|mean|median|zero", group, "what to do with missing cells", missing,
                       member(&DataSpec::missing)),
      {.name = "delimiter",
       .metavar = ",|;|tab||",
       .group = group,
       .doc = "field separator (default: sniffed)",
       .type = ChoiceKnob{{",", ";", "|", "tab"}},
       .set = set_delimiter,
       .get = get_delimiter},
      choice<DataSpec>("header", "yes|no", group, "whether the first row holds names (default: decided from it)",
                       header, member(&DataSpec::header)),
  };
}

}  // namespace

template <>
std::span<const Knob<DataSpec>> knobs<DataSpec>() {
  static const std::vector<Knob<DataSpec>> table = make_knobs();
  return table;
}

}  // namespace lrscope
