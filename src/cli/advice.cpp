#include "cli/advice.h"

#include <memory>
#include <stdexcept>

#include "data/encode.h"
#include "data/parameter_file.h"
#include "options/command_words.h"
#include "options/parser.h"
#include "sweep/trial.h"

namespace lrscope::cli {
namespace {

constexpr double good_enough = 0.95;   // of d2: no trial is made above
constexpr double clearly_more = 0.02;  // d2

/// The table again; nothing if the file cannot be read any more, or is another.
std::shared_ptr<const CsvTable> table_of(const AdviceSource& source) {
  if (source.table) return source.table;
  try {
    auto table = std::make_shared<const CsvTable>(
        read_table(data_source(source.options.data), source.options.dataset, source.guard, source.options));
    return table->hash() == source.begin.data_hash ? table : nullptr;
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

struct Advice {
  Change change;
  TrialResult result;
};

/// The data of the sweep with `request` as a problem. Throws: UsageError, DataError.
Problem problem_of(const AdviceSource& source, const CsvTable& table, const Request& request) {
  const Problem problem(encode(table, request.data), request.run.precision);
  const std::string& start = source.options.init_from;
  if (start.empty()) return problem;
  return problem.starting_at(
      read_parameters(start, source.begin.parameters, request.run.precision, shapes_text(source.begin)));
}

/// Nothing if the trial cannot be made, or has no skill.
std::optional<Advice> try_rescaled(const AdviceSource& source, const SweepSpec& sweep, std::size_t most_runs,
                                   SweepObserver& observer) {
  const Task task = source.begin.task == name_of(Task::regression) ? Task::regression : Task::classification;
  const Change change = rescaling_of(source.options.dataset, task);
  const auto table = table_of(source);
  if (!table) return std::nullopt;
  try {
    const Request request = with({source.options.run, source.options.dataset}, change);
    const Problem problem = problem_of(source, *table, request);
    if (const auto result = run_trial(problem, request.run, sweep, most_runs, observer)) return Advice{change, *result};
  } catch (const UsageError&) {
  } catch (const DataError&) {
  }
  return std::nullopt;
}

}  // namespace

void advise(const AdviceSource& source, const SweepSpec& sweep, Summary& summary, SweepObserver& observer) {
  const SweepOptions& options = source.options;
  if (source.begin.data_hash.empty() || summary.suggested_skill() >= good_enough) return;
  const auto command = [&](const char* name, const Change& change, double lr) {
    Request request = with({options.run, options.dataset}, change);
    request.run.learning_rate = lr;
    return command_line(request, options.data, options.seeds, options.init_from, name);
  };
  const auto advice =
      options.no_trial ? std::nullopt : try_rescaled(source, sweep, static_cast<std::size_t>(summary.runs), observer);
  const auto skill = [](const TrialResult& trial) { return trial.holdout_d2.value_or(trial.d2); };
  if (advice && skill(advice->result) >= summary.suggested_skill().value_or(0) + clearly_more) {
    summary.next_change = flags_text(advice->change);
    summary.next_lr = advice->result.lr;
    summary.next_d2 = advice->result.d2;
    summary.next_holdout_d2 = advice->result.holdout_d2;
    summary.next_command = command("sweep", advice->change, advice->result.lr);
    const auto& worth_explaining = summary.fastest_lr ? summary.smallest_failed_lr : summary.largest_safe_lr;
    summary.explain_command =
        command("explain", {}, worth_explaining.value_or(summary.fastest_lr.value_or(summary.rates.front())));
  } else if (!summary.suggested_lr) {
    summary.next_command = command("explain", {}, summary.largest_safe_lr.value_or(summary.rates.front()));
  }
}

void add_safe_limit(const AdviceSource& source, const Problem* problem, const SweepSpec& sweep,
                    std::span<const RunRecord> runs, Summary& summary) {
  const SafeLimit wanted = source.options.safe_limit;
  if (wanted == SafeLimit::off || source.begin.data_hash.empty()) return;
  SweepSpec whole = sweep;
  whole.base = source.begin.run;
  if (wanted == SafeLimit::automatic && !is_cheaper_than(runs, source.begin.rows, whole)) return;
  if (problem) return find_safe_limit(*problem, whole, summary);
  try {
    if (const auto table = table_of(source))
      find_safe_limit(problem_of(source, *table, {whole.base, source.options.dataset}), whole, summary);
  } catch (const UsageError&) {
  } catch (const DataError&) {
  }
}

void add_trial_option(Command& command, SweepOptions& options) {
  command.add_switch("--no-trial", options.no_trial,
                     "do not try re-scaled data for the advice: a few runs, never more than the sweep has", "Sweep",
                     {.affects_results = true});
  command.add(
      "--safe-limit", "auto|on|off",
      "a slow run of each seed, on whose way the sharpness is measured: below the limit that it meets training is "
      "safe; auto: where that costs less than the sweep [auto]",
      "Curvature",
      [&options](const std::string& text) {
        if (text == "auto")
          options.safe_limit = SafeLimit::automatic;
        else if (text == "on")
          options.safe_limit = SafeLimit::on;
        else if (text == "off")
          options.safe_limit = SafeLimit::off;
        else
          throw bad_value("--safe-limit", text, "expected auto, on or off.");
      },
      {.values = {"auto", "on", "off"}, .by_default = "auto"});
}

SweepOptions sweep_options_of(const std::vector<std::string>& words) {
  SweepOptions options;
  Program program{.commands = {{.name = "sweep"}}};
  add_sweep_options(program.commands.front(), options);
  add_trial_option(program.commands.front(), options);
  parse(program, words, words, "");
  settle_holdout(options.dataset, options);
  return options;
}

}  // namespace lrscope::cli
