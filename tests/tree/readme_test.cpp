// Every command that the README shows is run, and prints what the README says.
#include "test.h"
#include "transcript.h"

TEST_CASE("every command of the README prints what the README says") {
  const auto examples = examples_of_readme(read_file(std::string(LRSCOPE_SOURCE) + "/README.md"));
  CHECK(examples.size() >= 12);
  if (!has_the_digits_shown) WARN("other instructions or compiler than the README's: outputs are not compared");
  const test::Stage stage;
  for (const Example& example : examples) {
    INFO("README.md:" << example.line << ": " << example.command);
    const Lines shown = shown_in_readme(stage.run(example));
    if (has_the_digits_shown)
      CHECK(difference(shown, example.shown) == "");
    else
      CHECK(shown.empty() == example.shown.empty());
  }
}
