#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "base/file_error.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/load.h"
#include "data/parameter_file.h"
#include "export/bundle.h"
#include "options/command_words.h"
#include "options/config_file.h"
#include "options/presets.h"
#include "report/outputs.h"
#include "report/paragraphs.h"

namespace lrscope::cli {
namespace {

struct ExportOptions : ProblemOptions {
  std::string folder;
  std::optional<Framework> framework;
  std::optional<std::int64_t> at_step;
};

/// Throws: UsageError for a folder that holds anything but an earlier export.
void check_folder(const std::string& folder) {
  namespace fs = std::filesystem;
  if (folder.empty()) throw UsageError(About{"--output"}, ": export writes a folder; name a new one with -o FOLDER.");
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_empty(folder, error)) {
    std::string line;
    std::ifstream readme(fs::path(folder) / "README.txt");
    if (!std::getline(readme, line) || line != readme_beginning)
      throw bad_value("--output", folder, "is not empty, and holds no earlier export; name a new folder.");
  }
}

/// All settings, as --config reads them.
std::string config_text(const ExportOptions& options) {
  std::string text = "# lrscope trace --config run.toml repeats the run.\n";
  const auto add = [&](std::string_view key, const std::string& value) {
    text += fmt::format("{} = {}\n", key, value);
  };
  const auto add_all = [&](const auto& spec) {
    for (const auto& knob : knobs<std::remove_cvref_t<decltype(spec)>>()) {
      const std::string value = knob.get(spec);
      const bool is_default = value == knob.get({}) && (knob.changes_when_asked_for || knob.name == "epochs");
      if (value.empty() || is_default || (knob.name == "epochs" && options.run.max_steps)) continue;
      if (knob.is_switch())
        add(knob.name, value == "yes" ? "true" : "false");
      else if (knob.values) {
        std::vector<std::string> all;
        for (const std::string& one : knob.values(spec)) all.push_back(toml_value(one));
        add(knob.name, "[" + join(all, ", ") + "]");
      } else
        add(knob.name, toml_value(value));
    }
  };
  add("data", toml_value(options.data));
  add("lr", number_text(options.run.learning_rate));
  if (!options.init_from.empty()) add("init-from", toml_value(options.init_from));
  if (!options.batches.empty()) add("batches", toml_value(options.batches));
  add_all(options.dataset);
  add_all(options.run);
  return text;
}

std::string readme_text(const ExportOptions& options, const std::vector<ExportedFile>& files) {
  std::string text(readme_beginning);
  text +=
      "\n\n"
      "inputs.npy, targets.npy   rows × features, rows × outputs, as they are trained on; columns.csv says what each\n"
      "                          column is: (number − shift)/scale, before that the logarithm where log is yes.\n"
      "                          Classes and levels of a category are columns of 0 and 1\n"
      "weights.npy               the weight of each row in the loss, where there are any: Σ wᵢℓᵢ over what it is "
      "divided\n"
      "                          by without them\n"
      "held_inputs.npy, …        the same for held-out rows, where there are any\n"
      "lines.txt                 the line of the data file of each row\n"
      "batches.txt               a line for each step: its rows, from 0, as --batches reads it; when all lines were\n"
      "                          used the first one follows again\n"
      "theta_0.npy, theta_0.txt  the initial parameters, layer by layer: W as a matrix of outputs × inputs row by "
      "row,\n"
      "                          then b (layout.csv)\n"
      "run.toml                  all settings, as --config reads them\n";
  if (options.at_step)
    text += fmt::format("theta_{0}.npy, state_{0}_*   parameters and the optimizer's memory after {0} steps\n",
                        *options.at_step);
  if (options.framework) text += "train.py                  repeats the run: prints step, loss and gradient norm\n";
  text += "\nA layer computes z = W·a + b, then a = f(z), in the last layer only with --output-activation.\n\nFiles:\n";
  for (const ExportedFile& file : files) text += "  " + file.name + "\n";
  return text;
}

int run_export(ExportOptions options) {
  const std::string form = "lrscope export " + shell_word(path_argument(options.data)) + " --lr 1e-3 -o folder";
  if (options.learning_rates.empty()) throw UsageError(About{"--lr"}, ": export needs a learning rate: " + form);
  options.run.learning_rate = runs_of(options).rates.one("export", ": " + form);
  const DataSource source = data_source(options.data);
  if (function_of(source))
    throw bad_value("DATA", options.data,
                    "a function has no data to export; name a file or a table such as case:diabetes.");
  settle_holdout(options.dataset, options);
  settle_batches(options.run, options);
  check_folder(options.folder);
  const MemoryGuard guard(options);
  const auto data =
      std::make_shared<const Dataset>(encode(read_table(source, options.dataset, guard, options), options.dataset,
                                             refuse, [&](const Shape& shape) { guard.check(shape); }));
  Problem problem(data, options.run.precision);
  problem.check(options.run);
  const BeginRecord begin = introduce(source, options.run, problem, options.quiet);
  if (!options.init_from.empty())
    problem = problem.starting_at(
        read_parameters(options.init_from, begin.parameters, options.run.precision, shapes_text(begin)));
  std::vector<ExportedFile> files =
      exported_files(problem, *data, {.run = begin.run, .at_step = options.at_step, .framework = options.framework});
  files.push_back({"run.toml", config_text(options)});
  files.push_back({"README.txt", readme_text(options, files)});
  std::error_code error;
  std::filesystem::create_directories(options.folder, error);
  if (error) throw cannot_be_written(options.folder, error.value());
  for (const ExportedFile& file : files) {
    Output output((std::filesystem::path(options.folder) / file.name).string());
    output.write(file.bytes);
    output.close();
  }
  if (!options.quiet)
    print_remark(fmt::format("{}: {} written\n", printable(options.folder), counted(files.size(), "file")));
  return exit_ok;
}

}  // namespace

