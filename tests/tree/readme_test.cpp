// Every command that the README and the guide show is run, and prints what they say. LRSCOPE_UPDATE_README=1 writes the
// outputs that are shown whole.
#include <cstdlib>
#include <fstream>
#include <regex>

#include "documents.h"
#include "transcript.h"

namespace {

/// A program that the command needs and that is not installed, else "".
std::string missing_tool(const std::string& command, const test::Stage& stage) {
  for (const std::string tool : {"mlr", "jq", "duckdb", "parallel", "make"})
    if (std::regex_search(command, std::regex("\\b" + tool + "\\b")) &&
        stage.run({0, "command -v " + tool + " > /dev/null", {}, 0}).status != 0)
      return tool;
  return "";
}

void check_examples(const std::string& page) {
  const std::string text = text_of_page(page);
  const std::vector<Example> examples = examples_of_markdown(text);
  const bool updates = has_the_digits_shown && std::getenv("LRSCOPE_UPDATE_README");
  const test::Stage stage;
  std::vector<Lines> all_shown;
  for (const Example& example : examples) {
    INFO(page << ":" << example.line << ": " << example.command);
    if (const std::string tool = missing_tool(example.command, stage); !tool.empty()) {
      WARN(page << ":" << example.line << ": not run: " << tool << " is not installed");
      all_shown.push_back(example.shown);
      continue;
    }
    const Lines shown = shown_in_markdown(stage.run(example));
    all_shown.push_back(shown);
    if (updates) continue;
    if (has_the_digits_shown)
      CHECK(difference(shown, example.shown) == "");
    else
      CHECK(shown.empty() == example.shown.empty());
  }
  if (updates) std::ofstream(std::string(LRSCOPE_SOURCE) + "/" + page) << updated_markdown(text, examples, all_shown);
}

}  // namespace

TEST_CASE("every command of the README and the guide prints what is shown there") {
  if (!has_the_digits_shown) WARN("other instructions or compiler than the pages': outputs are not compared");
  std::size_t commands = 0;
  for (const std::string& page : executed_pages()) {
    commands += examples_of_markdown(text_of_page(page)).size();
    DYNAMIC_SECTION(page) { check_examples(page); }
  }
  CHECK(commands >= 60);
}
