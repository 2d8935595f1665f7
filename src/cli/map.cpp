#include "lrscope/run/map.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include "command_line.h"
#include "commands.h"
#include "exit_status.h"
#include "load.h"
#include "lrscope/core/errors.h"
#include "lrscope/core/interruption.h"
#include "lrscope/core/text.h"
#include "lrscope/version.h"
#include "output_files.h"
#include "progress.h"
#include "lrscope/record/map.h"
#include "lrscope/record/records.h"
#include "say.h"
#include "scale_out.h"
#include "session.h"
#include "signals.h"
#include "sink/map_table.h"

namespace lrscope::cli {
namespace {

/// Files of --output that are pictures go their own way.
void set_pictures_apart(Options& options) {
  std::vector<std::string> records;
  for (std::string& path : options.outputs)
    (path.ends_with(".png") || path.ends_with(".PNG") ? options.map.pictures : records).push_back(std::move(path));
  options.outputs = std::move(records);
}

/// Throws: UsageError unless there is at most one learning rate.
void set_learning_rate(Options& options) {
  if (options.learning_rates.empty()) return;
  options.run.learning_rate =
      learning_rates_of(options).one("map", "; several make an axis: --x lr=log:1e-5:10.");
}

MapSpec map_spec(const Options& options) {
  if (options.map.x.empty())
    throw UsageError("map needs an axis: lrscope map " + shell_word(options.data) +
                     " --x lr=log:1e-5:10 --y init-scale=log:.1:10 -o map.png");
  MapSpec spec;
  spec.base = options.run;
  // A map reports no sharpness; its limit curve measures its own.
  spec.base.curvature.sharpness_every = 0;
  spec.x = parse_map_axis("--x", options.map.x);
  if (!options.map.y.empty()) spec.y = parse_map_axis("--y", options.map.y);
  if (spec.y && spec.y->knob == spec.x.knob)
    throw bad_value("--y", options.map.y, "this is the knob of --x; choose another.");
  std::tie(spec.width, spec.height) = parse_map_size(options.map.size);
  if (!options.map.zoom.empty()) {
    if (!spec.y) throw bad_value("--zoom", options.map.zoom, "a map of one row has one range, that of --x.");
    zoom(options.map.zoom, spec.x, *spec.y);
  }
  spec.refine = options.map.refine;
  spec.wants_limit = !options.map.pictures.empty() || options.format == Format::table;
  spec.engine = options.map.engine;
  spec.threads = threads_of(options);
  return spec;
}

std::vector<std::pair<std::string, std::string>> map_configuration(const Options& options, const MapSpec& spec,
                                                                   const RunSpec& effective) {
  auto config = configuration(options, effective);
  config.emplace_back("x", axis_text(spec.x));
  if (spec.y) config.emplace_back("y", axis_text(*spec.y));
  config.emplace_back("size", options.map.size);
  config.emplace_back("refine", spec.refine ? "yes" : "no");
  config.emplace_back("engine", name_of(spec.engine));
  return config;
}

MapPicture picture_of(const Options& options, const MapSpec& spec, const BeginRecord& begin, std::int64_t steps,
                      const MapResult& result) {
  MapPicture picture{result.x, result.y, result.cells, result.limit, begin.data_path, steps, options.map.coloring};
  std::string config;
  for (const auto& [flag, value] : begin.config) config += flag + " = " + value + "\n";
  picture.text = {{"Title", "lrscope map of " + begin.data_path + ": " + axis_text(spec.x) +
                                (spec.y ? ", " + axis_text(*spec.y) : std::string())},
                  {"Software", "lrscope " + std::string(version)},
                  {"Command", shell_line(begin.command)},
                  {"Configuration", config}};
  if (!begin.data_hash.empty()) picture.text.emplace_back("Data", begin.data_hash + " (XXH3-128)");
  return picture;
}

/// A map may have millions of cells: they are written as they are made into records.
void write_all(const Options& options, const BeginRecord& begin, const MapResult& result, const MapPicture& picture,
               bool is_silent) {
  if (result.is_complete)
    for (const std::string& path : options.map.pictures) write_png(picture, path);
  std::vector<Target> targets = file_targets(options, *options.rows);
  if (!is_silent) targets.push_back(standard_target(options, *options.rows));
  write_in_turn(targets, [&](Outputs& outputs) {
    outputs.begin(begin);
    if (outputs.take<CellRecord>())
      for (std::size_t cell = 0; cell < result.cells.outcome.size(); ++cell)
        if (result.cells.is_known(cell)) outputs.write(cell_record(result, cell));
    if (!result.is_complete) return;
    outputs.write(result.map);
    outputs.text([&](bool is_colored) { return map_table(result.map, picture, is_colored); });
  });
}

std::int64_t steps_of(const RunSpec& run, std::int64_t rows) {
  const std::int64_t batch = std::min(rows, static_cast<std::int64_t>(run.batch_size.rows.value_or(rows)));
  return total_steps(run, rows == 0 ? 1 : (rows + batch - 1) / batch);
}

/// Cells that were run before the work was to end.
Stop report_unfinished(const Options& options, const MapResult& result) {
  const Stop stop = stop_reason().value_or(Stop::interrupted);
  say(fmt::format("lrscope: {}: {} of {} cells finished{}.\n", stop_name(stop), result.map.cells_run,
                  result.cells.outcome.size(), how_to_go_on(options)));
  return stop;
}

}  // namespace

SessionResult run_map_session(Options options, const SessionRequest& request) {
  set_learning_rate(options);
  set_pictures_apart(options);
  MapSpec spec = map_spec(options);
  if (options.time_limit) limit_time(*options.time_limit, stop_text_before_work(options, spec));
  check_files_to_write(options, 1);
  MemoryGuard(options).check_cells(count_cells(spec));
  options.run.curvature.sharpness_every = 0;
  Loaded loaded = load(options, data_source(options.data));
  loaded.begin.command = request.command;
  loaded.begin.config = map_configuration(options, spec, loaded.effective);
  loaded.begin.work = Work::map;
  loaded.begin.run = loaded.effective;
  const auto journal = open_map_journal(options, spec, loaded);
  spec.memory = journal.get();
  Progress progress(progress_style(options), 0);
  spec.on_pass = [&](std::int64_t cells, bool is_last) { progress.expect(cells, is_last); };
  spec.on_cell = [&](const CellEnd& end) { progress.add_cell(has_failed(end.outcome)); };

  end_work_on_signals();
  MapResult result = run_map(loaded.problem, spec);
  try {
    summarise_map(loaded.problem, spec, result);
  } catch (const Interrupted&) {
    result.is_complete = false;
  }
  progress.clear();
  const MapPicture picture =
      picture_of(options, spec, loaded.begin, steps_of(options.run, loaded.begin.rows), result);
  write_all(options, loaded.begin, result, picture, request.is_silent);
  SessionResult session;
  session.spec = loaded.effective;
  if (!result.is_complete) session.stopped = report_unfinished(options, result);
  session.map = std::move(result);
  return session;
}

Command map_command() {
  auto options = std::make_shared<Options>();
  Command command{.name = "map", .doc = "outcome and speed over one or two knobs, as a picture"};
  add_map_options(command, *options);
  command.footer =
      "Examples:\n"
      "  lrscope map data.csv --scale standard --x lr=log:1e-5:1 --y init-scale=log:.1:10 -o map.png\n"
      "  lrscope map data.csv --hidden 16 --no-bias --batch-size full --x 'lr[1]=log:1e-3:1e3' --y 'lr[2]=log:1e-3:1e3' "
      "-o map.png\n"
      "  lrscope map data.csv --x lr=log:1e-4:10 --y momentum=lin:0:.99 --size 64 --format csv\n";
  command.run = [options](const Command& typed) {
            SessionRequest request;
            request.command = result_words(typed);
            const SessionResult map = run_map_session(*options, request);
            return map.stopped ? exit_status_of(*map.stopped) : exit_ok;
          };
  return command;
}

}  // namespace lrscope::cli
