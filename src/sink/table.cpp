// The table a person reads first: aligned columns, short digits, a sparkline of the loss, then the summary in
// words.
#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "lrscope/core/text.h"
#include "lrscope/sink/sparkline.h"
#include "sinks.h"
#include "summary_text.h"
#include "trace_text.h"

namespace lrscope {
namespace {

constexpr std::size_t sparkline_width = 24;
const std::string absent = "·";

enum class Color { none, red, green, yellow };

/// A cell as shown, before padding.
struct Cell {
  std::string text;
  Color color = Color::none;
};

template <class Record>
struct Column {
  std::string title;
  int width;
  bool left = false;
  std::function<Cell(const Record&)> cell;
};

Cell number(double value, int digits = 4) {
  return {short_number_text(value, digits), std::isfinite(value) ? Color::none : Color::red};
}
Cell number(const std::optional<double>& value, int digits = 4) {
  return value ? number(*value, digits) : Cell{absent};
}
Cell index(const std::optional<std::int64_t>& value) {
  return {value ? std::to_string(*value) : absent};
}

Color color_of(Outcome outcome) {
  if (has_failed(outcome)) return Color::red;
  return outcome == Outcome::trained ? Color::green : Color::yellow;
}

std::vector<Column<RunRecord>> run_columns(bool several_seeds, int lr_digits) {
  using R = RunRecord;
  std::vector<Column<R>> columns;
  columns.push_back({"lr", 5 + lr_digits, false, [=](const R& r) {
                       Cell cell = number(r.lr, lr_digits);
                       if (r.start.limit && r.lr > *r.start.limit) cell.color = Color::red;
                       return cell;
                     }});
  columns.push_back({"limit", 9, false, [](const R& r) { return number(r.start.limit); }});
  if (several_seeds)
    columns.push_back({"seed", 4, false, [](const R& r) { return Cell{std::to_string(r.seed)}; }});
  columns.push_back({"outcome", 9, true, [](const R& r) {
                       return Cell{std::string(outcome_name(r.outcome)), color_of(r.outcome)};
                     }});
  columns.push_back({"steps", 5, false, [](const R& r) { return Cell{std::to_string(r.steps)}; }});
  columns.push_back({"initial loss", 12, false, [](const R& r) { return number(r.initial_loss); }});
  columns.push_back({"final loss", 10, false, [](const R& r) { return number(r.final_loss); }});
  columns.push_back({"1st rise", 8, false, [](const R& r) { return index(r.first_rise_step); }});
  columns.push_back({"diverges", 8, false, [](const R& r) { return index(r.divergence_step); }});
  columns.push_back({"inf at", 6, false, [](const R& r) { return index(r.loss_inf_step); }});
  columns.push_back({"NaN at", 6, false, [](const R& r) { return index(r.nan_step); }});
  columns.push_back({"× a step", 9, false, [](const R& r) { return number(r.growth_per_step, 3); }});
  columns.push_back({"loss over the run", sparkline_width, true,
                     [](const R& r) { return Cell{sparkline(r.loss_curve, sparkline_width)}; }});
  return columns;
}

std::vector<Column<StepRecord>> step_columns() {
  using R = StepRecord;
  const auto uphill = [](const R& r) { return r.critical_lr && r.lr > *r.critical_lr; };
  const auto rose = [](const R& r) { return r.actual_change && !(*r.actual_change <= 0); };
  return {
      {"step", 5, false, [](const R& r) { return Cell{std::to_string(r.step)}; }},
      {"lr", 9, false, [](const R& r) { return number(r.lr); }},
      {"critical lr", 11, false,
       [=](const R& r) {
         Cell cell = number(r.critical_lr);
         if (uphill(r)) cell.color = Color::red;
         return cell;
       }},
      {"", 1, true,
       [=](const R& r) {
         return Cell{uphill(r) ? "▲" : "", Color::red};
       }},
      {"sharpness", 9, false,
       [](const R& r) {
         if (!r.sharpness) return Cell{absent};
         Cell cell = number(r.sharpness->value);
         const auto& scaled = r.preconditioned_sharpness;
         const bool converged = r.sharpness->converged && (!scaled || scaled->converged);
         if (!converged && std::isfinite(r.sharpness->value)) cell.text += "?";
         return cell;
       }},
      {"stability", 9, false,
       [](const R& r) {
         Cell cell = number(r.stability_ratio);
         if (r.stability_ratio && !(*r.stability_ratio <= 1)) cell.color = Color::red;
         return cell;
       }},
      {"loss", 10, false, [](const R& r) { return number(r.loss); }},
      {"predicted change", 16, false, [](const R& r) { return number(r.predicted_change); }},
      {"actual change", 13, false,
       [=](const R& r) {
         Cell cell = number(r.actual_change);
         if (rose(r)) cell.color = Color::red;
         return cell;
       }},
      {"g'g", 10, false, [](const R& r) { return number(r.gg); }},
      {"g'Hg", 10, false, [](const R& r) { return number(r.gHg); }},
      {"g'Hg/g'g", 10, false, [](const R& r) { return number(r.directional_curvature); }},
  };
}

class TableSink final : public Sink {
 public:
  TableSink(std::unique_ptr<Output> output, const SinkOptions& options)
      : output_(std::move(output)), options_(options), step_columns_(step_columns()) {}

