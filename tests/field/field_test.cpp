// What people reported, held against the program: one test for each kind of situation. All that is wrong is printed.
#include "judge.h"
#include "test.h"

namespace {
constexpr std::uint32_t seed = 1;

void check_kind(Kind kind) {
  int all = 0, right = 0;
  std::string wrong;
  for (const Situation& situation : situations(seed)) {
    if (situation.kind != kind) continue;
    const Words faults = faults_of(situation);
    ++all;
    if (faults.empty()) ++right;
    for (const std::string& fault : faults) wrong += situation.name + ": " + fault + "\n";
  }
  INFO(right << " of " << all << " situations of the kind '" << name_of(kind) << "' are right\n" << wrong);
  REQUIRE(all > 0);
  CHECK(20 * right >= 19 * all);                              // 95 %
  if (20 * right >= 19 * all && !wrong.empty()) WARN(wrong);  // else it was printed already
}

TEST_CASE("situations are many, have names of their own and say where they come from") {
  const Situations list = situations(seed);
  CHECK(list.size() >= 60);
  std::set<std::pair<Kind, std::string>> names;
  for (const Situation& situation : list) {
    CAPTURE(situation.name);
    CHECK(names.emplace(situation.kind, situation.name).second);
    CHECK_FALSE(situation.source.empty());
    CHECK(situation.explains.size() + situation.healthy.size() + situation.sweeps.size() + situation.data.size() +
              situation.refusals.size() >
          0);
  }
}

TEST_CASE("the same seed makes the same files, another seed others") {
  const Situations first = situations(seed), again = situations(seed), other = situations(seed + 1);
  REQUIRE(first.size() == other.size());
  int same = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    CAPTURE(first[i].name);
    CHECK(first[i].files.front().text == again[i].files.front().text);
    same += first[i].files.front().text == other[i].files.front().text;
  }
  CHECK(same <= 1);  // x⁴ on ±100 has no numbers of its own
}

TEST_CASE("field: ruler") { check_kind(Kind::ruler); }
TEST_CASE("field: scaling") { check_kind(Kind::scaling); }
TEST_CASE("field: dirty") { check_kind(Kind::dirty); }
TEST_CASE("field: reading") { check_kind(Kind::reading); }
TEST_CASE("field: decay") { check_kind(Kind::decay); }
TEST_CASE("field: saturation") { check_kind(Kind::saturation); }
TEST_CASE("field: depth") { check_kind(Kind::depth); }
TEST_CASE("field: late rise") { check_kind(Kind::late_rise); }
TEST_CASE("field: loss") { check_kind(Kind::loss); }
TEST_CASE("field: optimizer") { check_kind(Kind::optimizer); }
TEST_CASE("field: target") { check_kind(Kind::target); }
TEST_CASE("field: healthy") { check_kind(Kind::healthy); }
TEST_CASE("field: noise") { check_kind(Kind::noise); }
TEST_CASE("field: pairs") { check_kind(Kind::pairs); }

}  // namespace
