// The journal of a map: cells come back to the bit, whatever the file went through.
#include "map/map_journal.h"

#include "made_runs.h"
#include "test.h"

namespace {
constexpr std::size_t all = 5000;

JournalHeader map_header() {
  JournalHeader map = header();
  map.begin.config.emplace_back("x", "lr=log:0.001:10");
  map.begin.work = Work::map;
  map.holds_steps = false;
  return map;
}

/// Something else for every cell, of every outcome.
CellEnd end_of(std::size_t cell) {
  const auto outcome = static_cast<Outcome>(cell % 5);
  if (cell == 7) return {outcome, std::numeric_limits<float>::denorm_min()};
  return {outcome, 1e6F / (static_cast<float>(cell) + 1.7F)};
}

MapCells no_cells() {
  MapCells cells;
  cells.width = all;
  cells.height = 1;
  cells.outcome.assign(all, MapCells::unknown);
  cells.score.assign(all, 0);
  return cells;
}

std::size_t check_known(const MapJournal& journal) {
  MapCells cells = no_cells();
  journal.recall(cells);
  std::size_t known = 0;
  bool is_same = true;
  for (std::size_t i = 0; i < all; ++i) {
    if (!cells.is_known(i)) continue;
    ++known;
    const CellEnd end = end_of(i);
    is_same = is_same && cells.outcome[i] == static_cast<std::uint8_t>(end.outcome) && cells.score[i] == end.score;
  }
  CHECK_EACH(is_same, known == journal.known_cells());
  return known;
}

std::string refusal(const std::string& path, const JournalHeader& now, std::size_t cells = all) {
  return refusal_of([&] { MapJournal journal(path, now, cells); });
}

void remember(MapJournal& journal, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) journal.remember(i, end_of(i));
  journal.flush();
}
}  // namespace

TEST_CASE("the cells that a map's journal remembers come back to the bit") {
  const std::string path = scratch() + "/j.jsonl";
  {
    MapJournal journal(path, map_header(), all);
    CHECK(check_known(journal) == 0);
    remember(journal, 0, 10);
    journal.flush();
    remember(journal, 10, 4900);
    journal.remember(4999, end_of(4999));  // not flushed: its end does that
  }
  const MapJournal journal(path, map_header(), all);
  CHECK(check_known(journal) == 4901);
}

TEST_CASE("a map's journal that was cut anywhere keeps its whole lines") {
  const std::string folder = scratch(), path = folder + "/j.jsonl";
  {
    MapJournal journal(path, map_header(), all);
    for (std::size_t i = 0; i < 60; i += 10) remember(journal, i, i + 10);
  }
  const std::string bytes = read_file(path);
  REQUIRE(std::count(bytes.begin(), bytes.end(), '\n') == 7);
  for (std::size_t size = 0; size <= bytes.size(); size += 23) {
    write_file(folder, "j.jsonl", bytes.substr(0, size));
    const auto lines =
        static_cast<std::size_t>(std::count(bytes.begin(), bytes.begin() + static_cast<long>(size), '\n'));
    {
      MapJournal journal(path, map_header(), all);
      INFO(size);
      REQUIRE(check_known(journal) == (lines == 0 ? 0 : 10 * (lines - 1)));
      REQUIRE(journal.was_torn() == (size != 0 && bytes[size - 1] != '\n'));
      remember(journal, journal.known_cells(), 60);
    }
    const MapJournal again(path, map_header(), all);
    REQUIRE(check_known(again) == 60);
  }
}

TEST_CASE("a map's journal is refused where it is another's or damaged") {
  const std::string folder = scratch(), path = folder + "/j.jsonl";
  {
    MapJournal journal(path, map_header(), all);
    remember(journal, 0, 10);
  }
  const std::string bytes = read_file(path);
  JournalHeader other = map_header();
  other.begin.config.back().second = "lr=log:0.001:100";
  CHECK(
      refusal(path, other)
          .ends_with(
              ": this journal belongs to another map; repeat that map's options, or name another file. What differs:\n"
              "--x 'lr=log:0.001:10' in the journal, --x 'lr=log:0.001:100' now"));
  CHECK(refusal(path, header()).ends_with(": this is the journal of a map, and this is a sweep; name another file."));
  CHECK_THROWS_WITH(
      Journal(path, header()),
      Catch::Matchers::EndsWith(": this is the journal of a map, and this is a sweep; name another file."));
  CHECK_THROWS_WITH(Journal({path}),
                    Catch::Matchers::EndsWith(
                        ": this is the journal of a map; the same command with this --journal resumes from it."));
  const std::string line = path + ":2: this line is damaged (";
  CHECK(refusal(path, map_header(), 9) == line + "cell 9 of a map of 9); remove it, and its cells are repeated.");
  const auto damaged = [&](const std::string& from, const std::string& to) {
    std::string text = bytes;
    const auto at = text.find(from, text.find('\n'));
    REQUIRE(at != std::string::npos);
    write_file(folder, "j.jsonl", text.replace(at, from.size(), to));
    const std::string why = refusal(path, map_header());
    CHECK(read_file(path) == text);
    return why;
  };
  CHECK(damaged("{\"type\":\"cells\"", "{\"type\":\"run\"") ==
        line + "of another type); remove it, and its cells are repeated.");
  CHECK(damaged("[[0,", "[[-1,") == line + "a whole number out of range); remove it, and its cells are repeated.");
  CHECK(damaged("[[0,", "[[0,1e39],[0,") == line + "a score out of range); remove it, and its cells are repeated.");
  CHECK(damaged("\"key\":\"", "\"key\":\"x") ==
        path + ":2: these cells do not belong to the map of line 1; remove this line, and its cells are repeated.");
}
