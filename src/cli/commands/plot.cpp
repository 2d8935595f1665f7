// plot: pictures of records, from outputs and journals.
#include <memory>

#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/output_files.h"
#include "cli/picture_files.h"
#include "options/option_groups.h"
#include "plot/panels.h"
#include "report/paragraphs.h"

namespace lrscope::cli {
namespace {

struct PlotOptions {
  std::vector<std::string> files;
  std::vector<std::string> outputs;
  std::vector<std::string> panels;
};

int run_plot(const PlotOptions& options) {
  if (options.files.empty()) throw UsageError("plot needs FILES with records: lrscope plot runs.jsonl -o runs.svg.");
  if (options.outputs.empty())
    throw UsageError("plot needs a picture to make: lrscope plot " + options.files.front() + " -o picture.svg.");
  for (const std::string& path : options.outputs) require_picture(path);
  check_files({.read = options.files, .outputs = options.outputs}, 1);
  const RecordSet records = read_records(options.files);
  for (const std::string& journal : records.torn)
    print_remark(printable(journal) + ": the last line is incomplete and left out\n");
  const Figure figure = figure_of(records, options.panels);
  if (figure.panels.empty())
    throw UsageError(
        "these records fill no panel: give runs, steps, changes, range tests, maps or a spectrum, as -o FILE.jsonl "
        "writes "
        "them.");
  write_each(options.outputs.size(), [&](std::size_t i) { write_picture(figure, records, options.outputs[i]); });
  return exit_ok;
}

}  // namespace

Command plot_command() {
  auto options = std::make_shared<PlotOptions>();
  Command command{.name = "plot", .doc = "draw records: learning rates, trajectories, sharpness, changes, spectra"};
  command.add("FILES", "FILE", "outputs of jsonl, or journals; - for standard input", "",
              [options](const std::string& path) { options->files.push_back(path); },
              {.files = Files::any, .is_repeatable = true});
  const std::string group = "Picture";
  command.add("--output", "FILE",
              "the picture: .svg, .png or .pdf, or .html: one page with pictures, tables and records; repeatable",
              group, [options](const std::string& path) { options->outputs.push_back(path); },
              {.files = Files::any, .is_repeatable = true});
  command.option("output").short_flag = "-o";
  std::vector<std::string> names;
  std::string doc = "what to draw, else all that the records fill: ";
  for (const PanelKind& kind : panel_kinds()) {
    doc += (names.empty() ? "" : ", ") + std::string(kind.name);
    names.emplace_back(kind.name);
  }
  command.add("--panel", "NAME,…", doc, group,
              [options](const std::string& text) {
                for (const std::string& name : split(text, ',')) options->panels.emplace_back(trimmed(name));
              },
              {.values = names, .is_repeatable = true});
  command.examples =
      "  lrscope plot runs.jsonl -o runs.svg\n"
      "  lrscope trace data.csv --lr 1e-3 --sharpness-every 1 --format jsonl \\\n"
      "    | lrscope plot - -o trace.svg\n"
      "  lrscope plot runs.jsonl --panel rates,skill -o slide.png\n"
      "  lrscope plot runs.jsonl -o runs.html\n"
      "  lrscope plot monday.jsonl tuesday.jsonl -o both.pdf\n";
  command.run = [options](const Command&) { return run_plot(*options); };
  return command;
}

}  // namespace lrscope::cli
