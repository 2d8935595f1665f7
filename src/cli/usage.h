// A command line that cannot be understood, explained: what was meant, and the right form.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Error.hpp>
#include <string>
#include <vector>

namespace lrscope::cli {

/// What CLI11 found wrong, in words that help: the nearest right name, the value that is missing, the comma
/// that was a space. `arguments` begins with the name of the program.
std::string explain(const CLI::App& app, const CLI::ParseError& error,
                    const std::vector<std::string>& arguments);

/// Throws: UsageError if `command` takes DATA and neither its command line nor anything else named it.
void require_data(const CLI::App& command);

/// Throws: UsageError if an option that wants a value is last, or followed by another option: CLI11 would
/// take that option for the value, and complain of something else.
void require_values(const CLI::App& app, const std::vector<std::string>& arguments);

}  // namespace lrscope::cli
