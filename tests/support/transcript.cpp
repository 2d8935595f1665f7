#include "transcript.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace lrscope::test {
namespace {

const std::string gap = "…", usual = "?? ";

Lines lines_of(const std::string& text) {
  Lines lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string text_of(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

/// Whether a line of output would be read as something else.
bool needs_backslash(const std::string& line) {
  if (line == gap || line.starts_with("\\") || line.starts_with(usual)) return true;
  return line.size() >= 2 && line[1] == ' ' && std::string("#$!?").find(line[0]) != std::string::npos;
}

void append_output(Lines& lines, const std::string& text) {
  for (const std::string& line : lines_of(text)) lines.push_back((needs_backslash(line) ? "\\" : "") + line);
  if (!text.empty() && text.back() != '\n') lines.push_back("\\ no newline at the end");
}

/// The name of the file that a `cat FILE` writes, else "".
std::string file_written_by(const std::string& command) {
  const std::string cat = "cat ";
  if (!command.starts_with(cat) || command.find_first_of(" <>|;&", cat.size()) != std::string::npos) return "";
  return command.substr(cat.size());
}

std::string status_line(const Lines& lines) {
  return !lines.empty() && lines.back().starts_with("? ") ? lines.back() : "";
}

std::string excerpt(const Lines& lines, std::size_t at, const std::string& mark) {
  std::string text;
  for (std::size_t i = at < 2 ? 0 : at - 2; i < std::min(lines.size(), at + 6); ++i)
    text += (i < at ? "    " : mark) + lines[i] + '\n';
  if (at >= lines.size()) text += mark + "(end)\n";
  return text;
}

/// `text` with `shown[i]` below the command `examples[i]`, wherever that differs from what stands there.
std::string with_outputs(const std::string& text, const std::vector<Example>& examples,
                         const std::vector<Lines>& shown) {
  const Lines lines = lines_of(text);
  Lines updated;
  std::size_t next = 0;  // of the lines
  const auto copy_to = [&](std::size_t end) {
    for (; next < end; ++next) updated.push_back(lines[next]);
  };
  for (std::size_t i = 0; i < examples.size(); ++i) {
    copy_to(examples[i].line);
    const std::size_t end = examples[i].line + examples[i].shown.size();
    if (difference(shown[i], examples[i].shown).empty()) {
      copy_to(end);
    } else {
      updated.insert(updated.end(), shown[i].begin(), shown[i].end());
      next = end;
    }
  }
  copy_to(lines.size());
  return text_of(updated);
}

}  // namespace

std::vector<Example> examples_of_transcript(const std::string& text) {
  std::vector<Example> examples;
  bool in_output = false;
  std::size_t number = 0;
  int status = 0;
  for (const std::string& line : lines_of(text)) {
    ++number;
    if (line.starts_with("$ ")) {
      examples.push_back({number, line.substr(2), {}, status});
      in_output = true;
    } else if (line.starts_with(usual)) {
      status = std::stoi(line.substr(usual.size()));
      in_output = false;
    } else if (line.starts_with("# ")) {
      in_output = false;
    } else if (in_output) {
      examples.back().shown.push_back(line);
    }
  }
  for (Example& example : examples)
    while (!example.shown.empty() && example.shown.back().empty()) example.shown.pop_back();
  return examples;
}

std::vector<Example> examples_of_markdown(const std::string& text) {
  std::vector<Example> examples;
  bool in_block = false, in_example = false;
  std::size_t number = 0;
  for (const std::string& line : lines_of(text)) {
    ++number;
    if (line.starts_with("```")) {
      in_block = !in_block;
      in_example = false;
    } else if (in_block && line.starts_with("$ ")) {
      examples.push_back({number, line.substr(2), {}, 0});
      in_example = true;
    } else if (in_example) {
      examples.back().shown.push_back(line);
    }
  }
  return examples;
}

Stage::Stage(const std::string& program, const std::string& tools) : folder_(scratch()) {
  namespace fs = std::filesystem;
  fs::create_directory_symlink(fs::path(LRSCOPE_SOURCE) / "examples", folder_ + "/examples");
  const std::string home = scratch(), bin = home + "/bin";
  fs::create_directory(bin);
  fs::create_symlink(program.empty() ? LRSCOPE_PROGRAM : fs::absolute(program), bin + "/lrscope");
  const std::string path = bin + (tools.empty() ? "" : ":" + tools);
  preamble_ =
      "unset \"${!LRSCOPE@}\" \"${!SLURM@}\" JOB_COMPLETION_INDEX DATA COLUMNS LINES NO_COLOR\n"
      "export HOME='" +
      home + "' PATH='" + path +
      "':\"$PATH\" LC_ALL=C TERM=dumb TZ=UTC\n"
      "set -o pipefail\n";
}

Finished Stage::run(const Example& example) const {
  if (const std::string name = file_written_by(example.command); !name.empty()) {
    Lines lines = example.shown;
    for (std::string& line : lines)
      if (line.starts_with("\\")) line.erase(0, 1);
    write_file(folder_, name, text_of(lines));
    return {0, text_of(lines), ""};
  }
  return shell(preamble_ + example.command, folder_);
}

Lines shown_in_transcript(const Finished& finished, int usual_status) {
  Lines lines;
  for (const std::string& line : lines_of(finished.err)) lines.push_back("! " + line);
  append_output(lines, finished.out);
  if (!lines.empty() && lines.back().empty()) lines.back() = "\\";
  if (finished.status != usual_status) lines.push_back("? " + std::to_string(finished.status));
  return lines;
}

Lines shown_in_markdown(const Finished& finished) {
  return lines_of(finished.out.empty() ? finished.err : finished.out);
}

std::string difference(const Lines& actual, const Lines& expected) {
  auto at = actual.begin();
  for (auto from = expected.begin();;) {
    const auto to = std::find(from, expected.end(), gap);
    const bool is_anchored = from == expected.begin(), is_last = to == expected.end();
    const auto size = to - from;
    auto found = at;
    if (is_last && !is_anchored && actual.end() - at >= size)
      found = actual.end() - size;
    else if (!is_anchored)
      found = std::search(at, actual.end(), from, to);
    const auto [here, there] = std::mismatch(found, actual.end(), from, to);
    if (there != to || (is_last && here != actual.end()))
      return excerpt(expected, static_cast<std::size_t>(there - expected.begin()), "  - ") +
             excerpt(actual, static_cast<std::size_t>(here - actual.begin()), "  + ");
    if (is_last) return "";
    at = here;
    from = to + 1;
  }
}

std::string check_transcript(const std::string& text, const Stage& stage, bool compares) {
  std::string report;
  for (const Example& example : examples_of_transcript(text)) {
    const Finished finished = stage.run(example);
    if (!file_written_by(example.command).empty()) continue;
    Lines shown = shown_in_transcript(finished, example.usual_status), expected = example.shown;
    if (!compares) {
      shown = {status_line(shown)};
      expected = {status_line(expected)};
    }
    if (const std::string what = difference(shown, expected); !what.empty())
      report += std::to_string(example.line) + ": $ " + example.command + '\n' + what;
  }
  return report;
}

std::string updated_transcript(const std::string& text, const Stage& stage) {
  const std::vector<Example> examples = examples_of_transcript(text);
  std::vector<Lines> shown;
  for (const Example& example : examples) {
    const Finished finished = stage.run(example);
    shown.push_back(file_written_by(example.command).empty() ? shown_in_transcript(finished, example.usual_status)
                                                             : example.shown);
  }
  return with_outputs(text, examples, shown);
}

std::string updated_markdown(const std::string& text, const std::vector<Example>& examples,
                             const std::vector<Lines>& shown) {
  std::vector<Lines> whole = shown;
  for (std::size_t i = 0; i < examples.size(); ++i)
    if (std::ranges::find(examples[i].shown, gap) != examples[i].shown.end()) whole[i] = examples[i].shown;
  return with_outputs(text, examples, whole);
}

std::string block_of(const std::string& file, const std::string& name, const std::string& text) {
  const std::string path = std::string(LRSCOPE_SOURCE) + "/" + file;
  std::string page = read_file(path);
  const std::string begin_mark = "<!-- " + name + " -->\n";
  const auto begin = page.find(begin_mark);
  const auto end = page.find("<!-- end -->", begin);
  if (begin == std::string::npos || end == std::string::npos) return "no block called " + name + " in " + file;
  const auto first = begin + begin_mark.size();
  if (std::getenv("LRSCOPE_UPDATE_README")) {
    page.replace(first, end - first, text);
    std::ofstream(path) << page;
    return text;
  }
  return page.substr(first, end - first);
}

}  // namespace lrscope::test