Command export_command() {
  auto options = std::make_shared<ExportOptions>();
  Command command{.name = "export",
                  .doc = "write what a run is made of as files for other programs, with a script that repeats it"};
  const std::string group = "Export";
  add_data(command, *options);
  add_text_option(command, "--lr", "X", options->learning_rates, "learning rate of the run", group);
  add_text_option(command, "-o,--output", "FOLDER", options->folder, "a new folder for the files", group,
                  {.affects_results = false});
  std::vector<std::pair<std::string, std::optional<Framework>>> frameworks;
  for (const Framework one : {Framework::numpy, Framework::pytorch, Framework::keras, Framework::tf1})
    frameworks.emplace_back(name_of(one), one);
  add_choice(command, "--framework", options->framework, frameworks,
             "also write train.py, which repeats the run with it", group);
  command.option("framework").traits.our_name = preset_name_or_same;
  const auto set_step = [options = options.get()](const std::string& text) {
    const auto step = parse_integer(text);
    if (!step || *step < 0) throw bad_value("--at-step", text, "expected a whole number from 0 up.");
    options->at_step = *step;
  };
  command.add("--at-step", "N", "also write the parameters and the optimizer's memory after N steps", group, set_step,
              {});
  add_init_from(command, *options, group);
  add_batches(command, *options, group);
  add_knobs(command, options->dataset);
  add_like(command, options->run);
  add_knobs(command, options->run,
            [](const Knob<RunSpec>& knob) { return !knob.is_cadence && knob.group != "Curvature"; });
  add_report_options(command, *options, {"--quiet", "--progress"});
  command.examples =
      "  lrscope export data.csv --target price --lr 1e-3 -o run\n"
      "  lrscope export case:diabetes --lr 1e-3 -o run --framework numpy\n"
      "  lrscope export case:diabetes --lr 1e-3 -o run --framework pytorch\n"
      "  lrscope export case:diabetes --lr 1e-3 -o run --optimizer adam --at-step 10\n"
      "  lrscope export case:diabetes --lr 1e-3 -o run --batches order.txt\n";
  command.run = [options](const Command&) { return run_export(*options); };
  return command;
}

}  // namespace lrscope::cli
