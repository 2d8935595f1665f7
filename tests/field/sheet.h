// Tables as people have them: cells of text, made from seeded numbers.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "numbers.h"
#include "situation.h"

namespace lrscope::test {

struct Sheet {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> rows;
};

std::string text_of(const Sheet& sheet, const std::string& separator = ",", bool has_header = true);

/// With this many digits after the point, fewer where they are 0.
std::string rounded(double value, int places);
/// Exactly `places` digits after `point`, `group` between thousands.
std::string written(double value, int places, const std::string& point = ".", const std::string& group = "");
std::string padded(int number, int width = 2);

/// A column of normal numbers.
struct Column {
  std::string name;
  double mean = 0, deviation = 1;
  int places = 3;
};

struct Plan {
  int rows;
  std::vector<Column> features;
  Column target = {"y"};
  double noise = .2;  // in standard deviations of the target
};

/// The target is the last column: a linear function of the standardised features with a kink, and noise.
Sheet made(Numbers& numbers, const Plan& plan);

/// Columns with names out of a seeded list, and means and deviations up to these; the first has them in full.
std::vector<Column> columns(Numbers& numbers, int count, double mean, double deviation, int places = 2);
/// Standard normal ones.
std::vector<Column> standard_columns(Numbers& numbers, int count);

/// The target in classes of about equal size, ordered as `labels`.
void classify(Sheet& sheet, const std::vector<std::string>& labels);
/// A column inserted at `place`: cell(row).
void insert(Sheet& sheet, std::size_t place, const std::string& name, const std::function<std::string(int)>& cell);
/// Each cell of the column written anew from its number: write(number, row).
void rewrite(Sheet& sheet, std::size_t column, const std::function<std::string(double, int)>& write);
/// The rows in ascending order of the target.
void sort_by_target(Sheet& sheet);

/// The sheet as NAME.csv, and one `explain` of it: the arguments of `check` are those after the file.
Situation situation_of(Kind kind, const std::string& name, const std::string& source, const Sheet& sheet,
                       ExplainCheck check);

}  // namespace lrscope::test
