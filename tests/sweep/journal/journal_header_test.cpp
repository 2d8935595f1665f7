// Headers of journals that no work has, and journals that are named more than once.
#include "made_runs.h"
#include "sweep/journal/journal.h"
#include "sweep/journal/journal_text.h"
#include "test.h"

TEST_CASE("a header of which no work can be made is refused as damaged") {
  const std::string folder = scratch(), path = folder + "/j.jsonl";
  const auto check_damaged = [&](const auto& change, const std::string& why) {
    JournalHeader changed = header();
    change(changed);
    write_file(folder, "j.jsonl", header_line(changed));
    CHECK_THROWS_AS(Journal({path}), DataError);
    CHECK_THROWS_WITH(Journal({path}), path + ":1: this line is damaged (" + why +
                                           "); name another journal, it cannot be used without its first line.");
  };
  check_damaged([](JournalHeader& h) { h.seeds.clear(); }, "without seeds");
  check_damaged(
      [](JournalHeader& h) {
        h.seeds.clear();
        h.begin.boundary_tolerance = 0.1;
      },
      "without seeds");
  check_damaged([](JournalHeader& h) { h.learning_rates.clear(); }, "without learning rates");
  for (const auto& [rate, text] : {std::pair{0.0, "0"}, {-1.0, "-1"}, {infinity, "inf"}, {not_a_number, "nan"}})
    check_damaged([rate = rate](JournalHeader& h) { h.learning_rates.back() = rate; },
                  std::string("a learning rate of ") + text);
  for (const auto& [tolerance, text] :
       {std::pair{0.0, "0"}, {-1.0, "-1"}, {1.5, "1.5"}, {1e-9, "1e-09"}, {not_a_number, "nan"}})
    check_damaged([tolerance = tolerance](JournalHeader& h) { h.begin.boundary_tolerance = tolerance; },
                  std::string("a search to ") + text);
  check_damaged([](JournalHeader& h) { h.begin.rows = -1; }, "a negative count");
  check_damaged([](JournalHeader& h) { h.begin.held_rows = -1; }, "a negative count");
  check_damaged([](JournalHeader& h) { h.begin.parameters = -1; }, "a negative count");
  JournalHeader search = header();
  search.learning_rates.clear();
  search.begin.boundary_tolerance = 0.01;
  write_file(folder, "j.jsonl", header_line(search));
  CHECK(Journal({path}).header().begin.boundary_tolerance == 0.01);
}

TEST_CASE("a journal that is named often, by whatever names, is read once") {
  const std::string folder = scratch(), path = folder + "/j.jsonl";
  write_file(folder, "j.jsonl", header_line(header()) + "{\"type\":");
  std::filesystem::create_symlink(path, folder + "/soft");
  std::filesystem::create_hard_link(path, folder + "/hard");
  std::vector<std::string> paths = {path, folder + "/soft", folder + "/./j.jsonl", folder + "/hard"};
  for (int i = 0; i < 5000; ++i) paths.push_back(path);  // more than there are descriptors
  CHECK(Journal(paths).notes().size() == 1);
  CHECK_THROWS_AS(Journal({path, folder + "/none", path}), IoError);
}
