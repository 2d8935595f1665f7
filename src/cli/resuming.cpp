#include "cli/resuming.h"

#include "base/text.h"
#include "cli/print_note.h"

namespace lrscope::cli {

void note_journal(const std::string& path, std::string_view noun, std::size_t count, bool was_torn,
                  std::string_view consequence) {
  const std::string journal = printable(path) + ": ";
  if (was_torn) print_note(journal + "the last line was torn; " + std::string(consequence) + "\n");
  if (count > 0) print_note(journal + counted(count, noun) + " finished before\n");
}

void start_time_limit(const CommonOptions& options, const std::string& progress) {
  if (!options.time_limit) return;
  const std::string begin = "lrscope: " + std::string(stop_name(Stop::time_limit)) + ": ";
  limit_time(*options.time_limit, options.journal.empty()
                                      ? begin + progress + how_to_go_on("") + ".\n"
                                      : begin + "nothing was run, what is in " + in_quotes(options.journal) +
                                            " stays; the same command goes on from there.\n");
}

std::string how_to_go_on(const std::string& journal) {
  return journal.empty() ? "; with --journal FILE the same command could go on from there"
                         : ", kept in " + in_quotes(journal) + "; the same command goes on from there";
}

Stop report_stop(const std::string& progress, const std::string& advice) {
  const Stop stop = stop_reason().value_or(Stop::interrupted);
  print_note("lrscope: " + std::string(stop_name(stop)) + ": " + progress + advice + ".\n");
  return stop;
}

}  // namespace lrscope::cli
