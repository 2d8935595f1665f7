// What is suspected in the columns of the data, exactly where its condition holds.
#include "known.h"
#include "test.h"

namespace {
constexpr Cause identifiers = Cause::identifiers;
constexpr Cause codes = Cause::codes;
}  // namespace

TEST_CASE("whole numbers with the name of a label, each once, are identifiers") {
  // Ascending up to noise that the target follows: only the name can tell.
  const auto csv = [](const std::string& name) {
    std::string text = "x," + name + ",y\n";
    for (int i = 0; i < rows; ++i)
      text += number_text(normal(1, i)) + "," + std::to_string(1000 + scattered(i)) + "," +
              std::to_string(scattered(i)) + "\n";
    return text;
  };
  for (const std::string name : {"customer_id", "customerId", "deviceId", "id", "ID", "order-id", "zip", "user.key",
                                 "account no", "CustomerID", "id2"}) {
    CAPTURE(name);
    const auto found = of_cause(Known(csv(name)), identifiers);
    REQUIRE(found);
    CHECK(flags_text(found->change) == "--drop " + shell_word(name));
  }
  for (const std::string name : {"paid", "humid", "width", "idea", "video", "keyboard", "monkey", "nozzle", "decode",
                                 "zipper", "accountable", "identity", "north", "z"}) {
    CAPTURE(name);
    CHECK_FALSE(of_cause(Known(csv(name)), identifiers));
  }
}

TEST_CASE("whole numbers each once that only count the rows, or say nothing, are identifiers") {
  CHECK(of_cause(Known(csv_with("a", [](int i) { return 1.0 + i; })), identifiers));
  CHECK(of_cause(Known(csv_with("a", [](int i) { return 1.0 + scattered(i); })), identifiers));
  // Not whole, not large, or not different:
  CHECK_FALSE(of_cause(Known(csv_with("a", [](int i) { return 1.5 + i; })), identifiers));
  CHECK_FALSE(of_cause(Known(csv_with("a", [](int i) { return (1.0 + i) * 0.01; })), identifiers));
  CHECK_FALSE(of_cause(Known(csv_with("a", [](int i) { return 20.0 + scattered(i) / 2; })), identifiers));
}

TEST_CASE("a name with a comma is dropped by its index") {
  const auto found = of_cause(Known(csv_with("\"id, old\"", [](int i) { return 1000.0 + scattered(i); })), identifiers);
  REQUIRE(found);
  CHECK(flags_text(found->change) == "--drop 2");
  CHECK(found->evidence.find("'id, old'") != std::string::npos);
}

TEST_CASE("a few whole numbers that are unrelated to the target, or named like labels, are codes") {
  const auto found = of_cause(Known(csv_with("a", [](int i) { return 113.0 * (1 + scattered(i) % 5); })), codes);
  REQUIRE(found);
  CHECK_EACH(flags_text(found->change) == "--categorical a", found->is_suspected);
  CHECK_FALSE(of_cause(Known(csv_with("a", [](int i) { return 100.0 * (1 + scattered(i) % 5); })), codes));  // amounts
  const auto step = [](int i) { return 113.0 * std::round(2 * normal(1, i)); };  // follows the target
  CHECK_EACH(!of_cause(Known(csv_with("a", step)), codes), of_cause(Known(csv_with("code", step)), codes));
  CHECK_FALSE(of_cause(Known(csv_with("a", [](int i) { return 113.0 * (scattered(i) % 2); })), codes));  // a switch
  CHECK_FALSE(of_cause(Known(csv_with("a", [](int i) { return 113.0 * (scattered(i) % 30); })), codes));
  CHECK_FALSE(of_cause(Known(csv_with("a", [](int i) { return 1.0 + scattered(i) % 5; })), codes));  // small
}

TEST_CASE("features and targets are suspected from a root mean square of 10 on") {
  const auto features = [](double factor) {
    return Known(csv_with("z", [=](int i) { return factor * (i % 2 ? 1.5 : -0.5) / std::sqrt(1.25); }));
  };
  CHECK_EACH(!is_suspected(features(9.9), "--scale standard"), with_flags(features(9.9), "--scale standard"));
  const auto found = with_flags(features(10.1), "--scale standard");
  CHECK(found->is_suspected);
  CHECK(found->removes == Causes{Cause::unscaled_features});
  CHECK(found->evidence.find("column 'z' has a root mean square of 10.1, column 'x' of ") != std::string::npos);
  const auto target = [](double factor) {
    std::string csv = "x,y\n";
    for (int i = 0; i < rows; ++i)
      csv += number_text(normal(1, i)) + "," + number_text(i % 2 ? factor : -factor) + "\n";
    return Known(csv);
  };
  CHECK_FALSE(is_suspected(target(9.9), "--scale-target standard"));
  CHECK(is_suspected(target(10.1), "--scale-target standard"));
  const std::string csv = csv_with("z", [](int i) { return 100 * normal(3, i); });
  CHECK_FALSE(with_flags(Known(csv, {{"scale", "standard"}}), "--scale standard"));
  CHECK_FALSE(with_flags(Known(csv, {{"scale-target", "standard"}}), "--scale-target standard"));
  CHECK_FALSE(is_suspected(Known(csv, {{"scale", "minmax"}}), "--scale standard"));
}

