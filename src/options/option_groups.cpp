#include "options/option_groups.h"

#include <cmath>
#include <limits>

#include "base/text.h"
#include "data/csv/byte_stream.h"
#include "lrscope/functions.h"
#include "lrscope/records.h"
#include "options/presets.h"
#include "report/field.h"
#include "report/writer.h"
#include "sweep/plan.h"

namespace lrscope::cli {
namespace {

/// A word that needs no quotes in any shell.
bool is_plain(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

/// Throws: UsageError for all but whole numbers from 1 to `most`, which are `wanted`.
long long whole_number(const std::string& flag, const std::string& text, long long most, const std::string& wanted) {
  const auto number = parse_integer(text);
  if (number && *number >= 1 && *number <= most) return *number;
  throw bad_value(flag, text, "expected a whole number " + wanted + ".");
}

/// Of -o. "-" alone says where the records go already.
void add_output(OutputOptions& options, const std::string& text) {
  if (text == "-") return;
  if (text.ends_with(":-"))
    options.format_of_output = parse_format(std::string_view(text).substr(0, text.size() - 2));
  else
    options.files.push_back(text);
}

/// --fields, of one of these kinds, and --label.
void add_fields(Command& command, OutputOptions& options, const std::vector<const Kind*>& kinds) {
  const auto check = [&options] { static_cast<void>(selection_of(options, *options.rows)); };
  const auto set_fields = [&options](const std::string& text) {
    options.fields.clear();
    for (const std::string& name : split(text, ',')) options.fields.emplace_back(trimmed(name));
    if (std::ranges::find(options.fields, "") != options.fields.end())
      throw bad_value("--fields", text, "expected names of fields: --fields lr,outcome,final_loss.");
  };
  command.add(
      "--fields", "LIST",
      "only these fields of --rows, in this order, also as a table: lr,outcome,d2; beside them label, file (DATA) "
      "and optimizer",
      output_group, set_fields,
      {.values = {std::string(label_name), std::string(file_name), std::string(optimizer_name)},
       .affects_results = false,
       .names_fields_of = kinds,
       .check = check});
  add_text_option(command, "--label", "TEXT", options.label, "a first field label with this text in every record",
                  output_group, {.affects_results = false, .check = check});
  command.option("label").traits.no_effect = [&options]() -> std::string {
    if (std::ranges::find(options.fields, label_name) != options.fields.end()) return "";
    if (!options.fields.empty()) return "without label among --fields";
    return options.standard_format() == Format::table && options.files.empty() ? "in a table without --fields" : "";
  };
}

}  // namespace

std::vector<std::string> names_of(const KnobType& type) {
  const auto* knob = std::get_if<NameKnob>(&type);
  if (!knob) return {};
  return names_in(rows_of(knob->table));
}

std::vector<std::string> words_of(const KnobType& type) {
  std::vector<std::string> words = names_of(type);
  if (const auto* choice = std::get_if<ChoiceKnob>(&type))
    for (const std::string_view word : choice->words)
      if (is_plain(word)) words.emplace_back(word);
  if (const auto* number = std::get_if<NumberKnob>(&type); number && !number->or_word.empty())
    words.emplace_back(number->or_word);
  return words;
}

void add_text_option(Command& command, const std::string& flag, const std::string& metavar, std::string& member,
                     const std::string& doc, const std::string& group, OptionTraits traits) {
  traits.by_default = member;
  command.add(
      flag, metavar, doc, group, [&member](const std::string& text) { member = text; }, std::move(traits));
}

void add_file_option(Command& command, const std::string& flag, std::string& member, const std::string& doc,
                     const std::string& group, bool affects_results) {
  const auto set = [flag, &member](const std::string& path) {
    if (path.empty()) throw bad_value(flag, "", "the name of the file is empty (an unset shell variable?).");
    member = path;
  };
  command.add(flag, "FILE", doc, group, set, {.files = Files::any, .affects_results = affects_results});
}

void add_data(Command& command, DataOptions& options) {
  std::vector<std::string> cases;
  for (const BuiltinFile& file : builtin_files()) cases.push_back("case:" + std::string(file.name));
  for (const NamedFunction& function : functions()) cases.push_back("case:" + std::string(function.name));
  add_text_option(command, "DATA", "FILE", options.data,
                  "CSV file, - for standard input, or case:NAME (diabetes, alpha, line, chebyshev, normal, square, "
                  "half-square, quartic, canyon, catapult, ripple, trapdoor)",
                  "", {.values = cases, .files = Files::csv});
  const auto set_memory = [&options](const std::string& text) {
    options.max_memory = parse_bytes(text);
    if (!options.max_memory)
      throw bad_value("--max-memory", text, "expected a size such as 500M, 4G or 2GiB (M is 1000000, Mi 1048576).");
  };
  command.add("--max-memory", "SIZE",
              "use at most SIZE of memory: 500M, 4G, 2GiB (default: 85 % of what this process may use)", "Data",
              set_memory, {.affects_results = false});
}

void add_seeds(Command& command, std::string& seeds, const std::string& group) {
  const auto remark = [&seeds]() -> std::string {
    const auto number = parse_integer(seeds);
    if (!number || *number < 2) return "";
    return seeds + ": runs seed " + seeds + " only; --seeds 0.." + std::to_string(*number - 1) + " runs " + seeds +
           " seeds";
  };
  add_text_option(command, "--seeds", "LIST", seeds, "several seeds: 0..4 or 1,5,9", group,
                  {.alternative_to = "seed", .needs_data = true, .remark = remark});
}

void add_threads(Command& command, int& threads, const std::string& group) {
  const auto set = [&threads](const std::string& text) {
    threads = static_cast<int>(whole_number("--threads", text, 1024, "from 1 to 1024"));
  };
  command.add("--threads", "N", "runs at the same time (default: the processors that this process may use)", group, set,
              {.affects_results = false});
}

void add_like(Command& command, RunSpec& run) {
  std::vector<std::string> names = names_in(presets());
  const auto set = [&run](const std::string& name) { run.like = find_preset(name).name; };
  command.add("--like", "NAME", "the defaults of a framework: " + join(names, ", "), "Framework", set,
              {.values = names, .our_name = preset_name});
}

void add_init_from(Command& command, StartOptions& options, const std::string& group) {
  add_file_option(command, "--init-from", options.init_from,
                  "start every run from the parameters in FILE, one number per line, or .npy", group);
}

void add_batches(Command& command, StartOptions& options, const std::string& group) {
  add_file_option(command, "--batches", options.batches,
                  "the rows of each step, in place of an order that is drawn: a line of row numbers from 0, or .npy",
                  group);
}

void add_start_options(Command& command, StartOptions& options, const std::string& group) {
  add_init_from(command, options, group);
  add_file_option(command, "--save-init", options.save_init, "write the initial parameters to FILE", group, false);
  add_batches(command, options, group);
}

void add_report_options(Command& command, ReportOptions& options, const Flags& flags) {
  const std::string& group = output_group;
  const std::vector<std::pair<std::string, When>> when = {
      {"auto", When::automatic}, {"always", When::always}, {"never", When::never}};
  Command all;
  const auto set_format = [&options](const std::string& text) { options.format = parse_format(text); };
  all.add("--format", "", "format of standard output [table]", group, set_format,
          {.values = {"table", "csv", "tsv", "jsonl", "json", "markdown"},
           .affects_results = false,
           .by_default = "table"});
  all.add("-o,--output", "FILE",
          "also write to FILE; .csv .tsv .jsonl .json .md .txt decides the format, or csv:FILE; .gz compresses; - is "
          "stdout; "
          ".svg .png .pdf .html draw; repeatable",
          group, [&options](const std::string& text) { add_output(options, text); },
          {.files = Files::any, .affects_results = false, .is_repeatable = true});
  add_file_option(all, "--trajectories", options.trajectories, "write the step records of all runs to FILE", group,
                  false);
  const auto set_every = [&options](const std::string& text) {
    options.print_every = whole_number("--print-every", text, std::numeric_limits<long long>::max(), "from 1 up");
  };
  all.add("--print-every", "N", "write only every Nth step (all are measured) [1]", group, set_every,
          {.by_default = "1"});
  all.add_switch("--timing", options.timing, "add wall-clock seconds to the run records", group);
  add_choice<FailOn>(
      all, "--fail-on", options.fail_on,
      {{"nonfinite", FailOn::nonfinite}, {"diverged", FailOn::diverged}, {"untrained", FailOn::untrained}},
      "exit with status 1 if any run ended like this or worse, and say which", group, false);
  add_choice<When>(all, "--color", options.color, when, "colours in the table [auto]; NO_COLOR turns them off", group,
                   false);
  add_choice<When>(all, "--progress", options.progress, when, "progress on standard error [auto]", group, false);
  all.add_switch("-q,--quiet", options.quiet, "print only records and errors", group, {.affects_results = false});
  for (const std::string& flag : flags) command.options.push_back(all.option(flag));
}

void add_rows(Command& command, OutputOptions& options, std::vector<const Kind*> kinds) {
  kinds.push_back(&kind_of<BeginRecord>());
  std::vector<std::string> names;
  for (const Kind* kind : kinds) names.emplace_back(kind->rows);
  options.rows = kinds.front();
  const auto set = [&rows = options.rows, kinds, names](const std::string& text) {
    const auto at = std::ranges::find(names, text);
    if (at == names.end()) throw UsageError("unknown --rows " + in_quotes(text) + did_you_mean_one_of(text, names));
    rows = kinds[static_cast<std::size_t>(at - names.begin())];
  };
  command.add(
      "--rows", "", "which records csv, tsv, markdown and --fields contain [" + names.front() + "]", output_group, set,
      {.values = names, .affects_results = false});  // no default: one configuration may be for several commands
  add_fields(command, options, kinds);
}

Selection selection_of(const OutputOptions& options, const Kind& rows, const std::string& file,
                       const std::string& optimizer) {
  std::vector<std::string> first;
  if (!options.label.empty()) {
    if (options.fields.empty() && std::ranges::find(rows.columns, label_name) != rows.columns.end())
      throw bad_value("--label", options.label,
                      std::string(rows.rows) + " have a field of this name already; choose others with --fields.");
    first.emplace_back(label_name);
  }
  Selection selection(
      options.fields,
      {{label_name, to_value(options.label)}, {file_name, to_value(file)}, {optimizer_name, to_value(optimizer)}},
      std::move(first));
  static_cast<void>(selection.kind_of(rows));  // throws
  return selection;
}

double parse_duration(std::string_view text) {
  double seconds = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const auto end = std::min(rest.find_first_of("hms"), rest.size());
    const double count = parse_number(rest.substr(0, end)).value_or(-1);
    const char unit = end < rest.size() ? rest[end] : 's';
    rest.remove_prefix(std::min(end + 1, rest.size()));
    seconds += count >= 0 && count <= 1e9 ? count * (unit == 'h' ? 3600 : unit == 'm' ? 60 : 1) : std::nan("");
  }
  if (seconds > 0) return seconds;
  throw bad_value("--time-limit", text, "expected a time above 0, in seconds or with units: 90, 90s, 15m, 2h, 1h30m.");
}

void add_time_limit(Command& command, JournalOptions& options, const std::string& group) {
  const auto set_limit = [&options](const std::string& text) { options.time_limit = parse_duration(text); };
  command.add("--time-limit", "TIME", "stop after this time, with exit status 5: 90, 15m, 1h30m", group, set_limit,
              {.affects_results = false});
}

void add_journal(Command& command, JournalOptions& options, const std::string& noun, const std::string& group) {
  add_file_option(command, "--journal", options.journal,
                  "record every finished " + noun + " in FILE; the same command resumes from it", group, false);
}

}  // namespace lrscope::cli
