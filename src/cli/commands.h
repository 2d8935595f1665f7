// One file per command: its description, its options and the function that runs it.
#pragma once

#include "options/command.h"

namespace lrscope::cli {

/// What a file without a command is for.
Command look_command();
Command sweep_command();
Command trace_command();
Command explain_command();
Command find_command();
Command map_command();
Command spectrum_command();
Command data_command();
Command export_command();
Command merge_command();
Command plot_command();
/// The options of these commands may follow the name of a demo.
Command demo_command();
Command completion_command();
/// `program`: the subject of the manual; the commands that it has by now are pages.
Command man_command(const Program& program);
Command help_command(const Program& program);

}  // namespace lrscope::cli