  void begin(const BeginRecord& record) override {
    text_.begin(record);
    is_search_ = record.boundary_tolerance.has_value();
    run_columns_ = run_columns(options_.several_seeds, lr_digits(record));
    if (options_.rows == Rows::runs) header(run_columns_);
  }

  void step(const StepRecord& record) override {
    if (options_.rows != Rows::steps) return;
    trace_text_.step(record);
    if (record.run != shown_run_) {
      output_->write(fmt::format("{}lr {}, seed {}\n", shown_run_ >= 0 ? "\n" : "", number_text(record.lr),
                                 record.seed));
      header(step_columns_);
      shown_run_ = record.run;
    }
    row(step_columns_, record);
  }

  void run(const RunRecord& record) override {
    if (options_.rows == Rows::runs) {
      row(run_columns_, record);
      text_.run(record);
    } else {
      output_->write(verdict(record));
      text_.run(record);
    }
    output_->flush();
  }

  void summary(const Summary& s) override {
    if (options_.rows != Rows::runs && !is_search_) return;
    output_->write("\n");
    text_.write(s, [this](std::string_view title, const std::string& text) { paragraph(title, text); });
  }

  void finish() override { output_->close(); }

 private:
  std::string painted(const std::string& text, Color color) const {
    if (!options_.color || color == Color::none) return text;
    const char* code = color == Color::red ? "31" : color == Color::green ? "32" : "33";
    return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
  }

  std::string padded(const Cell& cell, int width, bool left) const {
    const std::string text =
        left ? fmt::format("{:<{}}", cell.text, width) : fmt::format("{:>{}}", cell.text, width);
    const auto at = cell.text.empty() ? std::string::npos : text.find(cell.text);
    if (at == std::string::npos) return text;
    return text.substr(0, at) + painted(cell.text, cell.color) + text.substr(at + cell.text.size());
  }

  void write_line(std::string line) {
    line.resize(line.find_last_not_of(' ') + 1);
    output_->write(line + '\n');
  }

  template <class Record>
  void header(const std::vector<Column<Record>>& columns) {
    std::string line;
    for (const auto& column : columns)
      line += (line.empty() ? "" : "  ") + padded({column.title}, column.width, column.left);
    write_line(std::move(line));
  }

  template <class Record>
  void row(const std::vector<Column<Record>>& columns, const Record& record) {
    std::string line;
    for (const auto& column : columns)
      line += (line.empty() ? "" : "  ") + padded(column.cell(record), column.width, column.left);
    write_line(std::move(line));
  }

  std::string verdict(const RunRecord& run) {
    std::string text = fmt::format("{} after {} steps: loss {} → {}.", outcome_name(run.outcome), run.steps,
                                   short_number_text(run.initial_loss), short_number_text(run.final_loss));
    if (has_failed(run.outcome)) text += " " + story_of(run);
    if (run.dead_units.value_or(0) > 0) text += fmt::format(" Dead units: {}.", *run.dead_units);
    text += trace_text_.take(run, text_.sharpness_rows());
    text = wrapped(text, 0);
    const auto word = outcome_name(run.outcome).size();
    return painted(text.substr(0, word), color_of(run.outcome)) + text.substr(word);
  }

  void paragraph(std::string_view title, const std::string& text) {
    constexpr std::size_t indent = 11;
    const std::vector<std::string> lines = split(text, '\n');
    output_->write(wrapped(fmt::format("{:<10} {}", title, lines.front()), indent));
    for (std::size_t i = 1; i < lines.size(); ++i) write_line(std::string(indent, ' ') + lines[i]);
  }

  std::unique_ptr<Output> output_;
  SinkOptions options_;
  std::vector<Column<RunRecord>> run_columns_;
  std::vector<Column<StepRecord>> step_columns_;
  std::int64_t shown_run_ = -1;
  bool is_search_ = false;  // --lr auto: its boundary is what was asked for, below steps too
  SummaryText text_;
  TraceText trace_text_;
};

}  // namespace

std::unique_ptr<Sink> make_table_sink(std::unique_ptr<Output> output, const SinkOptions& options) {
  return std::make_unique<TableSink>(std::move(output), options);
}

}  // namespace lrscope
