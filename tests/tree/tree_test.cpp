// The tour of the code is the rule, not a wish: its table of rooms is held against the includes.
#include <regex>

#include "documents.h"

namespace fs = std::filesystem;

namespace {
const fs::path source = LRSCOPE_SOURCE;

std::vector<std::string> words_in_backticks(const std::string& text) {
  static const std::regex word("`([^`]+)`");
  std::vector<std::string> words;
  for (std::sregex_iterator it(text.begin(), text.end(), word), end; it != end; ++it) words.push_back((*it)[1]);
  return words;
}

struct Room {
  std::string name;
  std::set<std::string> libraries;
};

/// The tour's rows "| `room` | holds | libraries |", in order.
std::vector<Room> rooms() {
  std::vector<Room> rooms;
  std::istringstream readme(text_of_page("src/README.md"));
  static const std::regex row(R"(\| `(\w+)` \|[^|]*\|([^|]*)\|)");
  for (std::string line; std::getline(readme, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, row) || !fs::is_directory(source / "src" / match[1].str())) continue;
    const auto words = words_in_backticks(match[2]);
    rooms.push_back({match[1], {words.begin(), words.end()}});
  }
  return rooms;
}

bool is_code(const fs::path& path) { return path.extension() == ".h" || path.extension() == ".cpp"; }

std::vector<fs::path> files_of(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(source / folder))
    if (is_code(entry.path())) files.push_back(entry.path());
  return files;
}

/// The room that a public header belongs to: that of the source that implements it.
std::string room_of_public(const std::string& header) {
  static const std::map<std::string, std::string> rooms = {
      {"types", "base"},          {"matrix", "base"},    {"errors", "base"},   {"version", "base"},
      {"fields", "report"},       {"data_spec", "spec"}, {"run_spec", "spec"}, {"tensor_view", "base"},
      {"dataset", "data"},        {"objective", "nn"},   {"functions", "nn"},  {"update_rule", "optim"},
      {"curvature", "curvature"}, {"records", "train"},  {"trainer", "train"}, {"problem", "train"},
      {"sweep", "sweep"}};
  return rooms.at(header);
}

std::vector<std::smatch> matches(const std::string& text, const std::regex& pattern) {
  return {std::sregex_iterator(text.begin(), text.end(), pattern), std::sregex_iterator()};
}
}  // namespace

TEST_CASE("a room includes itself and those above it in the tour's table, and no library that is not named there") {
  const std::vector<Room> all = rooms();
  const std::set<std::string> questions = {"explain", "find", "map", "profile"};
  std::set<std::string> above, folders;
  for (const auto& entry : fs::directory_iterator(source / "src"))
    if (entry.is_directory() && entry.path().filename() != "cmake") folders.insert(entry.path().filename().string());
  static const std::regex include(R"(#include "(\w+)/(?:\w+/)*([\w-]+)\.h")"),
      library(R"(#include <(fmt|CLI|iostream)\b)");
  for (const Room& room : all) {
    above.insert(room.name);
    folders.erase(room.name);
    for (const fs::path& file : files_of("src/" + room.name)) {
      const std::string text = read_file(file.string());
      for (const std::smatch& match : matches(text, include)) {
        INFO(file << ": " << match.str());
        const std::string other = match[1] == "lrscope" ? room_of_public(match[2]) : match[1].str();
        CHECK(above.contains(other));
        CHECK((other == room.name || !questions.contains(other) || !questions.contains(room.name)));
      }
      for (const std::smatch& match : matches(text, library)) {
        INFO(file << ": " << match.str());
        CHECK(room.libraries.contains(match[1]));
      }
    }
  }
  CHECK(folders.empty());  // every room stands in the table
}

TEST_CASE("public headers include nothing private, and are few") {
  const auto headers = files_of("include");
  CHECK(headers.size() <= 18);
  static const std::regex include(R"(#include "(?!lrscope/))");
  for (const fs::path& header : headers) {
    INFO(header);
    CHECK_FALSE(std::regex_search(read_file(header.string()), include));
  }
}

TEST_CASE("in a question's room tables and texts make sentences, and nothing else lays them out") {
  for (const char* room : {"curvature", "train", "sweep", "explain", "find", "map", "profile", "plot"})
    for (const fs::path& file : files_of(std::string("src/") + room)) {
      const std::string name = file.stem().string();
      if (name.ends_with("_table") || name.ends_with("_text") || file.parent_path().filename() == "picture") continue;
      INFO(file);
      CHECK(read_file(file.string()).find("report/text_table.h") == std::string::npos);
    }
}

TEST_CASE("every file that a page names is there") {
  static const std::regex file("`((?:src|include|tests|examples|\\.github)/[\\w./-]*[\\w-])");
  for (const std::string& page : pages()) {
    const std::string text = text_of_page(page);
    for (const std::smatch& match : matches(text, file)) {
      INFO(page << ": " << match.str());
      CHECK(fs::exists(source / match[1].str()));
    }
  }
}

TEST_CASE("no room is crowded") {
  std::map<fs::path, int> files;
  for (const fs::path& file : files_of("src")) ++files[file.parent_path()];
  for (const auto& [room, count] : files) {
    INFO(room);
    CHECK(count <= 26);
  }
}

TEST_CASE("no source file has grown past 320 lines") {
  for (const char* folder : {"src", "include", "tests", "examples"})
    for (const fs::path& file : files_of(folder)) {
      const std::string text = read_file(file.string());
      INFO(file);
      CHECK(std::count(text.begin(), text.end(), '\n') <= 320);
    }
}

TEST_CASE("no test has a name under which ctest would run nothing") {
  // A semicolon ends an element of a CMake list, an open bracket hides the ends; a leading dash begins an option of Catch.
  static const std::regex bad("TEST_CASE\\(\\s*\"(-|[^\"]*[;\\[\\]])");
  for (const auto& entry : fs::recursive_directory_iterator(source / "tests")) {
    if (entry.path().extension() != ".cpp" || entry.path().filename() == "tree_test.cpp") continue;
    INFO(entry.path());
    CHECK_FALSE(std::regex_search(read_file(entry.path().string()), bad));
  }
}

TEST_CASE("the top level holds what a newcomer expects and nothing else") {
  const std::set<std::string> expected = {"CMakeLists.txt", "CMakePresets.json", "src",     "include", "tests",
                                          "examples",       "README.md",         "LICENSE", "build"};
  for (const auto& entry : fs::directory_iterator(source)) {
    const std::string name = entry.path().filename().string();
    INFO(name);
    CHECK((name.starts_with(".") || expected.contains(name)));
  }
}
