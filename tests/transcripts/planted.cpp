// Prints a file of the corpus of planted causes: planted VARIANT NAME. Without a name it lists the commands.
#include <cstdlib>
#include <iostream>
#include <string>

#include "corpus.h"

using namespace lrscope::test;

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: planted VARIANT [NAME]\n";
    return 2;
  }
  const int variant = std::atoi(argv[1]);
  auto plantings = planted_causes(variant);
  for (const Planting& control : healthy_controls(variant)) plantings.push_back(control);
  for (const Planting& planting : plantings) {
    if (argc == 2)
      std::cout << planting.name << ' ' << planting.flags << '\n';
    else if (planting.name == argv[2])
      return !(std::cout << csv_text(planting.table));
  }
  return argc == 2 ? 0 : 2;
}
