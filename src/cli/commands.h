// One file per command: each adds itself to the application and says what to run when it was chosen.
#pragma once

#include <functional>
#include <string>

#include "cli11_fwd.h"

namespace lrscope::cli {

/// Runs a command; returns the exit status.
using Action = std::function<int()>;

struct Command {
  CLI::App* app;
  Action run;
};

/// A command without options and action, to begin with.
CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& doc);

Command add_sweep(CLI::App& app);
Command add_trace(CLI::App& app);
Command add_spectrum(CLI::App& app);
Command add_explain(CLI::App& app);
Command add_find(CLI::App& app);
Command add_map(CLI::App& app);
Command add_data(CLI::App& app);
Command add_merge(CLI::App& app);
Command add_demo(CLI::App& app);
Command add_completion(CLI::App& app);
Command add_man(CLI::App& app);

}  // namespace lrscope::cli
