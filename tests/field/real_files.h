// What the program suggests for real files, and where that ends.
#pragma once

#include <string>

namespace lrscope::test {

/// Prints a markdown table with a row for each .csv file of the folder.
void print_real_files(const std::string& folder);

}  // namespace lrscope::test
