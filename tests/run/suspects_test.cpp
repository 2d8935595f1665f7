// What is suspected of having made a run fail: each suspect exactly where its condition holds.
#include "lrscope/run/suspects.h"

#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include "catch.h"
#include "lrscope/core/random.h"
#include "lrscope/core/text.h"
#include "lrscope/run/problem.h"

using namespace lrscope;

namespace {

constexpr int rows = 100;

/// The i-th of many numbers that have nothing to do with each other.
double normal(std::uint64_t stream, int i) {
  return Random(stream, Stream::initial_biases, 3).normal(static_cast<std::uint64_t>(i));
}

/// A table with the columns x (normal) and `name`, of what `value` gives for each row, and the target x +
/// noise.
std::string csv_with(const std::string& name, const std::function<double(int)>& value) {
  std::string csv = "x," + name + ",y\n";
  for (int i = 0; i < rows; ++i)
    csv += number_text(normal(1, i)) + "," + number_text(value(i)) + "," +
           number_text(normal(1, i) + normal(2, i)) + "\n";
  return csv;
}

std::string plain_csv() {
  return csv_with("z", [](int i) { return normal(3, i); });
}

/// A permutation of 0 … 99.
int scattered(int i) {
  return (i * 37 + 11) % 101 % 100;
}

/// All that findings refer to.
struct Known {
  Request request;
  Dataset data;
  bool has_data = true;
  RunRecord run;
  std::vector<RowRecord> row_records;
  std::optional<double> first_gradient_norm, safe_lr;

  explicit Known(const std::string& csv, Change change = {}) {
    request = with({}, change);
    data = load_dataset({"made.csv", csv, ""}, request.data);
    run.outcome = Outcome::nonfinite;
    run.initial_loss = 1;
    for (std::int64_t i = 0; i < data.rows(); ++i) row_records.push_back({i, 0, 1, 0.01, 1, 1});
  }
  Findings findings() const {
    return {request,
            has_data ? &data : nullptr,
            has_data ? loss_name(request.run.model, data.task) : std::string_view(),
            run,
            row_records,
            first_gradient_norm,
            safe_lr};
  }
};

/// The suspect with this change in flags.
std::optional<Suspect> with_flags(const std::vector<Suspect>& list, const std::string& flags) {
  for (const Suspect& suspect : list)
    if (flags_text(suspect.change) == flags) return suspect;
  return std::nullopt;
}

std::optional<Suspect> with_flags(const Known& known, const std::string& flags) {
  return with_flags(suspects(known.findings()), flags);
}

bool is_suspected(const Known& known, const std::string& flags) {
  const auto suspect = with_flags(known, flags);
  return suspect && suspect->is_suspected;
}

std::optional<Suspect> of_cause(const Known& known, const std::string& cause) {
  for (const Suspect& suspect : suspects(known.findings()))
    if (suspect.cause == cause) return suspect;
  return std::nullopt;
}

constexpr const char* identifiers = "identifiers taken as numbers";
constexpr const char* codes = "categories taken as numbers";

}  // namespace

TEST_CASE("of plain data and settings nothing is suspected") {
  for (const Suspect& suspect : suspects(Known(plain_csv()).findings())) {
    CAPTURE(suspect.name);
    CHECK_FALSE(suspect.is_suspected);
    CHECK_FALSE(suspect.is_seen);
    CHECK_FALSE(suspect.change.empty());
  }
}

TEST_CASE("every change that is proposed can be made") {
  Known known(csv_with("customer_id", [](int i) { return 1000.0 + scattered(i); }),
              {{"loss", "sse"}, {"optimizer", "heavy-ball"}, {"init", "normal"}, {"shuffle", "no"}});
  known.safe_lr = 0.01;
  known.first_gradient_norm = 3;
  known.row_records[5].times_median = 20;
  const auto list = suspects(known.findings());
  CHECK(list.size() >= 12);
  for (const Suspect& suspect : list) {
    CAPTURE(suspect.name);
    CHECK_NOTHROW(with(known.request, suspect.change));
    CHECK_FALSE(suspect.name.empty());
    CHECK((suspect.cause.empty() || !suspect.evidence.empty()));
  }
}

