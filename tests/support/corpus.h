// A corpus of runs that go wrong for one planted reason each, and of runs in which nothing is wrong. All data
// are made here from raw bits of a Mersenne Twister by sums and products, so that every machine makes the
// same files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lrscope::test {

/// A CSV file in the making. The target is the last column.
struct Table {
  std::vector<std::string> names;
  std::vector<std::vector<double>> rows;  // NaN: an empty cell
  std::vector<std::string> keys;          // a first column of text, if not empty
  std::vector<std::string> classes;       // the target in words instead of numbers, if not empty
};

std::string csv_text(const Table& table);

/// How large a table is made, and from which bits.
struct Shape {
  std::uint32_t seed;
  int rows;
  int features;
};

/// Standard normal features; a target of size 1 that is a linear function with a kink and a little noise.
Table regression(const Shape& shape);
/// Two such targets, y0 and y1.
Table two_targets(const Shape& shape);
/// Three classes of about equal size; `distance` between them in standard deviations of each feature.
Table classification(const Shape& shape, double distance = 2);

/// One command on one file, and the same without its fault.
struct Planting {
  std::string name;  // of the file
  std::string planted;
  std::string cause;    // that must be named; "" in a control
  std::string verdict;  // that must be found; "" where the numbers decide among failures
  Table table;
  std::string flags;
  Table twin_table;
  std::string twin_flags;
};

/// The corpus in one of its `variants`: other numbers, other sizes, other settings. Each has every cause
/// once.
constexpr int variants = 2;
std::vector<Planting> planted_causes(int variant);
std::vector<Planting> healthy_controls(int variant);

}  // namespace lrscope::test
