#include <memory>

#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/load.h"
#include "cli/output_files.h"
#include "data/encode.h"
#include "options/command_words.h"
#include "profile/data_profile.h"
#include "report/paragraphs.h"

namespace lrscope::cli {
namespace {

constexpr auto is_of_data = [](const Knob<RunSpec>& knob) { return knob.is_of_data; };

BeginRecord begin_of(const DataOptions& options, const RunSpec& run, const TableReading& reading,
                     const DataResult& result) {
  BeginRecord begin;
  begin.work = Work::data;
  begin.run = run;
  append_knobs(begin.config, options.dataset);
  RunSpec effective = run;
  if (!result.data.loss.empty()) effective.model.loss = result.data.loss;
  append_knobs(begin.config, effective, is_of_data);
  begin.data_path = shown_path(options.data);
  if (reading.table) begin.data_hash = reading.table->hash();
  begin.rows = result.data.rows_used - result.data.held_rows.value_or(0);
  begin.held_rows = result.data.held_rows;
  begin.features = result.inputs;
  begin.targets = result.outputs;
  begin.codings = result.codings;
  begin.task = result.is_table ? name_of(result.data.task) : "";
  const auto inputs = std::ssize(result.inputs) + (run.model.bias ? 1 : 0);
  begin.parameters = inputs * std::ssize(result.outputs);
  return begin;
}

int run_data(ProblemOptions options, const Command& typed) {
  settle_holdout(options.dataset, options);
  check_files({.data = options.data, .outputs = options.files}, 1);
  const DataSource source = data_source(options.data);
  if (function_of(source))
    throw bad_value(
        "DATA", options.data,
        "is a function, it has no data; lrscope spectrum " + shell_word(options.data) + " shows its curvature.");
  const MemoryGuard guard(options);
  const TableReading reading = try_to_read([&] { return read_table(source, options.dataset, guard, options); });
  const DataResult result = profile_data(reading, options.dataset, options.run);
  BeginRecord begin = begin_of(options, options.run, reading, result);
  begin.command = result_words(typed);
  write_in_turn(all_targets(options, begin), [&](Outputs& outputs) {
    outputs.begin(begin);
    if (result.is_table) outputs.write(result.data);
    outputs.write(result.columns, result.pairs, result.classes, result.batches, result.remarks, result.defects);
    if (result.is_table)
      outputs.text([&](const Target& target) { return data_table(result, begin.data_path, target.screen); });
  });
  if (result.defects.empty()) return exit_ok;
  print_remark(defects_text(result, begin.data_path));
  return exit_data;
}

}  // namespace

Command data_command() {
  auto options = std::make_shared<ProblemOptions>();
  Command command{.name = "data",
                  .doc = "describe a data file: columns, defects, and the learning-rate limit it implies"};
  add_data(command, *options);
  add_knobs(command, options->dataset);
  add_like(command, options->run);
  add_knobs(command, options->run, is_of_data);
  add_report_options(command, *options, {"--format", "--output"});
  add_rows(command, *options, data_kinds());
  add_report_options(command, *options, {"--quiet", "--progress"});
  command.examples =
      "  lrscope data data.csv\n"
      "  lrscope data data.csv --target price --na mean --scale standard\n"
      "  lrscope data data.csv --decimal , --delimiter ';'\n"
      "  lrscope data data.csv --drop id,name --categorical zip\n"
      "  lrscope data data.csv --format csv --rows defects\n"
      "Exit status 3, with every defect listed on standard error, if the file cannot\n"
      "be trained on as it is.\n";
  command.run = [options](const Command& typed) { return run_data(*options, typed); };
  return command;
}

}  // namespace lrscope::cli
