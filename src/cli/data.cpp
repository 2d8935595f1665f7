#include <memory>

#include "command_line.h"
#include "commands.h"
#include "exit_status.h"
#include "load.h"
#include "lrscope/core/errors.h"
#include "lrscope/core/text.h"
#include "lrscope/record/data_profile.h"
#include "lrscope/record/records.h"
#include "lrscope/run/data_profile.h"
#include "lrscope/spec/knobs.h"
#include "memory_guard.h"
#include "output_files.h"
#include "say.h"
#include "sink/data_table.h"
#include "sink/defects_text.h"

namespace lrscope::cli {
namespace {

/// Throws: UsageError for a function.
DataSource source_of_table(const std::string& data) {
  DataSource source = data_source(data);
  if (std::holds_alternative<const NamedFunction*>(source))
    throw bad_value("DATA", data,
                    "is a function, it has no data; lrscope spectrum " + data + " shows its curvature.");
  return source;
}

BeginRecord begin_of(const Options& options, const TableReading& reading, const DataResult& result,
                     const std::vector<std::string>& words) {
  BeginRecord begin;
  begin.command = words;
  begin.work = Work::data;
  begin.run = options.run;
  for (const auto& knob : knobs<DataSpec>())
    if (std::string value = knob.get(options.dataset); !value.empty())
      begin.config.emplace_back(knob.name, std::move(value));
  RunSpec effective = options.run;
  if (!result.data.loss.empty()) effective.model.loss = result.data.loss;
  for (const auto& knob : knobs<RunSpec>())
    if (std::string value = knob.get(effective); knob.is_of_data && !value.empty())
      begin.config.emplace_back(knob.name, std::move(value));
  begin.data_path = shown_path(options);
  if (reading.table) begin.data_hash = reading.table->hash();
  begin.rows = result.data.rows_used;
  begin.features = result.inputs;
  begin.targets = result.outputs;
  begin.task = result.is_table ? name_of(result.data.task) : "";
  const auto inputs = static_cast<std::int64_t>(result.inputs.size());
  begin.parameters =
      (inputs + (options.run.model.bias ? 1 : 0)) * static_cast<std::int64_t>(result.outputs.size());
  return begin;
}

int run_data(const Options& options, const std::vector<std::string>& words) {
  check_files_to_write(options, 1);
  const DataSource source = source_of_table(options.data);
  const MemoryGuard guard(options);
  const TableReading reading =
      try_to_read([&](const DefectSink& report) { return read_table(options, source, guard, report); });
  const DataResult result = profile_data(reading, options.dataset, options.run);
  const BeginRecord begin = begin_of(options, reading, result, words);
  write_in_turn(all_targets(options, *options.rows), [&](Outputs& outputs) {
    outputs.begin(begin);
    if (result.is_table) outputs.write(result.data);
    outputs.write(result.columns);
    outputs.write(result.pairs);
    outputs.write(result.classes);
    outputs.write(result.remarks);
    outputs.write(result.defects);
    if (result.is_table) outputs.text([&] { return data_table(result, begin.data_path); });
  });
  if (result.defects.empty()) return exit_ok;
  say(defects_text(result, shown_path(options)));
  return exit_data;
}

}  // namespace

Command data_command() {
  auto options = std::make_shared<Options>();
  Command command{.name = "data", .doc = "what a file holds, what is wrong with it, and the limit it implies"};
  add_data_options(command, *options);
  command.footer =
      "Examples:\n"
      "  lrscope data data.csv\n"
      "  lrscope data data.csv --target price --na mean --scale standard\n"
      "  lrscope data data.csv --format csv --rows defects\n"
      "Exit status 3, with every defect listed on standard error, if the file cannot be trained on as it "
      "is.\n";
  command.run = [options](const Command& typed) { return run_data(*options, result_words(typed)); };
  return command;
}

}  // namespace lrscope::cli
