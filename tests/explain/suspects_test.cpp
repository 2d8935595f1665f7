// What is suspected of having made a run fail: each suspect exactly where its condition holds.
#include "known.h"
#include "test.h"

TEST_CASE("of plain data and settings nothing is suspected") {
  for (const Suspect& suspect : suspects(Known(plain_csv()).findings())) {
    CAPTURE(remedy_text(suspect.remedy));
    CHECK_EACH(!suspect.is_suspected, !suspect.is_seen, !suspect.change.empty());
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
    CAPTURE(remedy_text(suspect.remedy));
    CHECK_NOTHROW(with(known.request, suspect.change));
    CHECK((suspect.removes.empty() || !suspect.evidence.empty()));
  }
}

TEST_CASE("a summed loss is suspected, with the factor that it brings") {
  const auto sse = of_cause(Known(plain_csv(), {{"loss", "sse"}}), Cause::summed_loss);
  REQUIRE(sse);
  CHECK(flags_text(sse->change) == "--loss mse");
  CHECK(sse->evidence == "sse is a sum: with 32 rows a batch its gradient is 32 times that of the mean");
  const auto half = of_cause(Known(plain_csv(), {{"loss", "half-sse"}, {"batch-size", "full"}}), Cause::summed_loss);
  REQUIRE(half);
  CHECK(flags_text(half->change) == "--loss half-mse");
  CHECK(half->evidence.find("with 100 rows a batch its gradient") != std::string::npos);
  const auto two =
      of_cause(Known(plain_csv(), {{"loss", "sse"}, {"target", "y"}, {"target", "z"}, {"batch-size", "10"}}),
               Cause::summed_loss);
  REQUIRE(two);
  CHECK(two->evidence.find("2 outputs its gradient is 20 times") != std::string::npos);
  CHECK_FALSE(of_cause(Known(plain_csv(), {{"loss", "mae"}}), Cause::summed_loss));
}

TEST_CASE("the naive cross-entropy is suspected, and seen where it was the first to be not finite") {
  std::string csv = "x,y\n";
  for (int i = 0; i < rows; ++i) csv += number_text(normal(1, i)) + (i % 2 ? ",a\n" : ",b\n");
  Known known(csv, {{"loss", "naive-cross-entropy"}});
  auto found = with_flags(known, "--loss cross-entropy");
  REQUIRE(found);
  CHECK_EACH(found->is_suspected, !found->is_seen);
  known.run.nonfinite_at = NonfiniteAt{3, Stage::loss, 0, "log", 0, 0, NonfiniteKind::overflow, {}};
  CHECK(with_flags(known, "--loss cross-entropy")->is_seen);
  known.run.nonfinite_at->stage = Stage::forward;
  CHECK_EACH(!with_flags(known, "--loss cross-entropy")->is_seen, !with_flags(Known(csv), "--loss cross-entropy"));
}

TEST_CASE("momentum is suspected of the optimizers that have it, and only as far as it is on") {
  CHECK(is_suspected(Known(plain_csv(), {{"optimizer", "heavy-ball"}}), "--optimizer sgd"));
  CHECK(is_suspected(Known(plain_csv(), {{"optimizer", "nesterov"}, {"momentum", "0.99"}}), "--optimizer sgd"));
  CHECK_FALSE(with_flags(Known(plain_csv(), {{"optimizer", "heavy-ball"}, {"momentum", "0"}}), "--optimizer sgd"));
  CHECK_FALSE(with_flags(Known(plain_csv()), "--optimizer sgd"));
  CHECK(is_suspected(Known(plain_csv(), {{"optimizer", "adam"}, {"beta1", "0.99"}}), "--beta1 0"));
  const Known usual(plain_csv(), {{"optimizer", "adamw"}});
  CHECK_EACH(with_flags(usual, "--beta1 0"), !is_suspected(usual, "--beta1 0"));
  CHECK_FALSE(with_flags(Known(plain_csv(), {{"optimizer", "adam"}, {"beta1", "0"}}), "--beta1 0"));
}

TEST_CASE("the highest rate of a single layer is suspected where it is above that of all") {
  const auto of = [](const char* rates, const char* lr = "0.01") {
    return Known(plain_csv(), {{"layer-lr", rates}, {"lr", lr}});
  };
  CHECK(is_suspected(of("1=0.001,2=10"), "--layer-lr none"));
  CHECK(with_flags(of("1=0.001,2=10"), "--layer-lr none")->evidence ==
        "--layer-lr moves layer 2 by 10 in place of 0.01");
  CHECK(with_flags(of("2=0.001"), "--layer-lr none"));
  CHECK_EACH(!is_suspected(of("2=0.001"), "--layer-lr none"), !is_suspected(of("2=0.001", "0.001"), "--layer-lr none"));
  CHECK_FALSE(with_flags(Known(plain_csv()), "--layer-lr none"));
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
  CHECK_EACH(with_flags(known, "--precision float64"), !is_suspected(known, "--precision float64"));
  known.run.initial_loss = std::numeric_limits<double>::infinity();
  CHECK(is_suspected(known, "--precision float64"));
  CHECK_FALSE(with_flags(Known(plain_csv(), {{"precision", "float64"}}), "--precision float64"));
}

