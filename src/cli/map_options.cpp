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

void add_axes(Command& command, Options& options) {
  const std::string group = "Map";
  const auto add_axis = [&](const std::string& flag, std::string& member, const std::string& doc) {
    command.add(flag, "AXIS", doc, group, [&member](const std::string& text) { member = text; }, {.names_axis = true});
  };
  add_axis("--x", options.map.x,
           "knob of the columns and its values: lr=log:1e-5:10 · lr[2]=log:1e-3:1e6 · width=lin:1:64; any knob that "
           "takes a number, and lr, lr[LAYER], width, depth");
  add_axis("--y", options.map.y, "knob of the rows, in the same form; without it one row");
  add_text_option(command, "--size", "WxH", options.map.size, "columns and rows [256x256]", group);
  add_text_option(command, "--zoom", "X0:X1,Y0:Y1", options.map.zoom,
                  "this part of the axes, in their values", group);
  command.add_switch("--refine", options.map.refine,
             "run the cells near the boundary only; the others are taken from their neighbours", group);
  add_text_option(command, "--lr", "X", options.learning_rates, "learning rate where no axis is one [0.01]",
                  group);
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

void add_map_options(Command& command, Options& options) {
  const std::string output = "Output";
  add_data(command, options);
  add_axes(command, options);
  add_knobs(command, options.dataset);
  add_knobs(command, options.run);
  add_format_options(command, options, output);
  add_choice<MapColoring>(command, "--coloring", options.map.coloring,
                          {{"absolute", MapColoring::absolute}, {"equalized", MapColoring::equalized}},
                          "absolute: pictures can be compared; equalized: by rank, which shows structure [absolute]", output);
  add_rows(command, options, map_kinds());
  add_color(command, options, output);
  add_quiet_and_progress(command, options, output);
}

}  // namespace lrscope::cli