TEST_CASE("whole numbers with the name of a label, each once, are identifiers") {
  // Ascending up to noise that the target follows: only the name can tell.
  const auto csv = [](const std::string& name) {
    std::string text = "x," + name + ",y\n";
    for (int i = 0; i < rows; ++i)
      text += number_text(normal(1, i)) + "," + std::to_string(1000 + scattered(i)) + "," +
              std::to_string(scattered(i)) + "\n";
    return text;
  };
  for (const std::string name : {"customer_id", "customerId", "id", "ID", "order-id", "zip", "user.key",
                                 "account no", "CustomerID", "id2"}) {
    CAPTURE(name);
    const auto found = of_cause(Known(csv(name)), identifiers);
    REQUIRE(found);
    CHECK(flags_text(found->change) == "--drop " + shell_word(name));
  }
  for (const std::string name : {"paid", "humid", "width", "idea", "video", "keyboard", "monkey", "nozzle",
                                 "decode", "zipper", "accountable", "identity", "north", "z"}) {
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
  const auto found =
      of_cause(Known(csv_with("\"id, old\"", [](int i) { return 1000.0 + scattered(i); })), identifiers);
  REQUIRE(found);
  CHECK(flags_text(found->change) == "--drop 2");
  CHECK(found->evidence.find("'id, old'") != std::string::npos);
}

TEST_CASE("a few whole numbers that are unrelated to the target, or named like labels, are codes") {
  const auto found =
      of_cause(Known(csv_with("a", [](int i) { return 100.0 * (1 + scattered(i) % 5); })), codes);
  REQUIRE(found);
  CHECK(flags_text(found->change) == "--categorical a");
  CHECK(found->is_suspected);
  const auto step = [](int i) { return 100.0 * std::round(2 * normal(1, i)); };  // follows the target
  CHECK_FALSE(of_cause(Known(csv_with("a", step)), codes));
  CHECK(of_cause(Known(csv_with("code", step)), codes));
  CHECK_FALSE(
      of_cause(Known(csv_with("a", [](int i) { return 100.0 * (scattered(i) % 2); })), codes));  // a switch
  CHECK_FALSE(of_cause(Known(csv_with("a", [](int i) { return 100.0 * (scattered(i) % 30); })), codes));
  CHECK_FALSE(of_cause(Known(csv_with("a", [](int i) { return 1.0 + scattered(i) % 5; })), codes));  // small
}

TEST_CASE("features and targets are suspected from a root mean square of 10 on") {
  const auto features = [](double factor) {
    return Known(csv_with("z", [=](int i) { return factor * (i % 2 ? 1.5 : -0.5) / std::sqrt(1.25); }));
  };
  CHECK_FALSE(is_suspected(features(9.9), "--scale standard"));
  CHECK(with_flags(features(9.9), "--scale standard"));
  const auto found = with_flags(features(10.1), "--scale standard");
  CHECK(found->is_suspected);
  CHECK(found->cause == "unscaled features");
  CHECK(found->evidence.find("'z' has a root mean square of 10.1") != std::string::npos);
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

TEST_CASE("a column that a scaling left large is named as nearly constant") {
  // Quartiles are equal, one value is far: --scale robust has no scale for it.
  const std::string csv = csv_with("z", [](int i) { return i == 50 ? 1e6 : 0.5; });
  const auto found = with_flags(Known(csv, {{"scale", "robust"}}), "--scale standard");
  REQUIRE(found);
  CHECK(found->is_suspected);
  CHECK(found->cause == "a column that is nearly constant, under scaling");
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

TEST_CASE("a summed loss is suspected, with the factor that it brings") {
  const auto sse = of_cause(Known(plain_csv(), {{"loss", "sse"}}), "summed loss");
  REQUIRE(sse);
  CHECK(flags_text(sse->change) == "--loss mse");
  CHECK(sse->evidence.find("32 rows a batch") != std::string::npos);
  CHECK(sse->evidence.find("is 32 times that of the mean") != std::string::npos);
  const auto half =
      of_cause(Known(plain_csv(), {{"loss", "half-sse"}, {"batch-size", "full"}}), "summed loss");
  REQUIRE(half);
  CHECK(flags_text(half->change) == "--loss half-mse");
  CHECK(half->evidence.find("is 100 times") != std::string::npos);
  const auto two =
      of_cause(Known(plain_csv(), {{"loss", "sse"}, {"target", "y"}, {"target", "z"}, {"batch-size", "10"}}),
               "summed loss");
  REQUIRE(two);
  CHECK(two->evidence.find("2 outputs its gradient is 20 times") != std::string::npos);
  CHECK_FALSE(of_cause(Known(plain_csv(), {{"loss", "mae"}}), "summed loss"));
}

TEST_CASE("the naive cross-entropy is suspected, and seen where it was the first to be not finite") {
  std::string csv = "x,y\n";
  for (int i = 0; i < rows; ++i) csv += number_text(normal(1, i)) + (i % 2 ? ",a\n" : ",b\n");
  Known known(csv, {{"loss", "naive-cross-entropy"}});
  auto found = with_flags(known, "--loss cross-entropy");
  REQUIRE(found);
  CHECK(found->is_suspected);
  CHECK_FALSE(found->is_seen);
  known.run.nonfinite_at = NonfiniteAt{3, Stage::loss, 0, "log", 0, 0, NonfiniteKind::overflow, {}};
  CHECK(with_flags(known, "--loss cross-entropy")->is_seen);
  known.run.nonfinite_at->stage = Stage::forward;
  CHECK_FALSE(with_flags(known, "--loss cross-entropy")->is_seen);
  CHECK_FALSE(with_flags(Known(csv), "--loss cross-entropy"));
}

TEST_CASE("momentum is suspected of the optimizers that have it, and only as far as it is on") {
  CHECK(is_suspected(Known(plain_csv(), {{"optimizer", "heavy-ball"}}), "--optimizer sgd"));
  CHECK(
      is_suspected(Known(plain_csv(), {{"optimizer", "nesterov"}, {"momentum", "0.99"}}), "--optimizer sgd"));
  CHECK_FALSE(
      with_flags(Known(plain_csv(), {{"optimizer", "heavy-ball"}, {"momentum", "0"}}), "--optimizer sgd"));
  CHECK_FALSE(with_flags(Known(plain_csv()), "--optimizer sgd"));
  CHECK(is_suspected(Known(plain_csv(), {{"optimizer", "adam"}, {"beta1", "0.99"}}), "--beta1 0"));
  const Known usual(plain_csv(), {{"optimizer", "adamw"}});
  CHECK(with_flags(usual, "--beta1 0"));
  CHECK_FALSE(is_suspected(usual, "--beta1 0"));
  CHECK_FALSE(with_flags(Known(plain_csv(), {{"optimizer", "adam"}, {"beta1", "0"}}), "--beta1 0"));
}

TEST_CASE("initial weights are suspected where they are not scaled to the width, or by more than 2") {
  const std::string cure = "--init glorot-uniform --init-scale 1";
  CHECK(is_suspected(Known(plain_csv(), {{"init", "normal"}}), cure));
  CHECK(is_suspected(Known(plain_csv(), {{"init-scale", "2.1"}}), cure));
  CHECK_FALSE(with_flags(Known(plain_csv(), {{"init-scale", "2"}}), cure));
  CHECK(with_flags(Known(plain_csv(), {{"init-scale", "2"}}), "--init-scale 0.2"));
  CHECK_FALSE(with_flags(Known(plain_csv(), {{"init", "zeros"}}), "--init-scale 0.1"));
  CHECK_FALSE(with_flags(Known(plain_csv(), {{"init-scale", "0"}}), "--init-scale 0"));
}

TEST_CASE("float32 is suspected where the first loss does not fit it") {
  Known known(plain_csv());
  CHECK(with_flags(known, "--precision float64"));
  CHECK_FALSE(is_suspected(known, "--precision float64"));
  known.run.initial_loss = std::numeric_limits<double>::infinity();
  CHECK(is_suspected(known, "--precision float64"));
  CHECK_FALSE(with_flags(Known(plain_csv(), {{"precision", "float64"}}), "--precision float64"));
}

TEST_CASE("single rows whose gradient stands out are left out by their lines") {
  Known known(plain_csv());
  CHECK_FALSE(of_cause(known, "outlier rows"));
  known.row_records[40].times_median = 9.9;
  CHECK_FALSE(of_cause(known, "outlier rows"));
  known.row_records[40].times_median = 11;
  known.row_records[7].times_median = 500;
  auto found = of_cause(known, "outlier rows");
  REQUIRE(found);
  CHECK(flags_text(found->change) == "--drop-lines 9,42");  // the names stand on line 1
  CHECK(found->is_suspected);
  CHECK(found->evidence.find("500 times") != std::string::npos);
  for (std::size_t i = 0; i < 20; ++i) known.row_records[i].times_median = 20.0 + static_cast<double>(i);
  found = of_cause(known, "outlier rows");  // many: heavy tails
  REQUIRE(found);
  CHECK_FALSE(found->is_suspected);
  CHECK(flags_text(found->change) == "--drop-lines 19,20,21");
}

TEST_CASE("targets are ordered where neighbours are alike, not shuffled or constant ones") {
  const auto data_of = [](const std::function<double(int)>& target, int count = rows) {
    std::string csv = "x,y\n";
    for (int i = 0; i < count; ++i) csv += number_text(normal(1, i)) + "," + number_text(target(i)) + "\n";
    return load_dataset({"made.csv", csv, ""}, DataSpec{});
  };
  double correlation = 7;
  CHECK(is_ordered(data_of([](int i) { return 1.0 * i; }), correlation));
  double products = 0, squares = 0;
  for (int i = 0; i < rows; ++i) squares += (i - 49.5) * (i - 49.5);
  for (int i = 0; i + 1 < rows; ++i) products += (i - 49.5) * (i - 48.5);
  CHECK(correlation == Approx(products / squares));
  CHECK(is_ordered(data_of([](int i) { return -1.0 * i; }), correlation));
  CHECK_FALSE(is_ordered(data_of([](int i) { return scattered(i); }), correlation));
  CHECK(std::abs(correlation) < 0.7);
  CHECK_FALSE(is_ordered(data_of([](int) { return 3.0; }), correlation));
  CHECK(correlation == 0);
  CHECK_FALSE(is_ordered(data_of([](int i) { return 1.0 * i; }, 9), correlation));
}

TEST_CASE("sorted rows are suspected where batches are taken in their order") {
  std::string csv = "x,y\n";
  for (int i = 0; i < rows; ++i) csv += number_text(normal(1, i)) + "," + number_text(0.01 * i) + "\n";
  CHECK(is_suspected(Known(csv, {{"shuffle", "no"}}), "--shuffle yes"));
  CHECK_FALSE(with_flags(Known(csv), "--shuffle yes"));
  CHECK_FALSE(with_flags(Known(csv, {{"shuffle", "no"}, {"batch-size", "full"}}), "--shuffle yes"));
  CHECK_FALSE(is_suspected(Known(plain_csv(), {{"shuffle", "no"}}), "--shuffle yes"));
  CHECK(with_flags(Known(plain_csv(), {{"shuffle", "no"}}), "--shuffle yes"));
  CHECK(with_flags(Known(csv, {{"seed", "4"}}), "--order-seed 5"));
  CHECK(with_flags(Known(csv, {{"seed", "4"}, {"order-seed", "8"}}), "--order-seed 9"));
}

TEST_CASE("dead units are suspected where the run did not fail and most of them are dead") {
  Known known(plain_csv(), {{"hidden", "10"}});
  known.run.outcome = Outcome::stalled;
  known.run.dead_units = 5;
  CHECK(is_suspected(known, "--activation leaky-relu"));
  known.run.dead_units = 4;
  CHECK(with_flags(known, "--activation leaky-relu"));
  CHECK_FALSE(is_suspected(known, "--activation leaky-relu"));
  known.run.dead_layer = 1;
  CHECK(is_suspected(known, "--activation leaky-relu"));
  known.run.outcome = Outcome::nonfinite;
  CHECK_FALSE(with_flags(known, "--activation leaky-relu"));
}

TEST_CASE("remedies of the learning rate follow what is known of it") {
  Known known(plain_csv(), {{"lr", "0.02"}});
  known.safe_lr = 0.004;
  known.first_gradient_norm = 12.34;
  for (const std::string flags : {"--lr 0.002", "--lr 0.0004", "--clip-norm 12", "--optimizer adam"}) {
    CAPTURE(flags);
    REQUIRE(with_flags(known, flags));
    CHECK(with_flags(known, flags)->cause.empty());
  }
  CHECK_FALSE(with_flags(known, "--lr 0.2"));
  known.run.outcome = Outcome::stalled;
  CHECK(with_flags(known, "--lr 0.2"));
  known.first_gradient_norm = std::numeric_limits<double>::infinity();
  CHECK_FALSE(with_flags(known, "--clip-norm inf"));
  CHECK_FALSE(with_flags(Known(plain_csv(), {{"optimizer", "adam"}}), "--optimizer adam"));
}

TEST_CASE("of a function only what applies to one is suspected") {
  Known known(plain_csv(), {{"optimizer", "heavy-ball"}, {"shuffle", "no"}, {"init", "normal"}});
  known.has_data = false;
  known.first_gradient_norm = 1;
  std::string flags;
  for (const Suspect& suspect : suspects(known.findings())) flags += flags_text(suspect.change) + "; ";
  CHECK(flags == "--optimizer sgd; --precision float64; --lr 0.001; --clip-norm 1; --optimizer adam; ");
  CHECK(latent_suspects(known.findings()).empty());
}
