#include "cli/scale_out.h"

#include <fmt/format.h>

#include <cstdlib>
#include <optional>

#include "base/text.h"
#include "cli/load.h"
#include "cli/say.h"
#include "cli/shard.h"
#include "cli/signals.h"
#include "lrscope/version.h"

namespace lrscope::cli {
namespace {

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  return value && *value ? std::optional<std::string>(value) : std::nullopt;
}

/// `torn`: what becomes of what stood in the last line; empty if it was whole.
void say_what_is_known(const std::string& path, std::string_view noun, std::size_t count, std::string_view torn) {
  const std::string journal = printable(path) + ": ";
  if (!torn.empty()) say(journal + "the last line was torn; " + std::string(torn) + "\n");
  if (count > 0) say(journal + counted(count, noun) + " finished before\n");
}

}  // namespace

Shard shard_of(const std::string& typed, bool is_search, bool quiet) {
  if (is_search)
    throw UsageError(About{"--shard", {"--lr"}},
                     " " + typed +
                         ": a search for the boundary cannot be shared out, each of its runs depends on those before; "
                         "give a list of learning rates (--lr dec:1e-6:1:4).");
  const ChosenShard chosen = choose_shard(typed, environment);
  if (!chosen.source.empty() && !quiet)
    say(fmt::format("shard {}/{}: {}\n", chosen.shard.index, chosen.shard.count, chosen.source));
  return chosen.shard;
}

JournalHeader header_of(const Loaded& loaded) {
  JournalHeader header;
  header.version = version;
  header.begin = loaded.begin;
  return header;
}

std::unique_ptr<Journal> open_journal(const std::string& path, const JournalHeader& header, bool quiet) {
  if (path.empty()) return nullptr;
  auto journal = std::make_unique<Journal>(path, header);
  if (!quiet) say_what_is_known(path, "run", journal->known_runs(), journal->was_torn() ? "its run starts again" : "");
  return journal;
}

std::unique_ptr<MapJournal> open_map_journal(const std::string& path, const JournalHeader& header, std::size_t cells,
                                             bool quiet) {
  if (path.empty()) return nullptr;
  auto journal = std::make_unique<MapJournal>(path, header, cells);
  if (!quiet)
    say_what_is_known(path, "cell", journal->known_cells(), journal->was_torn() ? "its cells are run again" : "");
  return journal;
}

std::string how_to_go_on(const std::string& journal) {
  return journal.empty() ? "; with --journal FILE the same command could go on from there"
                         : ", kept in " + in_quotes(journal) + "; the same command goes on from there";
}

void limit_time(double seconds, const std::string& journal, const std::string& progress) {
  const std::string begin = "lrscope: " + std::string(stop_name(Stop::time_limit)) + ": ";
  limit_time(seconds, journal.empty() ? begin + progress + how_to_go_on(journal) + ".\n"
                                      : begin + "nothing was run, what is in " + in_quotes(journal) +
                                            " stays; the same command goes on from there.\n");
}

Stop report_stop(const std::string& progress, const std::string& advice) {
  const Stop stop = stop_reason().value_or(Stop::interrupted);
  say("lrscope: " + std::string(stop_name(stop)) + ": " + progress + advice + ".\n");
  return stop;
}

}  // namespace lrscope::cli