TEST_CASE("single rows whose gradient stands out are left out by their lines") {
  Known known(plain_csv());
  CHECK_FALSE(of_cause(known, Cause::outlier_rows));
  known.row_records[40].times_median = 9.9;
  CHECK_FALSE(of_cause(known, Cause::outlier_rows));
  known.row_records[40].times_median = 11;
  known.row_records[7].times_median = 500;
  auto found = of_cause(known, Cause::outlier_rows);
  REQUIRE(found);
  CHECK(flags_text(found->change) == "--drop-lines 9");  // the names stand on line 1
  known.row_records[40].times_median = 20;               // a thirtieth of the worst or more
  found = of_cause(known, Cause::outlier_rows);
  REQUIRE(found);
  CHECK(flags_text(found->change) == "--drop-lines 9,42");
  CHECK(found->is_suspected);
  CHECK(found->evidence.find("on lines 9,42 of made.csv stand out: at the start the largest gradient is 500 times") !=
        std::string::npos);
  for (std::size_t i = 0; i < 20; ++i) known.row_records[i].times_median = 20.0 + static_cast<double>(i);
  found = of_cause(known, Cause::outlier_rows);  // many: heavy tails
  REQUIRE(found);
  CHECK_EACH(!found->is_suspected, flags_text(found->change) == "--drop-lines 19,20,21");
}

TEST_CASE("targets are ordered where neighbours are alike, not shuffled or constant ones") {
  const auto data_of = [](const std::function<double(int)>& target, int count = rows) {
    std::string csv = "x,y\n";
    for (int i = 0; i < count; ++i) csv += number_text(normal(1, i)) + "," + number_text(target(i)) + "\n";
    return load_dataset({"made.csv", csv}, DataSpec{});
  };
  const Dataset ascending = data_of([](int i) { return 1.0 * i; });
  CHECK(is_ordered(ascending));
  double products = 0, squares = 0;
  for (int i = 0; i < rows; ++i) squares += (i - 49.5) * (i - 49.5);
  for (int i = 0; i + 1 < rows; ++i) products += (i - 49.5) * (i - 48.5);
  CHECK(correlation_of_neighbours(ascending) == Approx(products / squares));
  CHECK_EACH(is_ordered(data_of([](int i) { return -1.0 * i; })),
             !is_ordered(data_of([](int i) { return scattered(i); })));
  Dataset constant = ascending;
  constant.targets.setConstant(3);
  CHECK_EACH(!is_ordered(constant), correlation_of_neighbours(constant) == 0);
  // A wave over n rows has the correlation cos(2π/(n+1)); below ten rows that says nothing.
  for (const int n : {9, 10}) {
    const auto wave = [=](int i) { return std::sin(2 * std::acos(-1) * (i + 1) / (n + 1)); };
    CHECK(is_ordered(data_of(wave, n)) == (n == 10));
    if (n == 10) CHECK(correlation_of_neighbours(data_of(wave, n)) == Approx(std::cos(2 * std::acos(-1) / 11)));
  }
  for (const int waves : {5, 6}) {  // cos(2π·5/41) = .72, cos(2π·6/41) = .61
    const auto wave = [=](int i) { return std::sin(2 * std::acos(-1) * waves * (i + 1) / 41); };
    CHECK(is_ordered(data_of(wave, 40)) == (waves == 5));
  }
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
  CHECK_EACH(with_flags(known, "--activation leaky-relu"), !is_suspected(known, "--activation leaky-relu"));
  known.run.dead_layer = 1;
  CHECK(is_suspected(known, "--activation leaky-relu"));
  known.run.outcome = Outcome::nonfinite;
  CHECK_FALSE(with_flags(known, "--activation leaky-relu"));
}

TEST_CASE("remedies of the learning rate follow what is known of it") {
  Known known(plain_csv(), {{"lr", "0.02"}});
  known.safe_lr = 0.004;
  known.first_gradient_norm = 12.345678;
  for (const std::string flags : {"--lr 0.002", "--lr 0.0004", "--clip-norm 12", "--optimizer adam"}) {
    CAPTURE(flags);
    REQUIRE(with_flags(known, flags));
    CHECK(with_flags(known, flags)->removes.empty());
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
