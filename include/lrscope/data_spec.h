// How to read a data file: plain data.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lrscope {

enum class Task { regression, classification };

constexpr std::string_view name_of(Task task) { return task == Task::regression ? "regression" : "classification"; }

enum class MissingPolicy { error, drop, mean, median, zero };
enum class Scaling { none, standard, minmax, max, robust };

struct DataSpec {
  std::vector<std::string> targets;  // names or 1-based indices, −1 is the last column; empty: the last column
  std::string features;     // columns to use: names, indices, ranges (2..5, age..bp), comma-separated; empty: all
  std::string drop;         // columns to leave out, in the same form
  std::string categorical;  // columns to take as categories even if they hold numbers
  std::vector<std::pair<long long, long long>> drop_lines;  // first and last line of the file, from 1
  std::optional<Task> task;                                 // absent: regression if the target is numeric
  std::optional<char> delimiter;                            // absent: sniffed
  std::optional<bool> header;                               // absent: decided from the first row
  MissingPolicy missing = MissingPolicy::error;
  Scaling scale = Scaling::none;
  Scaling scale_target = Scaling::none;
};

}  // namespace lrscope
