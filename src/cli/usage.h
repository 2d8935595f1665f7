// A command line that cannot be understood, explained: what was meant, and the right form.
#pragma once

#include <string>
#include <vector>

#include "cli11_fwd.h"

namespace lrscope::cli {

/// What CLI11 found wrong, in words that help: the nearest right name, the value that is missing, the comma
/// that was a space. `arguments` begins with the name of the program.
std::string explain(const CLI::App& app, const CLI::ParseError& error,
                    const std::vector<std::string>& arguments);

/// The same for one command. `about_data` is what to say of a word that might be a second DATA.
std::string explain_words(const CLI::App& command, const CLI::ParseError& error,
                          const std::vector<std::string>& arguments, const std::string& about_data);

/// Throws: UsageError if `command` takes DATA and neither its command line nor anything else named it.
void require_data(const CLI::App& command);

/// Throws: UsageError if an option that wants a value is last, or followed by another option: CLI11 would
/// take that option for the value, and complain of something else. Also for a switch with a value that is
/// neither yes nor no.
void require_values(const CLI::App& app, const std::vector<std::string>& arguments);
/// The same for the words of `command` from the first that may be an option.
void require_values(const CLI::App& command, const std::vector<std::string>& words, std::size_t first);

}  // namespace lrscope::cli
