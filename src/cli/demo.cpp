#include "commands.h"
namespace lrscope::cli {
Command add_demo(CLI::App& app, std::vector<std::string>) {
  return {app.add_subcommand("demo", "x"), [] { return 0; }};
}
}  // namespace lrscope::cli
