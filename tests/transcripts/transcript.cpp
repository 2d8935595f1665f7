// Holds a transcript against the program: transcript FILE [PROGRAM]. With LRSCOPE_UPDATE=1 in the environment
// the file is rewritten with what the program shows now. Its commands can use the programs that stand beside
// this one.
#include "transcript.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

using namespace lrscope::test;

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) {
    std::cerr << "usage: transcript FILE [PROGRAM]\n";
    return 2;
  }
  const std::string path = argv[1], text = read_file(path);
  const Stage stage(argc == 3 ? argv[2] : "", std::filesystem::absolute(argv[0]).parent_path().string());
  // What is in trained/ has the digits of one build; words are the same everywhere.
  const bool compares = has_the_digits_shown || std::filesystem::path(path).parent_path().filename() != "trained";
  if (!compares) std::cout << "other instructions or compiler: only exit statuses are compared\n";
  if (const char* update = std::getenv("LRSCOPE_UPDATE"); compares && update && *update) {
    const std::string updated = updated_transcript(text, stage);
    return std::ofstream(path, std::ios::binary) << updated ? 0 : 1;
  }
  const std::string report = check_transcript(text, stage, compares);
  std::cout << report;
  return report.empty() ? 0 : 1;
}
