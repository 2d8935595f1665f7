#include <memory>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/load.h"
#include "cli/memory_guard.h"
#include "cli/output_files.h"
#include "cli/say.h"
#include "data/table_reading.h"
#include "lrscope/errors.h"
#include "lrscope/records.h"
#include "options/command_words.h"
#include "options/knob_option.h"
#include "options/option_groups.h"
#include "profile/data_profile.h"
#include "profile/data_record.h"
#include "profile/data_table.h"
#include "profile/defects_text.h"

namespace lrscope::cli {
namespace {

/// Throws: UsageError for a function.
DataSource source_of_table(const std::string& data) {
  DataSource source = data_source(data);
  if (std::holds_alternative<const NamedFunction*>(source))
    throw bad_value("DATA", data, "is a function, it has no data; lrscope spectrum " + data + " shows its curvature.");
  return source;
}

struct DataCommandOptions {
  DataOptions data;
  RunSpec run;
  OutputOptions out;
  ShowOptions show;
};

BeginRecord begin_of(const DataOptions& options, const RunSpec& run, const TableReading& reading,
                     const DataResult& result) {
  BeginRecord begin;
  begin.work = Work::data;
  begin.run = run;
  append_knobs(begin.config, options.dataset);
  RunSpec effective = run;
  if (!result.data.loss.empty()) effective.model.loss = result.data.loss;
  append_knobs(begin.config, effective, [](const Knob<RunSpec>& knob) { return knob.is_of_data; });
  begin.data_path = shown_path(options.data);
  if (reading.table) begin.data_hash = reading.table->hash();
  begin.rows = result.data.rows_used;
  begin.features = result.inputs;
  begin.targets = result.outputs;
  begin.task = result.is_table ? name_of(result.data.task) : "";
  const auto inputs = static_cast<std::int64_t>(result.inputs.size());
  begin.parameters = (inputs + (run.model.bias ? 1 : 0)) * static_cast<std::int64_t>(result.outputs.size());
  return begin;
}

int run_data(const DataCommandOptions& options, const std::vector<std::string>& words) {
  const DataOptions& data = options.data;
  const RunSpec& run = options.run;
  check_files(files_of(data.data, {}, {}, options.out.files));
  const DataSource source = source_of_table(data.data);
  const MemoryGuard guard(data.data, data.max_memory, runs_of({}, run).threads);
  const TableReading reading =
      try_to_read([&](const DefectSink& report) { return read_table(data.dataset, source, guard, report); });
  const DataResult result = profile_data(reading, data.dataset, run);
  BeginRecord begin = begin_of(data, run, reading, result);
  begin.command = words;
  write_in_turn(all_targets(options.out), [&](Outputs& outputs) {
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
  say(defects_text(result, begin.data_path));
  return exit_data;
}

/// Those about the file, and those of a run that matter to it.
void add_options(Command& command, DataCommandOptions& options) {
  add_data(command, options.data);
  add_knobs(command, options.data.dataset);
  add_knobs(command, options.run, [](const Knob<RunSpec>& knob) { return knob.is_of_data; });
  add_format_options(command, options.out);
  add_rows(command, options.out, data_kinds());
  add_quiet(command, options.show);
}

}  // namespace

Command data_command() {
  auto options = std::make_shared<DataCommandOptions>();
  Command command{.name = "data", .doc = "what a file holds, what is wrong with it, and the limit it implies"};
  add_options(command, *options);
  command.footer =
      "Examples:\n"
      "  lrscope data data.csv\n"
      "  lrscope data data.csv --target price --na mean --scale standard\n"
      "  lrscope data data.csv --format csv --rows defects\n"
      "Exit status 3, with every defect listed on standard error, if the file cannot be trained on as it is.\n";
  command.run = [options](const Command& typed) { return run_data(*options, result_words(typed)); };
  return command;
}

}  // namespace lrscope::cli
