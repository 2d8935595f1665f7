// Commands and what a person sees when they are typed, kept in text files and held against the program.
//
//   # a comment, shown to nobody
//   $ a shell command in which `lrscope` is the program
//   ! a line of standard error
//   a line of standard output
//   ? exit status, where it is not the usual one
//   ?? the usual status of the commands below, which is 0 until then
//
// `$ cat FILE` with nothing else writes the file that is shown below it. A line "…" stands for any lines. A
// line of output that would be taken for one of these begins with a backslash, and so does a last line that
// is empty. The blocks of the README and of the guide are read by the same rules, but have no comments, and their
// output is standard output, or standard error where there is none.
#pragma once

#include <string>
#include <vector>

#include "process.h"

namespace lrscope::test {

using Lines = std::vector<std::string>;

struct Example {
  std::size_t line;  // of the command in its file, from 1
  std::string command;
  Lines shown;
  int usual_status;
};

std::vector<Example> examples_of_transcript(const std::string& text);
std::vector<Example> examples_of_markdown(const std::string& text);

/// Training at the edge is chaotic: the last bit of one product decides about digits that are shown. Every
/// machine of one instruction set agrees on that bit, other instruction sets and compilers do not. All digits
/// were written with the preset `release`, by GCC 12.
#if defined(__AVX2__) && defined(__FMA__) && !defined(__AVX512F__) && !defined(__clang__) && __GNUC__ == 12
constexpr bool has_the_digits_shown = true;
#else
constexpr bool has_the_digits_shown = false;
#endif

/// An empty folder with a link to examples/, and an environment that is the same on every machine.
class Stage {
 public:
  /// `program`: what `lrscope` means, by default the program under test. `tools`: a folder of further
  /// programs.
  explicit Stage(const std::string& program = "", const std::string& tools = "");

  /// Runs a command, or writes the file of a `cat FILE`.
  Finished run(const Example& example) const;

 private:
  std::string folder_, preamble_;
};

/// What a transcript shows of a command that ended.
Lines shown_in_transcript(const Finished& finished, int usual_status);
/// What a page shows of it.
Lines shown_in_markdown(const Finished& finished);

/// What differs, for people; "" where `actual` has the lines of `expected`, any lines in place of each "…".
std::string difference(const Lines& actual, const Lines& expected);

/// Runs every command of the transcript `text`; returns what differs, or "". `compares`: outputs are held
/// against those shown, else exit statuses only.
std::string check_transcript(const std::string& text, const Stage& stage, bool compares);

/// The transcript `text` with what the commands show now.
std::string updated_transcript(const std::string& text, const Stage& stage);

/// The page `text` with what the commands of `examples`, which are its own, showed in `shown`. An output with a gap
/// is left as it is.
std::string updated_markdown(const std::string& text, const std::vector<Example>& examples,
                             const std::vector<Lines>& shown);

/// What is between `<!-- name -->` and `<!-- end -->` in `file` of the source, replaced by `text` where the variable
/// LRSCOPE_UPDATE_README is set.
std::string block_of(const std::string& file, const std::string& name, const std::string& text);

}  // namespace lrscope::test
