// A command line that cannot be understood, explained: what was meant, and the right form.
#pragma once

#include <string>
#include <vector>

#include "options/parser.h"

namespace lrscope::cli {

/// A fault in words that help: the nearest right name, the value that is missing, the comma that was a space.
/// `arguments` begin with the name of the program.
std::string explain(const Program& program, const Parsed& parsed, const std::vector<std::string>& arguments);

/// The same of one command, which was named. `about_data` is what to say of a word that might be a second DATA.
std::string explain_words(const Parsed& parsed, const std::vector<std::string>& arguments,
                          const std::string& about_data);

/// Throws: UsageError if `command` takes DATA and neither its command line nor anything else named it.
void require_data(const Command& command);

/// Throws: UsageError if an option that wants a value is last, or followed by another option: the parser would take that
/// option for the value, and complain of something else. Also for a switch with a value that is neither yes nor no.
/// `words` begin with the name of the program.
void require_values(const Program& program, const std::vector<std::string>& words);

}  // namespace lrscope::cli
