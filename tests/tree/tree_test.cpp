// The README's tour is the rule, not a wish: its table of folders is held against the includes, its tables of
// fields and flags against the tables in the code. LRSCOPE_UPDATE_README=1 rewrites the latter.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "catch.h"
#include "lrscope/record/data_profile.h"
#include "lrscope/record/explanation.h"
#include "lrscope/record/find.h"
#include "lrscope/record/map.h"
#include "lrscope/record/records.h"
#include "lrscope/record/spectrum.h"
#include "lrscope/spec/data_spec.h"
#include "lrscope/spec/find_spec.h"
#include "lrscope/spec/knobs.h"
#include "lrscope/spec/run_spec.h"
#include "lrscope/spec/spectrum_spec.h"
#include "process.h"
#include "report/kind.h"

namespace fs = std::filesystem;
using namespace lrscope;
using namespace lrscope::test;

namespace {

const fs::path source = LRSCOPE_SOURCE;

std::vector<std::string> words_in_backticks(const std::string& text) {
  static const std::regex word("`([^`]+)`");
  std::vector<std::string> words;
  for (std::sregex_iterator it(text.begin(), text.end(), word), end; it != end; ++it)
    words.push_back((*it)[1]);
  return words;
}

/// folder → what it may include, from the README's rows "| `folder` | holds | may include |".
std::map<std::string, std::set<std::string>> rules() {
  std::map<std::string, std::set<std::string>> rules;
  std::istringstream readme(read_file((source / "README.md").string()));
  static const std::regex row(R"(\| `(\w+)` \|[^|]*\|([^|]*)\|)");
  for (std::string line; std::getline(readme, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, row) || !fs::is_directory(source / "src" / match[1].str())) continue;
    const auto words = words_in_backticks(match[2]);
    rules[match[1]] = {words.begin(), words.end()};
    rules[match[1]].insert(match[1]);
  }
  return rules;
}

std::vector<fs::path> files_of(const std::string& folder) {
  std::vector<fs::path> files;
  for (const fs::path& top : {source / "src" / folder, source / "include/lrscope" / folder})
    if (fs::is_directory(top))
      for (const auto& entry : fs::recursive_directory_iterator(top))
        if (entry.path().extension() == ".h" || entry.path().extension() == ".cpp")
          files.push_back(entry.path());
  return files;
}

/// What is between `<!-- name -->` and `<!-- end -->` in the README, replaced by `text` if asked to.
std::string block_of_readme(const std::string& name, const std::string& text) {
  const std::string path = (source / "README.md").string();
  std::string readme = read_file(path);
  const std::string begin_mark = "<!-- " + name + " -->\n";
  const auto begin = readme.find(begin_mark);
  const auto end = readme.find("<!-- end -->", begin);
  if (begin == std::string::npos || end == std::string::npos) return "no block called " + name;
  const auto first = begin + begin_mark.size();
  if (std::getenv("LRSCOPE_UPDATE_README")) {
    readme.replace(first, end - first, text);
    std::ofstream(path) << readme;
    return text;
  }
  return readme.substr(first, end - first);
}

template <class Record>
std::string field_table() {
  std::string text = "| field | unit | meaning |\n|---|---|---|\n";
  for (const auto& field : kind_of<Record>().fields)
    text += "| `" + std::string(field.name) + "` | " + std::string(field.unit) + " | " +
            std::string(field.doc) + " |\n";
  return text;
}

template <class Record>
void check_fields(const std::string& name) {
  CHECK(block_of_readme(name + " fields", field_table<Record>()) == field_table<Record>());
}

template <class Spec>
std::string knob_rows() {
  std::string text;
  for (const auto& knob : knobs<Spec>()) {
    std::string metavar(knob.metavar);
    for (std::size_t at = 0; (at = metavar.find('|', at)) != std::string::npos; at += 2)
      metavar.insert(at, "\\");
    const std::string value = knob.is_switch() ? "" : knob.get(Spec{});
    text += "| `--" + std::string(knob.name) + (metavar.empty() ? "" : " " + metavar) + "` | " + value +
            " | " + std::string(knob.doc) + " |\n";
  }
  return text;
}

}  // namespace

