// Cures on data whose faults are known: they hold what is needed, at a rate that suits them, and no more.
#include "explain/cure.h"
#include "known.h"
#include "test.h"

namespace {
/// y = size_of_target · (x + z/2 + noise), with z made `size_of_feature` times as large.
std::string raw(double size_of_feature, double size_of_target) {
  std::string csv = "x,z,y\n";
  for (int i = 0; i < 200; ++i) {
    const double x = normal(1, i), z = normal(2, i), y = x + z / 2 + normal(3, i) / 10;
    csv += number_text(x) + "," + number_text(size_of_feature * z) + "," + number_text(size_of_target * y) + "\n";
  }
  return csv;
}

const CurePart features = {{.remedy = {ChangeKind::standard_features}, .change = {{"scale", "standard"}}}, 0.03};
const CurePart target = {{.remedy = {ChangeKind::standard_target}, .change = {{"scale-target", "standard"}}}, 0.03};
const CurePart leaky = {{.remedy = {ChangeKind::leaky_relu}, .change = {{"activation", "leaky-relu"}}}, 0.03};

struct Found {
  Cures cures;
  std::string flags;
};

Found find(const std::string& csv, const std::string& settings, CureWish wish, const Change& data = {}) {
  ExplainSpec spec;
  spec.request = with(spec.request, data);
  spec.request.run = run_spec(settings, spec.request.run);
  spec.command_of = [](const Request& request) { return number_text(request.run.learning_rate); };
  ProblemCache problems(reading_of({"made.csv", csv}));
  Found found{find_cures(problems, spec, std::move(wish)), ""};
  if (found.cures.best)
    for (const Suspect& part : found.cures.best->parts) found.flags += flags_text(part.change) + ";";
  return found;
}
}  // namespace

TEST_CASE("a cure has what the data need and nothing else") {
  const std::string settings = "--hidden 8 --lr 0.1 --epochs 10";
  CHECK(find(raw(3000, 1), settings, {{features, target, leaky}}).flags == "--scale standard;");
  CHECK(find(raw(1, 3000), settings, {{features, target, leaky}}).flags == "--scale-target standard;");
  CHECK(find(raw(3000, 3000), settings, {{leaky, features, target}}).flags ==
        "--scale standard;--scale-target standard;");
}

TEST_CASE("a cure is at a rate below the limit of the mended run, and the command carries it") {
  const Found found = find(raw(3000, 1), "--hidden 8 --lr 0.1 --epochs 10", {{features}});
  REQUIRE(found.cures.best);
  const Cure& cure = *found.cures.best;
  CHECK_EACH(cure.command == number_text(cure.lr), cure.d2 > 0.9, cure.score == "R²");
  REQUIRE(cure.boundary.failed_lr);
  CHECK(cure.lr < *cure.boundary.failed_lr);
}

TEST_CASE("what is fixed is part of every cure, and a cause that is wanted stays although it brings nothing") {
  const std::string settings = "--hidden 8 --lr 0.01 --epochs 10";
  CHECK(find(raw(1, 3000), settings, {{target}, {leaky.suspect}}).flags ==
        "--activation leaky-relu;--scale-target standard;");
  CurePart wanted = leaky;
  wanted.worth = -0.2;
  CHECK(find(raw(1, 3000), settings, {{wanted, target}}).flags == "--activation leaky-relu;--scale-target standard;");
}

TEST_CASE("without skill anywhere there is no cure") {
  std::string csv = "x,y\n";
  for (int i = 0; i < 60; ++i) csv += number_text(normal(1, i)) + "," + (i % 2 ? "1" : "-1") + "\n";
  // A linear model of a target that does not depend on x: what it explains on held-out rows is chance.
  const Found found = find(csv, "--hidden none --lr 0.1 --epochs 3", {{features}}, {{"holdout", ".5"}});
  CHECK_EACH(!found.cures.best, !found.cures.lower_rate);
}
