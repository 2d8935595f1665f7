#include "scale_out.h"

#include <fmt/format.h>

#include <cstdlib>
#include <utility>

#include "lrscope/core/hash.h"
#include "lrscope/core/text.h"
#include "lrscope/version.h"
#include "option_groups.h"
#include "say.h"

namespace lrscope::cli {
namespace {

/// "90", "90s", "15m", "2h" or "1h30m" in seconds.
double parse_duration(std::string_view text) {
  double seconds = 0;
  std::string_view rest = text;
  bool is_good = !rest.empty();
  while (is_good && !rest.empty()) {
    const auto end = rest.find_first_of("hms");
    const auto number = parse_number(rest.substr(0, end));
    is_good = number && *number >= 0 && *number <= 1e9;
    if (!is_good) break;
    const char unit = end == std::string_view::npos ? 's' : rest[end];
    seconds += *number * (unit == 'h' ? 3600 : unit == 'm' ? 60 : 1);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  if (is_good && seconds > 0) return seconds;
  throw bad_value("--time-limit", text,
                  "expected a time above 0, in seconds or with units: 90, 90s, 15m, 2h, 1h30m.");
}

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  return value && *value ? std::optional<std::string>(value) : std::nullopt;
}

JournalHeader header_of(const Loaded& loaded, std::vector<double> learning_rates, std::vector<std::uint64_t> seeds) {
  JournalHeader header;
  header.version = version;
  header.begin = loaded.begin;
  header.learning_rates = std::move(learning_rates);
  header.seeds = std::move(seeds);
  return header;
}

/// `torn`: what becomes of what stood in the last line; empty if it was whole.
void say_what_is_known(const Options& options, std::string_view noun, std::size_t count, std::string_view torn) {
  if (options.quiet) return;
  const std::string journal = printable(options.journal) + ": ";
  if (!torn.empty()) say(journal + "the last line was torn; " + std::string(torn) + "\n");
  if (count > 0) say(journal + counted(count, noun) + " finished before\n");
}

std::string stop_text_before_work(const Options& options, const std::string& progress) {
  const std::string begin = "lrscope: " + std::string(stop_name(Stop::time_limit)) + ": ";
  if (options.journal.empty()) return begin + progress + how_to_go_on(options) + ".\n";
  return begin + "nothing was run, what is in " + in_quotes(options.journal) +
         " stays; the same command goes on from there.\n";
}

/// "7 of 25 runs finished"
std::string progress_text(const SweepSpec& spec, const SweepResult& sweep) {
  if (spec.boundary_tolerance) return counted(sweep.runs.size(), "run") + " finished";
  return fmt::format("{} of {} finished", sweep.runs.size(), counted(planned_runs(spec).size(), "run"));
}

}  // namespace

void add_time_limit(Command& command, ScaleOutOptions& options, const std::string& group) {
  const auto set_limit = [&options](const std::string& text) { options.time_limit = parse_duration(text); };
  command.add("--time-limit", "TIME", "end after this time, with exit status 5: 90, 15m, 1h30m",
             group, set_limit, {.affects_results = false});
}

void add_journal(Command& command, ScaleOutOptions& options, std::string_view kept, const std::string& group) {
  add_file_option(
      command, "--journal", options.journal,
      "keep every finished " + std::string(kept) + " in FILE; the same command goes on from there", group,
      false);
}

void add_scale_out_options(Command& command, ScaleOutOptions& options) {
  const std::string group = "Long sweeps and many machines";
  add_journal(command, options, "run", group);
  const auto set_shard = [&options](const std::string& text) {
    if (text != "auto") parse_shard(text);
    options.shard = text;
  };
  command.add("--shard", "I/N|auto",
             "only every N-th run, from the I-th; auto: as a Slurm array or a Kubernetes indexed job says",
             group, set_shard, {.values = {"auto"}, .affects_results = false});
  add_time_limit(command, options, group);
  command.add_switch("--dry-run", options.dry_run, "print the runs as commands and run none", group,
                     {.affects_results = false});
}

Shard shard_of(const Options& options, bool is_search) {
  if (is_search)
    throw UsageError(
        About{"--shard", {"--lr"}},
        " " + options.shard +
            ": a search for the boundary cannot be shared out, each of its runs depends on those "
            "before; give a list of learning rates (--lr dec:1e-6:1:4).");
  const ChosenShard chosen = choose_shard(options.shard, environment);
  if (!chosen.source.empty() && !options.quiet)
    say(fmt::format("shard {}/{}: {}\n", chosen.shard.index, chosen.shard.count, chosen.source));
  return chosen.shard;
}

std::unique_ptr<Journal> open_journal(const Options& options, const SweepSpec& spec, const Loaded& loaded) {
  if (options.journal.empty()) return nullptr;
  JournalHeader header = header_of(loaded, spec.learning_rates, spec.seeds);
  if (!options.init_from.empty()) header.start_hash = hash_of(loaded.problem.initial_parameters(loaded.effective));
  header.holds_steps = spec.observe_steps;
  header.holds_seconds = spec.time_runs;
  auto journal = std::make_unique<Journal>(options.journal, header);
  say_what_is_known(options, "run", journal->known_runs(), journal->was_torn() ? "its run starts again" : "");
  return journal;
}

std::unique_ptr<MapJournal> open_map_journal(const Options& options, const MapSpec& spec, const Loaded& loaded) {
  if (options.journal.empty()) return nullptr;
  const JournalHeader header = header_of(loaded, {spec.base.learning_rate}, {spec.base.seed});
  const auto cells = static_cast<std::size_t>(count_cells(spec));
  auto journal = std::make_unique<MapJournal>(options.journal, header, cells);
  say_what_is_known(options, "cell", journal->known_cells(), journal->was_torn() ? "its cells are run again" : "");
  return journal;
}

std::string how_to_go_on(const Options& options) {
  return options.journal.empty()
             ? "; with --journal FILE the same command could go on from there"
             : ", kept in " + in_quotes(options.journal) + "; the same command goes on from there";
}

std::string stop_text_before_work(const Options& options, const SweepSpec& spec) {
  return stop_text_before_work(options, progress_text(spec, {}));
}

std::string stop_text_before_work(const Options& options, const MapSpec& spec) {
  return stop_text_before_work(options, fmt::format("0 of {} cells finished", count_cells(spec)));
}

Stop report_stop(const Options& options, const SweepSpec& spec, const SweepResult& sweep,
                 bool may_keep_journal) {
  const Stop stop = stop_reason().value_or(Stop::interrupted);
  say("lrscope: " + std::string(stop_name(stop)) + ": " + progress_text(spec, sweep) +
      (may_keep_journal ? how_to_go_on(options) : "") + ".\n");
  return stop;
}

void note_shard(const Options& options, const SweepSpec& spec) {
  if (options.quiet) return;
  const auto all = spec.learning_rates.size() * spec.seeds.size();
  say(fmt::format("shard {}/{}: {} of {}; there is no summary of a share{}\n", spec.shard.index,
                  spec.shard.count, planned_runs(spec).size(), counted(all, "run"),
                  options.journal.empty() ? ", keep it with --journal FILE for lrscope merge"
                                          : ", lrscope merge joins the journals"));
}

}  // namespace lrscope::cli