TEST_CASE("every folder includes only what the README's table allows it") {
  const auto allowed = rules();
  for (const char* folder :
       {"core", "spec", "record", "data", "model", "optim", "probe", "run", "sink", "cli", "report"}) {
    INFO(folder);
    REQUIRE(allowed.contains(folder));
    static const std::regex include(
        R"(#include [<"]((?:lrscope/)?(core|spec|record|data|model|optim|probe|run|sink|cli|report)/[\w.]+|fmt/\w+\.h|iostream|CLI/\w+\.hpp)[>"])");
    REQUIRE_FALSE(files_of(folder).empty());
    for (const fs::path& file : files_of(folder)) {
      const std::string text = read_file(file.string());
      for (std::sregex_iterator it(text.begin(), text.end(), include), end; it != end; ++it) {
        const std::string header = (*it)[1], other = (*it)[2];
        const std::string library = header.substr(0, header.find('/'));
        INFO(file << " includes " << header);
        const auto& may = allowed.at(folder);
        CHECK((may.contains(other.empty() ? library : other) || may.contains(header) ||
               may.contains("everything")));
      }
    }
  }
}

TEST_CASE("no source file has grown past 320 lines") {
  for (const char* folder : {"src", "include", "tests"})
    for (const auto& entry : fs::recursive_directory_iterator(source / folder)) {
      if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
      const std::string text = read_file(entry.path().string());
      INFO(entry.path());
      CHECK(std::count(text.begin(), text.end(), '\n') <= 320);
    }
}

TEST_CASE("the tables of the README are those of the code") {
  check_fields<StepRecord>("step");
  check_fields<RunRecord>("run");
  check_fields<Summary>("summary");
  check_fields<SpectrumRecord>("spectrum");
  check_fields<EigenvalueRecord>("eigenvalue");
  check_fields<DensityRecord>("density");
  check_fields<ShareRecord>("share");
  check_fields<ExplanationRecord>("explanation");
  check_fields<ChangeRecord>("change");
  check_fields<EventRecord>("event");
  check_fields<LayerRecord>("layer");
  check_fields<BatchRecord>("batch");
  check_fields<RowRecord>("row");
  check_fields<AlongRecord>("along");
  check_fields<SuggestionRecord>("suggestion");
  check_fields<RangeTestRecord>("range test");
  check_fields<RangeStepRecord>("range step");
  check_fields<FindRecord>("find");
  check_fields<CellRecord>("cell");
  check_fields<MapRecord>("map");
  check_fields<DataRecord>("data");
  check_fields<ColumnRecord>("column");
  check_fields<PairRecord>("pair");
  check_fields<ClassRecord>("class");
  check_fields<Remark>("remark");
  check_fields<DefectRecord>("defect");
  const std::string flags =
      "| flag | default | meaning |\n|---|---|---|\n" + knob_rows<DataSpec>() + knob_rows<RunSpec>();
  CHECK(block_of_readme("flags", flags) == flags);
  const std::string of_spectrum = "| flag | default | meaning |\n|---|---|---|\n" + knob_rows<SpectrumSpec>();
  CHECK(block_of_readme("spectrum flags", of_spectrum) == of_spectrum);
  const std::string of_find = "| flag | default | meaning |\n|---|---|---|\n" + knob_rows<FindSpec>();
  CHECK(block_of_readme("find flags", of_find) == of_find);
}

TEST_CASE("no test has a name under which ctest would run nothing") {
  // A semicolon ends an element of a CMake list, a leading dash begins an option of Catch.
  static const std::regex bad("TEST_CASE\\(\\s*\"(-|[^\"]*;)");
  for (const auto& entry : fs::recursive_directory_iterator(source / "tests")) {
    if (entry.path().extension() != ".cpp" || entry.path().filename() == "tree_test.cpp") continue;
    INFO(entry.path());
    CHECK_FALSE(std::regex_search(read_file(entry.path().string()), bad));
  }
}

TEST_CASE("the top level holds what a newcomer expects and nothing else") {
  const std::set<std::string> expected = {"CMakeLists.txt", "CMakePresets.json", "src",       "include",
                                          "tests",          "examples",          "README.md", "LICENSE",
                                          "build"};
  for (const auto& entry : fs::directory_iterator(source)) {
    const std::string name = entry.path().filename().string();
    INFO(name);
    CHECK((name.starts_with(".") || expected.contains(name)));
  }
}
