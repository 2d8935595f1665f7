// A map from options to records and pictures. What map and demo share.
#pragma once

#include "cli/exit_status.h"
#include "cli/signals.h"
#include "map/map_record.h"
#include "map/picture/map_picture.h"
#include "options/command.h"
#include "spec/map_spec.h"

namespace lrscope::cli {

struct MapOptions : ProblemOptions, JournalOptions {
  std::string x, y;  // axes, as typed; y empty: a map of one row
  std::string size = "256x256";
  std::string zoom;
  bool refine = false;
  MapEngine engine = MapEngine::automatic;
  MapColoring coloring = MapColoring::absolute;
};

void add_map_options(Command& command, MapOptions& options);

struct MapSession {
  RunSpec spec;  // of every cell, but for the knobs of the axes; every default filled in
  MapResult result = {};
  std::optional<Stop> stopped = {};  // before all cells were finished
};

/// 0, or 128 + the signal or 5 if the work ended early.
inline int exit_status_of(const MapSession& session) {
  return session.stopped ? session.stopped->exit_status : exit_ok;
}

/// `words`: result_words(). `is_silent`: nothing on standard output. Throws: UsageError, DataError, IoError, ClosedPipe.
MapSession run_map_session(MapOptions options, const std::vector<std::string>& words, bool is_silent);

}  // namespace lrscope::cli
