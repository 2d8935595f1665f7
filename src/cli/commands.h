// One file per command: each adds itself to the application and says what to run when it was chosen.
#pragma once

#include <CLI/App.hpp>
#include <functional>
#include <string>
#include <vector>

namespace lrscope::cli {

/// Runs a command; returns the exit status.
using Action = std::function<int()>;

struct Command {
  CLI::App* app;
  Action run;
};

/// `arguments`: the argument vector, for the records.
Command add_sweep(CLI::App& app, std::vector<std::string> arguments);
Command add_trace(CLI::App& app, std::vector<std::string> arguments);
Command add_spectrum(CLI::App& app, std::vector<std::string> arguments);
Command add_explain(CLI::App& app, std::vector<std::string> arguments);
Command add_find(CLI::App& app, std::vector<std::string> arguments);
Command add_data(CLI::App& app, std::vector<std::string> arguments);
Command add_demo(CLI::App& app, std::vector<std::string> arguments);
Command add_completion(CLI::App& app, std::vector<std::string> arguments);
Command add_man(CLI::App& app, std::vector<std::string> arguments);

}  // namespace lrscope::cli
