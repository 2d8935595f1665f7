// `explain` held against causes that are known because they were planted: it must name each of them first,
// its changes must do what it says they do, and it must find nothing where there is nothing.
#include "corpus.h"
#include "explained.h"
#include "test.h"
#include "transcript.h"

namespace {
std::string arguments_of(const Planting& planting) { return planting.name + ".csv " + planting.flags + " --threads 1"; }

/// The planting is right: without its fault the same command trains.
void check_twin(const Planting& planting) {
  const std::string folder = scratch();
  write_file(folder, "twin.csv", csv_text(planting.twin_table));
  const auto runs = runs_of("lrscope sweep twin.csv " + planting.twin_flags, folder);
  REQUIRE(runs.size() == 1);
  CHECK(runs.front()["outcome"] == "trained");
}

/// The change, made by the printed command, ends as the record says.
void check_command(const Json& change, const std::string& folder) {
  INFO(change.dump());
  const auto runs = runs_of(change["command"], folder);
  REQUIRE(runs.size() == 1);
  for (const char* field : {"outcome", "steps", "final_loss"})
    CHECK(number_of(runs.front(), field) == number_of(change, field));
}

/// Training does not fail at `safe_lr` and does at `failed_lr`, for the command but for its rate.
void check_bracket(const Json& record, const std::string& command, const std::string& folder) {
  INFO(record.dump());
  const std::size_t from = command.find(" --lr "), value = from + std::string(" --lr ").size();
  REQUIRE(from != std::string::npos);
  std::string without_rate = command;
  without_rate.erase(from, std::min(command.find(' ', value), command.size()) - from);
  for (const char* end : {"safe_lr", "failed_lr"}) {
    if (!record.contains(end)) continue;
    const auto runs = runs_of(without_rate + " --lr " + number_text(record[end].get<double>()), folder);
    REQUIRE(runs.size() == 1);
    CHECK(has_failed(runs.front()) == (end == std::string("failed_lr")));
  }
}

/// The cure, made by the printed command, reaches what the summary says.
void check_cure(const Json& summary, const std::string& folder) {
  REQUIRE(summary.contains("command"));
  const auto runs = runs_of(summary["command"], folder);
  REQUIRE(runs.size() == 1);
  CHECK((runs.front()["outcome"] == "trained" || runs.front()["outcome"] == "spiked"));
  CHECK_EACH(runs.front()["d2"] == summary["d2"], runs.front()["lr"] == summary["cure_lr"], summary["d2"] > 0);
}

/// The cause is named first, its change is what it says, and the cure that is printed is enough.
Explained check_named(const Planting& planting, bool every_change) {
  INFO(planting.name << ": " << planting.flags);
  check_twin(planting);
  const std::string folder = scratch();
  write_file(folder, planting.name + ".csv", csv_text(planting.table));
  Explained found = explain(arguments_of(planting), folder);
  INFO(found.run.err << found.run.out);
  const bool is_defective = planting.verdict == "defective";
  CHECK(found.run.status == (is_defective ? 3 : 0));
  REQUIRE(!found.summary.is_null());
  REQUIRE(!found.changes.empty());
  const Json& summary = found.summary;
  CHECK(summary.value("cause", "") == planting.cause);
  if (planting.verdict.empty())
    CHECK(summary["verdict"] != "healthy");
  else
    CHECK(summary["verdict"] == planting.verdict);
  const Json& first = found.changes.front();
  CHECK_EACH(first.value("rank", 0) == 1, first.value("cause", "") == planting.cause);
  if (!is_defective) check_bracket(summary, "lrscope sweep " + planting.name + ".csv " + planting.flags, folder);
  for (const Json& change : found.changes) {
    if (!every_change && &change != &first) break;
    check_command(change, folder);
    check_bracket(change, change["command"], folder);
  }
  check_cure(summary, folder);
  return found;
}

/// "10³"; "·" where there is none.
std::string magnitude(const Json& factor) {
  if (factor == "inf") return "∞";
  if (!factor.is_number()) return "·";
  const long long exponent = std::llround(std::log10(factor.get<double>()));
  constexpr const char* digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  if (exponent == 0) return "1";
  if (exponent == 1) return "10";
  std::string text = exponent < 0 ? "10⁻" : "10";
  for (const char digit : std::to_string(std::llabs(exponent))) text += digits[digit - '0'];
  return text;
}

std::string in_code(const std::string& text) { return "`" + text + "`"; }

/// One row of the guide's table.
std::string table_row(const Planting& planting, const Explained& found) {
  const Json& first = found.changes.front();
  return "| " + planting.planted + " | " + in_code(planting.flags) + " | " + planting.cause + " | " +
         magnitude(number_of(first, "factor")) + " | " + found.summary["change"].get<std::string>() + " |\n";
}

/// The rows of a table, each without its fourth cell, which may differ between machines.
std::string without_factors(const std::string& block) {
  std::string rows;
  std::istringstream lines(block);
  for (std::string line; std::getline(lines, line);) {
    std::size_t begin = 0;
    for (int bar = 0; bar < 4; ++bar) begin = line.find('|', begin) + 1;
    rows += line.replace(begin, line.find('|', begin) - begin, "  ") + "\n";
  }
  return rows;
}

constexpr const char* table_head = "| planted | command | named first | boundary × | cure |\n|---|---|---|---|---|\n";
}  // namespace

TEST_CASE("every planted cause is named first, and the guide's table is what was found") {
  std::string table = table_head;
  const std::set<std::string> with_every_change = {"target", "missing", "momentum", "rate"};
  for (const Planting& planting : planted_causes(1))
    table += table_row(planting, check_named(planting, with_every_change.contains(planting.name)));
  CHECK(without_factors(block_of("examples/guide/planted-causes.md", "corpus", table)) == without_factors(table));
}

TEST_CASE("every planted cause is named first in other data with other settings, too") {
  for (const Planting& planting : planted_causes(2)) check_named(planting, planting.name == "robust");
}

TEST_CASE("nothing is named in runs in which nothing is wrong") {
  for (int variant = 1; variant <= variants; ++variant)
    for (const Planting& planting : healthy_controls(variant)) {
      INFO(planting.name << ": " << planting.flags);
      check_twin(planting);
      const std::string folder = scratch();
      write_file(folder, planting.name + ".csv", csv_text(planting.table));
      const Explained found = explain(arguments_of(planting), folder);
      INFO(found.run.err << found.run.out);
      CHECK(found.run.status == 0);
      REQUIRE(!found.summary.is_null());
      CHECK_EACH(found.summary["verdict"] == "healthy", !found.summary.contains("cause"), found.changes.empty());
    }
}
