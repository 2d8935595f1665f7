#include "cli11.h"
#include "knob_option.h"
#include "lrscope/spec/knobs.h"
#include "option_groups.h"
#include "lrscope/record/map.h"
#include "scale_out.h"

namespace lrscope::cli {
namespace {

std::pair<std::string, MapEngine> named(MapEngine engine) {
  return {std::string(name_of(engine)), engine};
}

void add_axes(CLI::App& command, Options& options) {
  const std::string group = "Map";
  const auto text_option = [&](const std::string& flag, std::string& member, const std::string& type, const char* doc) {
    command.add_option(flag, member, doc)->type_name(type)->group(group)->take_last()->default_str(member);
  };
  text_option("--x", options.map.x, "AXIS",
              "knob of the columns and its values: lr=log:1e-5:10 · lr[2]=log:1e-3:1e6 · width=lin:1:64; any knob that "
              "takes a number, and lr, lr[LAYER], width, depth");
  text_option("--y", options.map.y, "AXIS", "knob of the rows, in the same form; without it one row");
  text_option("--size", options.map.size, "WxH", "columns and rows [256x256]");
  text_option("--zoom", options.map.zoom, "X0:X1,Y0:Y1", "this part of the axes, in their values");
  command.add_flag("--refine", options.map.refine,
                   "run the cells near the boundary only; the others are taken from their neighbours")
      ->group(group);
  command.add_option("--lr", options.learning_rates, "learning rate where no axis is one [0.01]")
      ->type_name("X")
      ->group(group)
      ->take_last();
  add_choice<MapEngine>(command, "--engine", options.map.engine,
                        {named(MapEngine::automatic), named(MapEngine::loop), named(MapEngine::lockstep)},
                        "lockstep trains many tiny networks side by side, loop one after the other; the results agree to "
                        "rounding [auto]",
                        group);
  add_threads(command, options, group);
  add_journal(command, options, "cell", group);
  add_time_limit(command, options, group);
}

}  // namespace

void add_map_options(CLI::App& command, Options& options) {
  const std::string output = "Output";
  add_data(command, options);
  add_axes(command, options);
  for (const auto& knob : knobs<DataSpec>()) add_knob(command, knob, options.dataset);
  for (const auto& knob : knobs<RunSpec>()) add_knob(command, knob, options.run);
  add_format_options(command, options, output);
  add_choice<MapColoring>(command, "--coloring", options.map.coloring,
                          {{"absolute", MapColoring::absolute}, {"equalized", MapColoring::equalized}},
                          "absolute: pictures can be compared; equalized: by rank, which shows structure [absolute]", output);
  add_rows(command, options, map_kinds(), output);
  add_color(command, options, output);
  add_quiet_and_progress(command, options, output);
}

}  // namespace lrscope::cli
