#include "cli/commands/map.h"

#include <fmt/format.h>

#include <iterator>
#include <memory>
#include <tuple>

#include "base/interruption.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/output_files.h"
#include "cli/picture_files.h"
#include "cli/progress.h"
#include "lrscope/version.h"
#include "map/map.h"
#include "map/map_journal.h"
#include "options/command_words.h"

namespace lrscope::cli {
namespace {

/// Requires: --x.
MapSpec map_spec(const MapOptions& options) {
  MapSpec spec;
  spec.base = options.run;
  spec.x = parse_map_axis("--x", options.x);
  if (!options.y.empty()) spec.y = parse_map_axis("--y", options.y);
  if (spec.y && spec.y->knob == spec.x.knob)
    throw bad_value("--y", options.y, "this is the knob of --x; choose another.");
  std::tie(spec.width, spec.height) = parse_map_size(options.size);
  if (!options.zoom.empty()) {
    if (!spec.y) throw bad_value("--zoom", options.zoom, "a map of one row has one range, that of --x.");
    zoom(options.zoom, spec.x, *spec.y);
  }
  spec.refine = options.refine;
  spec.engine = options.engine;
  return spec;
}

/// Sets the learning rate of `options.run`. Throws: UsageError, IoError.
MapSpec plan(MapOptions& options, const std::vector<std::string>& pictures) {
  settle_holdout(options.dataset, options);
  const Runs runs = runs_of(options);
  if (!options.learning_rates.empty())
    options.run.learning_rate = runs.rates.one("map", "; several make an axis: --x lr=log:1e-5:10.");
  // A map reports no sharpness; its limit curve measures its own.
  options.run.curvature.sharpness_every = 0;
  if (options.x.empty())
    throw UsageError("map needs an axis: lrscope map " + shell_word(path_argument(options.data)) +
                     " --x lr=log:1e-5:10 --y init-scale=log:.1:10 -o map.png");
  MapSpec spec = map_spec(options);
  spec.wants_limit = !pictures.empty() || options.standard_format() == Format::table;
  spec.threads = runs.threads;
  start_time_limit(options, fmt::format("0 of {} cells finished", count_cells(spec)));
  CommandFiles files{.data = options.data, .read = runs.rates.files, .outputs = options.files};
  files.outputs.insert(files.outputs.end(), pictures.begin(), pictures.end());
  files.journal = options.journal;
  check_files(files, 1);
  return spec;
}

/// The largest network of a map is in a corner. Throws: UsageError.
void check_corners(const MapSpec& spec, const BeginRecord& begin, const MemoryGuard& guard) {
  for (const double x : {spec.x.to, spec.x.from})  // the largest first, for the message
    for (const double y : spec.y ? std::vector{spec.y->to, spec.y->from} : std::vector{0.0})
      guard.check_network(cell_spec(spec, x, y), std::ssize(begin.features), std::ssize(begin.targets), spec.threads);
}

OpenProblem open(const MapOptions& options, const MapSpec& spec, const std::vector<std::string>& words) {
  const MemoryGuard guard(options);
  guard.check_cells(count_cells(spec));
  OpenProblem opened = open_problem(data_source(options.data), options.dataset, options.run, guard, "", options);
  if (opened.problem.data()) check_corners(spec, opened.begin, guard);
  describe_work(opened.begin, Work::map, words, options.dataset, options);
  add_config(spec, options.size, opened.begin.config);
  return opened;
}

/// Null without --journal.
std::unique_ptr<MapJournal> open_journal(const std::string& path, const MapSpec& spec, const BeginRecord& begin,
                                         bool quiet) {
  if (path.empty()) return nullptr;
  const JournalHeader header{std::string(version), begin, {spec.base.learning_rate}, {spec.base.seed}, ""};
  auto journal = std::make_unique<MapJournal>(path, header, static_cast<std::size_t>(count_cells(spec)));
  if (!quiet) note_journal(path, "cell", journal->known_cells(), journal->was_torn(), "its cells are repeated");
  return journal;
}

MapPicture map_picture(const RunSpec& run, MapColoring coloring, const MapSpec& spec, const BeginRecord& begin,
                       const MapResult& result) {
  const std::int64_t steps = steps_of_run(run, begin.rows);
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

/// What a page of the map holds beside it: its cells are the picture.
RecordSet records_of(const BeginRecord& begin, const MapResult& result) {
  const Writer& jsonl = *writer_of(Format::jsonl);
  return record_set(begin.data_path,
                    jsonl.line(kind_of<BeginRecord>().view(begin)) + jsonl.line(kind_of<MapRecord>().view(result.map)));
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
    outputs.text(
        [&](const Target& target) { return map_table(result.map, picture, target.is_colored, target.screen); });
  });
}

/// "lr" of "lr=log:1e-5:10"
std::string_view knob_of(std::string_view axis) { return axis.substr(0, axis.find('=')); }

/// The remarks that axes call for: an axis takes the place of its option, and may change nothing.
void add_axis_remarks(Command& command, const MapOptions& options) {
  const auto add = [&](std::string_view key) {
    command.option(key).traits.add_no_effect([key, &options] {
      const bool is_axis = knob_of(options.x) == key || knob_of(options.y) == key;
      return std::string(is_axis ? "beside the axis of this name" : "");
    });
  };
  add("lr");
  for (const Knob<RunSpec>& knob : knobs<RunSpec>()) add(knob.name);
  for (const auto& [flag, axis] : {std::pair{"x", &options.x}, {"y", &options.y}})
    command.option(flag).traits.no_effect = [axis = axis, &run = options.run] {
      const Knob<RunSpec>* knob = find_knob<RunSpec>(knob_of(*axis));
      return knob ? no_effect(*knob, run) : std::string();
    };
}

}  // namespace