TEST_CASE("a target is suspected at the size that --target-scale gives it, and without it again") {
  const Known large(plain_csv(), {{"target-scale", "100"}});
  CHECK(is_suspected(large, "--scale-target standard --target-scale 1"));
  CHECK(with_flags(large, "--scale-target standard --target-scale 1")->evidence.find(" with --target-scale 100: ") !=
        std::string::npos);
  CHECK(is_suspected(Known(plain_csv(), {{"target-scale", "100"}, {"scale-target", "standard"}}), "--target-scale 1"));
  CHECK_FALSE(is_suspected(Known(plain_csv(), {{"target-scale", "2"}}), "--scale-target standard --target-scale 1"));
}

TEST_CASE("a column that a scaling left large is named as nearly constant") {
  // Quartiles are equal, one value is far: --scale robust has no scale for it.
  const std::string csv = csv_with("z", [](int i) { return i == 50 ? 1e6 : 0.5; });
  const auto found = with_flags(Known(csv, {{"scale", "robust"}}), "--scale standard");
  REQUIRE(found);
  CHECK_EACH(found->is_suspected, found->removes == Causes{Cause::nearly_constant_column});
}

TEST_CASE("constant columns are latent suspects, and only under scaling") {
  const std::string csv = csv_with("z", [](int) { return 5.0; });
  CHECK(latent_suspects(Known(csv).findings()).empty());
  const auto list = latent_suspects(Known(csv, {{"scale", "standard"}}).findings());
  REQUIRE(list.size() == 1);
  CHECK(flags_text(list[0].change) == "--drop z");
  CHECK(latent_suspects(Known(plain_csv(), {{"scale", "standard"}}).findings()).empty());
}

TEST_CASE("missing cells are suspected where they were filled with 0") {
  std::string csv = plain_csv();
  csv.insert(csv.find('\n') + 1, ",1,2\n");
  CHECK(is_suspected(Known(csv, {{"na", "zero"}}), "--na median"));
  CHECK_FALSE(with_flags(Known(csv, {{"na", "mean"}}), "--na median"));
  CHECK_FALSE(with_flags(Known(plain_csv(), {{"na", "zero"}}), "--na median"));
}

TEST_CASE("skewed amounts, dates and what follows the target by rank are no identifiers") {
  const auto of = [](const std::function<double(int)>& value) {
    return of_cause(Known(csv_with("a", value)), Cause::identifiers);
  };
  CHECK(of([](int i) { return 1000.0 + scattered(i); }));                                   // spread evenly
  CHECK_FALSE(of([](int i) { return std::round(1e7 / (2.0 + scattered(i))); }));            // skewed
  CHECK_FALSE(of([](int i) { return std::round(1e6 * std::exp(4 * normal(1, i))) + i; }));  // follows the target
  std::string dates = "day,x,y\n";
  for (int i = 0; i < rows; ++i) {
    const int day = (7 * i) % rows;
    dates += std::to_string(2000 + day / 28 / 12) + "-" + std::to_string(10 + day / 28 % 3) + "-" +
             std::to_string(10 + day % 18) + "," + number_text(normal(1, i)) + "," + number_text(normal(2, i)) + "\n";
  }
  CHECK_FALSE(of_cause(Known(dates), Cause::identifiers));
}

TEST_CASE("a far value that many cells share may stand for missing ones") {
  Known known(csv_with("a", [](int i) { return i % 10 == 3 ? -999.0 : 5 + normal(4, i); }));
  const auto found = of_cause(known, Cause::coded_missing);
  REQUIRE(found);
  CHECK_EACH(flags_text(found->change) == "--na-values -999 --na median", found->is_suspected);
  CHECK(found->evidence.starts_with("10 cells of column 'a' are -999, far from the others"));
  CHECK_FALSE(
      of_cause(Known(csv_with("a", [](int i) { return i == 3 ? -999.0 : normal(4, i); })), Cause::coded_missing));
}

TEST_CASE("of columns that are nearly equal one is kept") {
  const auto near = [](double noise) {
    return Known(csv_with("a", [=](int i) { return 100 * normal(1, i) + noise * normal(5, i); }));
  };
  const auto found = of_cause(near(0.1), Cause::equal_columns);
  REQUIRE(found);
  CHECK(found->change.front().first == "drop");
  CHECK(found->evidence.find("say the same (correlation") != std::string::npos);
  CHECK_FALSE(of_cause(near(20), Cause::equal_columns));
}
