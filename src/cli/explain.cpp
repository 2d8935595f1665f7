#include "lrscope/run/explain.h"

#include <memory>
#include <mutex>

#include "command_line.h"
#include "commands.h"
#include "load.h"
#include "lrscope/core/errors.h"
#include "lrscope/core/text.h"
#include "lrscope/data/parameter_file.h"
#include "lrscope/model/functions.h"
#include "lrscope/sink/explanation.h"
#include "lrscope/sink/output.h"
#include "output_files.h"
#include "session.h"

namespace lrscope::cli {
namespace {

/// Throws: UsageError unless there is one learning rate exactly.
double the_learning_rate(const Options& options) {
  const std::string form = "lrscope explain " + options.data + " --lr 1e-3";
  if (options.learning_rates.empty()) throw UsageError("explain needs a learning rate: " + form);
  const LearningRates rates = learning_rates_of(options);
  if (rates.values.size() != 1 || rates.boundary_tolerance)
    throw UsageError("--lr " + in_quotes(options.learning_rates) +
                     ": explain takes one learning rate: " + form);
  return rates.values.front();
}

/// Makes what a request trains. The file is read once; data that are encoded as before are shared.
class Subjects {
 public:
  explicit Subjects(const Options& options) : options_(options), function_(find_function(options.data)) {
    if (!function_) source_ = read_source(options.data);
  }

  /// Null for a function.
  const Source* source() const { return function_ ? nullptr : &source_; }

  Subject make(const Request& request) {
    Subject subject;
    if (function_) {
      subject.problem = make_problem(*function_, request.run);
    } else {
      subject.data = data_of(request.data);
      subject.problem = make_problem(*subject.data, request.run);
    }
    if (!options_.init_from.empty())
      subject.problem->start_from(
          read_parameters(options_.init_from, subject.problem->parameters(), request.run.precision));
    return subject;
  }

 private:
  std::shared_ptr<const Dataset> data_of(const DataSpec& spec) {
    const std::string key = key_of(spec);
    const std::lock_guard lock(mutex_);
    if (!first_ || key == key_) {
      if (!first_) first_ = std::make_shared<const Dataset>(load_dataset(source_, spec));
      key_ = key;
      return first_;
    }
    return std::make_shared<const Dataset>(load_dataset(source_, spec));
  }

  const Options& options_;
  const NamedFunction* function_;
  Source source_;
  std::mutex mutex_;
  std::string key_;
  std::shared_ptr<const Dataset> first_;
};

int run_explain(Options options, const std::vector<std::string>& arguments) {
  options.run.learning_rate = the_learning_rate(options);
  std::vector<std::string> files = options.outputs;
  if (!options.along.empty()) options.outputs.push_back(options.along);
  ExplainSpec spec;
  spec.seeds = seeds_of(options);
  check_files_to_write(options, spec.seeds.size());
  Subjects subjects(options);
  Loaded loaded = load(options, subjects.source());
  loaded.begin.command = arguments;
  loaded.begin.config = configuration(options, loaded.effective);

  spec.request = {options.run, options.dataset};
  spec.threads = threads_of(options);
  spec.searches_boundaries = options.boundaries;
  spec.wants_along = !options.along.empty();
  spec.make_subject = [&](const Request& request) { return subjects.make(request); };
  spec.command_of = [&](const Request& request) { return command_line(options, request); };
  const Explanation explanation = explain(spec);

  const auto write = [](Output& output, const std::string& text) {
    output.write(text);
    output.close();
  };
  if (!options.save_init.empty()) save_initial_parameters(options, *loaded.problem, spec.seeds.front());
  for (const std::string& path : files) {
    Output file(path);
    write(file, explanation_text(format_of_path(path), loaded.begin, explanation, options.explanation_rows));
  }
  if (!options.along.empty()) {
    Output file(options.along);
    write(file, along_text(format_of_path(options.along), loaded.begin, *explanation.along));
  }
  Output standard;
  write(standard, explanation_text(options.format, loaded.begin, explanation, options.explanation_rows));
  return exit_status_of({explanation.run}, options.fail_on);
}

}  // namespace

Command add_explain(CLI::App& app, std::vector<std::string> arguments) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "explain", "diagnose one run: what happened, where, and why, decided by changing one thing at a time");
  add_explain_options(*command, *options);
  command->footer(
      "Examples:\n"
      "  lrscope explain data.csv --target price --lr 1e-3\n"
      "  lrscope explain data.csv --lr 1e-3 --along step.txt --format jsonl | jq 'select(.type == "
      "\"change\")'\n");
  return {command, [options, arguments] { return run_explain(*options, arguments); }};
}

}  // namespace lrscope::cli
