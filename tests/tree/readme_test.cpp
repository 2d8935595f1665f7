// Every command that the README shows is run, and prints what the README says.
//
// In a block, a line that begins with "$ " is a command, the lines below it are its output up to the next; a
// line "…" stands for any lines. `cat FILE` writes the file that the block shows. Without standard output,
// what is shown is standard error.
//
// Training at the edge is chaotic: the last bit of one product decides about digits that are shown. Every machine of
// one instruction set agrees on that bit, other instruction sets and compilers do not; their builds only run the
// commands.
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "catch.h"
#include "process.h"

using namespace lrscope::test;

namespace {

const std::filesystem::path source = LRSCOPE_SOURCE;

struct Example {
  std::size_t line;  // of the README, from 1
  std::string command;
  std::string output;
};

std::vector<Example> examples() {
  std::vector<Example> examples;
  std::istringstream readme(read_file((source / "README.md").string()));
  bool in_block = false, in_example = false;
  std::size_t number = 0;
  for (std::string line; std::getline(readme, line);) {
    ++number;
    if (line.starts_with("```")) {
      in_block = !in_block;
      in_example = line == "```toml";
      if (in_example) examples.push_back({number, "cat lrscope.toml", ""});
    } else if (in_block && line.starts_with("$ ")) {
      examples.push_back({number, line.substr(2), ""});
      in_example = true;
    } else if (in_example) {
      examples.back().output += line + '\n';
    }
  }
  return examples;
}

// The build that the README was written with: the preset `release`, by GCC 12.
#if defined(__AVX2__) && defined(__FMA__) && !defined(__AVX512F__) && !defined(__clang__) && __GNUC__ == 12
constexpr bool rounds_like_the_readme = true;
#else
constexpr bool rounds_like_the_readme = false;
#endif

/// The parts of `expected` between lines "…", one after the other in `actual`; from its beginning and to its
/// end where no "…" stands there.
bool matches(const std::string& actual, const std::string& expected) {
  const std::string gap = "…\n";
  std::size_t at = 0, from = 0;
  bool is_first = true;
  while (true) {
    const auto end = expected.find(gap, from);
    const std::string part = expected.substr(from, end == std::string::npos ? end : end - from);
    const auto found = is_first ? (actual.starts_with(part) ? 0 : std::string::npos) : actual.find(part, at);
    if (found == std::string::npos) return false;
    at = found + part.size();
    if (end == std::string::npos)
      return is_first ? at == actual.size() : part.empty() || actual.ends_with(part);
    from = end + gap.size();
    is_first = false;
  }
}

}  // namespace

TEST_CASE("every command of the README prints what the README says") {
  const std::string folder = scratch();
  std::filesystem::create_directory_symlink(source / "examples", folder + "/examples");
  const auto all = examples();
  CHECK(all.size() >= 12);
  if (!rounds_like_the_readme) WARN("other instructions or compiler than the README's: outputs are not compared");
  for (const Example& example : all) {
    INFO("README.md:" << example.line << ": " << example.command);
    if (example.command.starts_with("cat ")) {
      write_file(folder, example.command.substr(4), example.output);
      continue;
    }
    const auto result = shell("lrscope() { \"$LRSCOPE\" \"$@\"; }\n" + example.command, folder);
    const std::string& shown = result.out.empty() ? result.err : result.out;
    if (!rounds_like_the_readme) {
      CHECK(shown.empty() == example.output.empty());
      continue;
    }
    CHECK(matches(shown, example.output));
    if (!matches(shown, example.output)) WARN(shown);
  }
}

TEST_CASE("an example with other output than the README's is noticed") {
  CHECK(matches("a\nb\nc\n", "a\nb\nc\n"));
  CHECK(matches("a\nb\nc\n", "a\n…\nc\n"));
  CHECK(matches("a\nb\nc\n", "…\nb\n…\n"));
  CHECK_FALSE(matches("a\nb\nc\n", "a\nb\n"));
  CHECK_FALSE(matches("a\nb\nc\n", "b\nc\n"));
  CHECK_FALSE(matches("a\nb\nc\n", "…\nc\n…\nb\n…\n"));
  CHECK_FALSE(matches("a\nb\nc\n", "a\n…\nb\n"));
}
