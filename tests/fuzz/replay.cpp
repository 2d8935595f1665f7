// Runs a fuzz target where there is no fuzzer: on every file of its corpus, then on mutations of them, the
// same ones every time. Arguments: the folder, how many mutations.
#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/random.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {
using lrscope::Random;
using lrscope::Stream;

const std::string* current = nullptr;  // what the target is looking at

/// The input under way, in octal escapes for printf(1).
extern "C" void tell_input(int signal) {
  if (current) {
    std::fputs("input: printf '", stderr);
    for (const char c : *current) std::fprintf(stderr, "\\%03o", static_cast<unsigned>(static_cast<unsigned char>(c)));
    std::fputs("'\n", stderr);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void run(const std::string& input) {
  current = &input;
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
  current = nullptr;
}

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> paths, texts;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  for (const std::string& path : paths) {
    std::ifstream file(path, std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return texts;
}

/// What tends to break readers.
// clang-format off
constexpr const char* dictionary[] = {
    ",", ";", "\"", "\"\"", "\n", "\r", "\r\n", "\t", "|", "nan", "inf", "-", "1e400", "1e-400", "0x10", "1_000",
    "\xef\xbb\xbf", "\xff", "..", ":", "log:", "lin:", "auto:", "dec:", "-0", "99999999999999999999", "#", " ", "=1",
    ""};
// clang-format on

std::string mutated(std::string text, const std::vector<std::string>& corpus, const Random& random) {
  std::uint64_t draw = 0;
  const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(random.below(bound, draw++)); };
  for (std::size_t times = 1 + below(4); times > 0; --times) {
    const std::size_t at = below(text.size() + 1);
    switch (below(5)) {
      case 0:
        text.insert(at, 1, static_cast<char>(below(256)));
        break;
      case 1:
        text.insert(at, dictionary[below(std::size(dictionary))]);
        break;
      case 2:
        text.erase(at, 1 + below(8));
        break;
      case 3:
        text.insert(at, text.substr(below(text.size() + 1), 1 + below(16)));
        break;
      default: {
        const std::string& other = corpus[below(corpus.size())];
        text = text.substr(0, at) + other.substr(below(other.size() + 1));
      }
    }
  }
  return text;
}
}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> corpus = argc == 3 ? files_in(argv[1]) : std::vector<std::string>{};
  const long mutations = argc == 3 ? std::strtol(argv[2], nullptr, 10) : 0;
  if (corpus.empty() || mutations <= 0) {
    std::fputs("usage: fuzz_TARGET CORPUS MUTATIONS (the corpus must hold a file)\n", stderr);
    return 2;
  }
  std::signal(SIGABRT, &tell_input);
  std::signal(SIGSEGV, &tell_input);
  for (const std::string& text : corpus) run(text);
  for (long i = 0; i < mutations; ++i)
    run(mutated(corpus[static_cast<std::size_t>(i) % corpus.size()], corpus,
                Random(static_cast<std::uint64_t>(i), Stream::row_subset)));
  std::printf("%zu files, %ld mutations\n", corpus.size(), mutations);
  return 0;
}