void add_map_options(Command& command, MapOptions& options) {
  const std::string group = "Map";
  add_data(command, options);
  const OptionTraits axis{.names_axis = true};
  add_text_option(command, "--x", "AXIS", options.x,
                  "knob of the columns and its values: lr=log:1e-5:10 · lr[2]=log:1e-3:1e6 · width=lin:1:64; any knob "
                  "that takes a number, and lr, lr[LAYER], width, depth",
                  group, axis);
  add_text_option(command, "--y", "AXIS", options.y, "knob of the rows, in the same form; without it one row", group,
                  axis);
  add_text_option(command, "--size", "WxH", options.size, "columns and rows [256x256]", group);
  add_text_option(command, "--zoom", "X0:X1,Y0:Y1", options.zoom, "this part of the axes, in their values", group);
  command.add_switch("--refine", options.refine,
                     "run the cells near the boundary only; the others are taken from their neighbours", group);
  add_text_option(command, "--lr", "X", options.learning_rates, "learning rate where no axis is one [0.01]", group);
  add_choice<MapEngine>(
      command, "--engine", options.engine,
      {{"auto", MapEngine::automatic}, {"loop", MapEngine::loop}, {"lockstep", MapEngine::lockstep}},
      "lockstep trains many tiny networks side by side, loop one after the other; the results agree to rounding [auto]",
      group);
  add_threads(command, options.threads, group);
  add_journal(command, options, "cell", group);
  add_time_limit(command, options, group);
  add_knobs(command, options.dataset);
  add_like(command, options.run);
  add_knobs(command, options.run);
  add_report_options(command, options, {"--format", "--output"});
  add_choice<MapColoring>(command, "--coloring", options.coloring,
                          {{"absolute", MapColoring::absolute}, {"equalized", MapColoring::equalized}},
                          "absolute: pictures can be compared; equalized: by rank, which shows structure [absolute]",
                          output_group);
  add_rows(command, options, map_kinds());
  add_report_options(command, options, {"--color", "--quiet", "--progress"});
  add_axis_remarks(command, options);
}

MapSession run_map_session(MapOptions options, const std::vector<std::string>& words, bool is_silent) {
  std::vector<std::string> pictures;
  std::ranges::copy_if(options.files, std::back_inserter(pictures), is_picture);
  std::erase_if(options.files, is_picture);
  MapSpec spec = plan(options, pictures);
  const OpenProblem opened = open(options, spec, words);
  const Problem& problem = opened.problem;
  const BeginRecord& begin = opened.begin;
  const auto journal = open_journal(options.journal, spec, begin, options.quiet);
  spec.memory = journal.get();
  Progress progress(options, 0, Unit::cell);
  spec.on_pass = [&](std::int64_t cells, bool is_last) { progress.expect(cells, is_last); };
  spec.on_cell = [&](const CellEnd& end) { progress.add_cell(has_failed(end.outcome)); };

  end_work_on_signals();
  MapSession session{.spec = begin.run, .result = run_map(problem, spec)};
  MapResult& result = session.result;
  try {
    summarise_map(problem, spec, result);
  } catch (const Interrupted&) {
    result.is_complete = false;
  }
  progress.clear();
  const MapPicture picture = map_picture(options.run, options.coloring, spec, begin, result);
  if (!result.is_complete) pictures.clear();
  const Figure figure = pictures.empty() ? Figure() : map_figure(picture);
  write_each(pictures.size() + 1, [&](std::size_t i) {
    if (i < pictures.size()) return write_picture(figure, records_of(begin, result), pictures[i]);
    write_all(is_silent ? file_targets(options, begin) : all_targets(options, begin), begin, result, picture);
  });
  if (journal) journal->require_kept();
  if (!result.is_complete)
    session.stopped =
        report_stop(fmt::format("{} of {} cells finished", result.map.cells_run, result.cells.outcome.size()),
                    how_to_go_on(options.journal));
  return session;
}

Command map_command() {
  auto options = std::make_shared<MapOptions>();
  Command command{.name = "map", .doc = "draw outcome and speed of training over one or two knobs"};
  add_map_options(command, *options);
  command.examples =
      "  lrscope map data.csv --x lr=log:1e-5:1 --y init-scale=log:.1:10 -o map.png\n"
      "  lrscope map data.csv --hidden 16 --no-bias --batch-size full \\\n"
      "    --x 'lr[1]=log:1e-3:1e3' --y 'lr[2]=log:1e-3:1e3' -o map.png\n"
      "  lrscope map data.csv --x lr=log:1e-5:1 --size 200\n"
      "  lrscope map data.csv --x lr=log:1e-5:1 --y batch-size=log:1:256 -o map.csv\n"
      "  lrscope map data.csv --x lr=log:1e-4:10 --y momentum=lin:0:.99 --format csv\n";
  command.run = [options](const Command& typed) {
    return exit_status_of(run_map_session(*options, result_words(typed), false));
  };
  return command;
}

}  // namespace lrscope::cli
