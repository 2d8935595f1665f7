// What a run begins with, as files that other programs read: data as they are trained on, the rows of each step, parameters.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "export/script.h"
#include "lrscope/dataset.h"
#include "lrscope/problem.h"
#include "lrscope/run_spec.h"

namespace lrscope {

struct ExportSpec {
  RunSpec run;                          // its loss and the optimizer's defaults are filled in
  std::optional<std::int64_t> at_step;  // also θ and the optimizer's memory after so many steps
  std::optional<Framework> framework;   // also a script
};

struct ExportedFile {
  std::string name;
  std::string bytes;
};

/// How README.txt begins: a folder with such a file may be written again.
inline constexpr std::string_view readme_beginning = "Written by lrscope export.";

/// `problem`: of `data`. Throws: UsageError for what the run or the script does not have.
std::vector<ExportedFile> exported_files(const Problem& problem, const Dataset& data, const ExportSpec& spec);

}  // namespace lrscope
