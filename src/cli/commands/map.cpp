#include "cli/commands/map.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <tuple>
#include <utility>

#include "base/interruption.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/load.h"
#include "cli/output_files.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "cli/scale_out.h"
#include "cli/session.h"
#include "cli/signals.h"
#include "lrscope/errors.h"
#include "lrscope/records.h"
#include "lrscope/version.h"
#include "map/map.h"
#include "map/map_table.h"
#include "options/command_words.h"
#include "options/knob_option.h"
#include "options/option_groups.h"
#include "train/stop_rule.h"

namespace lrscope::cli {
namespace {

/// Takes the files of --output that are pictures out of it: they go their own way.
std::vector<std::string> take_pictures(std::vector<std::string>& files) {
  const auto is_picture = [](const std::string& path) { return path.ends_with(".png") || path.ends_with(".PNG"); };
  std::vector<std::string> pictures;
  std::ranges::copy_if(files, std::back_inserter(pictures), is_picture);
  std::erase_if(files, is_picture);
  return pictures;
}

/// Requires: an axis.
MapSpec map_spec(const AxisOptions& axes) {
  MapSpec spec;
  spec.x = parse_map_axis("--x", axes.x);
  if (!axes.y.empty()) spec.y = parse_map_axis("--y", axes.y);
  if (spec.y && spec.y->knob == spec.x.knob) throw bad_value("--y", axes.y, "this is the knob of --x; choose another.");
  std::tie(spec.width, spec.height) = parse_map_size(axes.size);
  if (!axes.zoom.empty()) {
    if (!spec.y) throw bad_value("--zoom", axes.zoom, "a map of one row has one range, that of --x.");
    zoom(axes.zoom, spec.x, *spec.y);
  }
  spec.refine = axes.refine;
  spec.engine = axes.engine;
  return spec;
}

/// Sets the learning rate of `options.run`. Throws: UsageError, IoError.
MapSpec plan(MapOptions& options, const std::vector<std::string>& pictures) {
  Runs runs = runs_of(options.runs, options.run);
  if (!options.runs.learning_rates.empty())
    options.run.learning_rate = runs.rates.one("map", "; several make an axis: --x lr=log:1e-5:10.");
  // A map reports no sharpness; its limit curve measures its own.
  options.run.curvature.sharpness_every = 0;
  if (options.axes.x.empty())
    throw UsageError("map needs an axis: lrscope map " + shell_word(options.data.data) +
                     " --x lr=log:1e-5:10 --y init-scale=log:.1:10 -o map.png");
  MapSpec spec = map_spec(options.axes);
  spec.base = options.run;
  spec.wants_limit = !pictures.empty() || options.out.format == Format::table;
  spec.threads = runs.threads;
  const std::string& journal = options.scale_out.journal;
  if (options.scale_out.time_limit)
    limit_time(*options.scale_out.time_limit, journal, fmt::format("0 of {} cells finished", count_cells(spec)));
  CommandFiles files = files_of(options.data.data, runs.rates.files, {}, options.out.files);
  files.pictures = pictures;
  files.journal = journal;
  check_files(files);
  return spec;
}

Loaded open(const MapOptions& options, const MapSpec& spec, const std::vector<std::string>& words) {
  const MemoryGuard guard(options.data.data, options.data.max_memory, spec.threads);
  guard.check_cells(count_cells(spec));
  Loaded loaded = load(options.data, data_source(options.data.data), options.run, "", guard, options.show.quiet);
  Configuration config = configuration(options.runs, "", options.data.dataset, loaded.effective);
  config.emplace_back("x", axis_text(spec.x));
  if (spec.y) config.emplace_back("y", axis_text(*spec.y));
  config.emplace_back("size", options.axes.size);
  config.emplace_back("refine", spec.refine ? "yes" : "no");
  config.emplace_back("engine", name_of(spec.engine));
  begin_work(loaded, Work::map, words, std::move(config));
  return loaded;
}

std::unique_ptr<MapJournal> open_journal(const MapOptions& options, const MapSpec& spec, const Loaded& loaded) {
  JournalHeader header = header_of(loaded);
  header.learning_rates = {spec.base.learning_rate};
  header.seeds = {spec.base.seed};
  return open_map_journal(options.scale_out.journal, header, static_cast<std::size_t>(count_cells(spec)),
                          options.show.quiet);
}

MapPicture picture_of(MapColoring coloring, const MapSpec& spec, const BeginRecord& begin, std::int64_t steps,
                      const MapResult& result) {
  MapPicture picture{result.x, result.y, result.cells, result.limit, begin.data_path, steps, coloring};
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
void write_all(const std::vector<Target>& targets, const BeginRecord& begin, const MapResult& result,
               const MapPicture& picture) {
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

void add_axes(Command& command, AxisOptions& axes, const std::string& group) {
  const auto add_axis = [&](const std::string& flag, std::string& member, const std::string& doc) {
    command.add(flag, "AXIS", doc, group, [&member](const std::string& text) { member = text; }, {.names_axis = true});
  };
  add_axis("--x", axes.x,
           "knob of the columns and its values: lr=log:1e-5:10 · lr[2]=log:1e-3:1e6 · width=lin:1:64; any knob that "
           "takes a number, and lr, lr[LAYER], width, depth");
  add_axis("--y", axes.y, "knob of the rows, in the same form; without it one row");
  add_text_option(command, "--size", "WxH", axes.size, "columns and rows [256x256]", group);
  add_text_option(command, "--zoom", "X0:X1,Y0:Y1", axes.zoom, "this part of the axes, in their values", group);
  command.add_switch("--refine", axes.refine,
                     "run the cells near the boundary only; the others are taken from their neighbours", group);
}

void add_engine(Command& command, MapEngine& engine, const std::string& group) {
  std::vector<std::pair<std::string, MapEngine>> engines;
  for (const MapEngine one : {MapEngine::automatic, MapEngine::loop, MapEngine::lockstep})
    engines.emplace_back(name_of(one), one);
  add_choice<MapEngine>(
      command, "--engine", engine, engines,
      "lockstep trains many tiny networks side by side, loop one after the other; the results agree to rounding [auto]",
      group);
}

}  // namespace

void add_map_options(Command& command, MapOptions& options) {
  const std::string group = "Map";
  add_data(command, options.data);
  add_axes(command, options.axes, group);
  add_learning_rates(command, options.runs, "X", "learning rate where no axis is one [0.01]", group);
  add_engine(command, options.axes.engine, group);
  add_threads(command, options.runs, group);
  add_journal(command, options.scale_out, "cell", group);
  add_time_limit(command, options.scale_out, group);
  add_knobs(command, options.data.dataset);
  add_knobs(command, options.run);
  add_format_options(command, options.out);
  add_choice<MapColoring>(command, "--coloring", options.coloring,
                          {{"absolute", MapColoring::absolute}, {"equalized", MapColoring::equalized}},
                          "absolute: pictures can be compared; equalized: by rank, which shows structure [absolute]",
                          "Output");
  add_rows(command, options.out, map_kinds());
  add_color(command, options.out);
  add_quiet_and_progress(command, options.show);
}

MapSession run_map_session(MapOptions options, const std::vector<std::string>& words, bool is_silent) {
  const std::vector<std::string> pictures = take_pictures(options.out.files);
  MapSpec spec = plan(options, pictures);
  const Loaded loaded = open(options, spec, words);
  const auto journal = open_journal(options, spec, loaded);
  spec.memory = journal.get();
  Progress progress(progress_style(options.show), 0);
  spec.on_pass = [&](std::int64_t cells, bool is_last) { progress.expect(cells, is_last); };
  spec.on_cell = [&](const CellEnd& end) { progress.add_cell(has_failed(end.outcome)); };

  end_work_on_signals();
  MapSession session{.spec = loaded.effective, .result = run_map(loaded.problem, spec)};
  MapResult& result = session.result;
  try {
    summarise_map(loaded.problem, spec, result);
  } catch (const Interrupted&) {
    result.is_complete = false;
  }
  progress.clear();
  const MapPicture picture =
      picture_of(options.coloring, spec, loaded.begin, steps_of(options.run, loaded.begin.rows), result);
  if (result.is_complete)
    for (const std::string& path : pictures) write_png(picture, path);
  write_all(is_silent ? file_targets(options.out) : all_targets(options.out), loaded.begin, result, picture);
  if (!result.is_complete)
    session.stopped =
        report_stop(fmt::format("{} of {} cells finished", result.map.cells_run, result.cells.outcome.size()),
                    how_to_go_on(options.scale_out.journal));
  return session;
}

Command map_command() {
  auto options = std::make_shared<MapOptions>();
  Command command{.name = "map", .doc = "outcome and speed over one or two knobs, as a picture"};
  add_map_options(command, *options);
  command.footer =
      "Examples:\n"
      "  lrscope map data.csv --scale standard --x lr=log:1e-5:1 --y init-scale=log:.1:10 -o map.png\n"
      "  lrscope map data.csv --hidden 16 --no-bias --batch-size full --x 'lr[1]=log:1e-3:1e3' --y "
      "'lr[2]=log:1e-3:1e3' -o map.png\n"
      "  lrscope map data.csv --x lr=log:1e-4:10 --y momentum=lin:0:.99 --size 64 --format csv\n";
  command.run = [options](const Command& typed) {
    const auto stopped = run_map_session(*options, result_words(typed), false).stopped;
    return stopped ? exit_status_of(*stopped) : exit_ok;
  };
  return command;
}

}  // namespace lrscope::cli
