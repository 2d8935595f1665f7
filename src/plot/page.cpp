#include "plot/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "base/text.h"
#include "figure/svg.h"
#include "plot/page_parts.h"
#include "plot/parts.h"

namespace lrscope {
namespace {

constexpr std::size_t most_numbers_of_steps = 40'000;  // a page stays small: of longer runs, the pictures only

/// A number that is not finite is text.
std::string json_number(double value) {
  return std::isfinite(value) ? number_text(value) : "\"" + number_text(value) + "\"";
}

/// The shortest digits that give the same float; a reader rounds them to one.
std::string float_text(double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, static_cast<float>(value)).ptr;
  return std::isfinite(value) ? std::string(digits, end) : json_number(value);
}

/// `text` of every element.
template <class List, class Text>
std::string json_list(const List& list, const Text& text) {
  std::vector<std::string> values;
  for (const auto& element : list) values.push_back(text(element));
  return "[" + join(values, ",") + "]";
}

/// One array for a field of a run's steps, called "loss float32" where every number is a float.
std::string json_field(const RunWithSteps& run, const std::string& field) {
  const auto value = [&](const Row* step) { return step->number(field); };
  const bool are_floats = std::ranges::all_of(run.steps, [&](const Row* step) {
    const auto number = value(step);
    return !number || !std::isfinite(*number) || static_cast<double>(static_cast<float>(*number)) == *number;
  });
  const auto text = [&](const Row* step) {
    const auto number = value(step);
    return !number ? "null" : are_floats ? float_text(*number) : json_number(*number);
  };
  return "\"" + field + (are_floats ? " float32\":" : "\":") + json_list(run.steps, text);
}

/// The steps of a run, or how many there are where they are 0, 1, 2, ….
std::string json_steps(const RunWithSteps& run) {
  std::vector<double> steps;
  for (const Row* step : run.steps) steps.push_back(step->number("step").value_or(0));
  bool is_every = true;
  for (std::size_t i = 0; i < steps.size(); ++i) is_every = is_every && steps[i] == static_cast<double>(i);
  return is_every ? std::to_string(steps.size()) : json_list(steps, json_number);
}

/// The fields that panels show, in their order, as far as there is room.
std::vector<std::string> fields_of(const Figure& figure, const RecordSet& records) {
  std::vector<std::string> fields;
  std::size_t numbers = 0;
  for (const Panel& panel : figure.panels) {
    if (panel.field.empty() || std::ranges::find(fields, panel.field) != fields.end()) continue;
    const auto known = static_cast<std::size_t>(std::ranges::count_if(
        records.of("step"), [&](const Row& step) { return step.number(panel.field).has_value(); }));
    if (numbers + known > most_numbers_of_steps) continue;
    numbers += known;
    fields.push_back(panel.field);
  }
  return fields;
}

/// Records as their files have them, and steps field by field. No text can end the element that this stands in.
std::string json_of(const Figure& figure, const RecordSet& records) {
  std::vector<std::string> members;
  for (const auto& [type, rows] : records.rows)
    if (type != "step")
      members.push_back(nlohmann::json(type).dump() + ":" +
                        json_list(rows, [](const Row& row) { return "\n" + row.line; }));
  const std::vector<std::string> fields = fields_of(figure, records);
  std::vector<std::string> runs;
  for (const RunWithSteps& run : runs_with_steps(records)) {
    if (run.steps.empty() || fields.empty()) continue;
    std::vector<std::string> parts = {"\"step\":" + json_steps(run)};
    for (const std::string& field : fields) parts.push_back(json_field(run, field));
    runs.push_back("\"" + run.key() + "\":{" + join(parts, ",") + "}");
  }
  members.push_back("\"steps\":{\n" + join(runs, ",\n") + "}");
  return join(split("{" + join(members, ",\n") + "}", '<'), "\\u003c");
}

struct TableShape {
  std::string_view type, title;
  std::vector<std::string_view> columns;
};

const std::vector<TableShape>& table_shapes() {
  static const std::vector<TableShape> shapes = {
      {"run",
       "Runs",
       {"lr", "seed", "outcome", "steps", "initial_loss", "final_loss", "d2", "holdout_d2", "first_rise_step",
        "loss_inf_step", "nan_step"}},
      {"change", "One thing changed", {"change", "outcome", "safe_lr", "failed_lr", "factor", "cause", "flags"}},
      {"suggestion", "Suggestions", {"method", "lr", "trained", "failed", "lr_over_boundary"}},
      {"eigenvalue", "Eigenvalues", {"end", "rank", "eigenvalue", "residual"}}};
  return shapes;
}

std::string table_of(const TableShape& shape, const RecordSet& records) {
  const std::vector<Row>& rows = records.of(shape.type);
  if (rows.empty()) return "";
  const auto text_of = [](const Row& row, std::string_view column) {
    const auto number = row.number(column);
    return number ? number_text(*number) : row.text(column);
  };
  std::vector<std::string_view> columns = shape.columns;
  std::erase_if(columns, [&](std::string_view column) {
    return std::ranges::all_of(rows, [&](const Row& row) { return text_of(row, column).empty(); });
  });
  std::string html =
      fmt::format("<details><summary>{}: {}</summary><div class=\"wide\"><table><thead><tr>", shape.title, rows.size());
  for (const std::string_view column : columns) html += "<th scope=\"col\">" + xml_text(column) + "</th>";
  html += "</tr></thead><tbody>\n";
  for (const Row& row : rows) {
    const auto lr = row.number("lr");
    html += lr ? "<tr data-lr=\"" + number_text(*lr) + "\">" : "<tr>";
    for (const std::string_view column : columns)
      html += (row.number(column) ? "<td class=\"n\">" : "<td>") + xml_text(text_of(row, column)) + "</td>";
    html += "</tr>\n";
  }
  return html + "</tbody></table></div></details>\n";
}

}  // namespace

std::string page_of(const Figure& figure, const RecordSet& records) {
  const std::string json = json_of(figure, records), script(page_script);
  const std::string nonce = hash_of(json + script);
  std::string html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src "
      "data:; "
      "script-src 'nonce-{}'\">\n<link rel=\"icon\" "
      "href=\"data:,\">\n<title>{}</title>\n<style>{}{}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
      nonce, xml_text(figure.title), figure_style(), page_style, xml_text(figure.title));
  for (const std::string& sentence : verdict_of(records)) html += "<p>" + xml_text(sentence) + "</p>\n";
  html += fmt::format("<svg width=\"0\" height=\"0\">{}</svg>\n<div class=\"panels\">\n", figure_symbols());
  for (const Panel& panel : figure.panels)
    html += "<figure>\n" + panel_svg(panel) + "<figcaption>" + xml_text(panel.about) + "</figcaption>\n</figure>\n";
  html += "</div>\n<h2>Tables</h2>\n";
  for (const TableShape& shape : table_shapes()) html += table_of(shape, records);
  html += "<h2>To repeat it</h2>\n<pre>";
  for (const auto& words : commands_of(records)) html += xml_text(command_line(words)) + "\n";
  html += "</pre>\n<p id=\"said\" role=\"status\"></p>\n<div id=\"tip\" hidden></div>\n";
  html += "<script type=\"application/json\" id=\"records\">" + json + "</script>\n";
  return html + fmt::format("<script nonce=\"{}\">", nonce) + script + "</script>\n</body>\n</html>\n";
}

}  // namespace lrscope
