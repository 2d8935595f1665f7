#include "data/split/holdout.h"

#include "data/encode.h"
#include "spec/change.h"
#include "test.h"

namespace {

Dataset dataset_of(const std::string& text, const DataSpec& spec) {
  return encode(CsvTable({"f.csv", text}, spec), spec);
}

/// The line of 12 rows of a file; those of a row are its x.
std::string numbered_rows() {
  std::string text = "x,y\n";
  for (int line = 2; line < 14; ++line) text += std::to_string(line) + "," + std::to_string(line % 3) + "\n";
  return text;
}

}  // namespace

TEST_CASE("last: holds out the last rows, as many as Keras does") {
  const Split split = split_rows(7, {.fraction = 0.25, .is_last = true}, 3);
  CHECK(split.training == std::vector<Index>{0, 1, 2, 3, 4});
  CHECK(split.held == std::vector<Index>{5, 6});
}

TEST_CASE("the number of held-out rows is that of the decimal fraction, whatever a processor rounds") {
  const auto held = [](Index rows, double fraction) {
    return std::ssize(split_rows(rows, {.fraction = fraction, .is_last = true}, 0).held);
  };
  CHECK_EACH(held(10, 0.9) == 9, held(100, 0.07) == 7, held(100, 0.29) == 29, held(1000, 0.001) == 1,
             held(3, 0.5) == 2);
  for (Index rows = 1; rows < 300; ++rows)
    for (Index percent = 1; percent < 100; ++percent)
      CHECK(held(rows, static_cast<double>(percent) / 100) == (rows * percent + 99) / 100);
}

TEST_CASE("a random split takes each row once, by the seed") {
  const Split split = split_rows(100, {.fraction = 0.25}, 3);
  CHECK_EACH(split.training.size() == 75, split.held.size() == 25);
  std::vector<Index> all = split.training;
  all.insert(all.end(), split.held.begin(), split.held.end());
  std::sort(all.begin(), all.end());
  for (Index i = 0; i < 100; ++i) CHECK(all[static_cast<std::size_t>(i)] == i);
  CHECK(split.held == split_rows(100, {.fraction = 0.25}, 3).held);
  CHECK(split.held != split_rows(100, {.fraction = 0.25}, 4).held);
  CHECK(split.held != split_rows(100, {.fraction = 0.25, .is_last = true}, 3).held);
}

TEST_CASE("every row is held out as often as any other") {
  constexpr int seeds = 4000;
  std::vector<int> times(20);
  for (std::uint64_t seed = 0; seed < seeds; ++seed)
    for (const Index row : split_rows(20, {.fraction = 0.3}, seed).held) ++times[static_cast<std::size_t>(row)];
  const double expected = 0.3 * seeds, deviation = std::sqrt(seeds * 0.3 * 0.7);
  for (const int count : times) CHECK(std::abs(count - expected) < 4 * deviation);
}

TEST_CASE("the option --holdout takes a fraction between 0 and 1") {
  CHECK(with(DataSpec{}, {{"holdout", "0.2"}}).holdout == Holdout{0.2, false});
  CHECK(with(DataSpec{}, {{"holdout", "last:0.2"}}).holdout == Holdout{0.2, true});
  for (const char* text : {"", "0", "1", "-0.1", "1.5", "nan", "inf", "last:", "last:1", "first:0.2", "20%"})
    CHECK_THROWS_AS(with(DataSpec{}, {{"holdout", text}}), UsageError);
}

TEST_CASE("rows stay together: inputs, targets and lines of both parts") {
  DataSpec spec;
  spec.holdout = Holdout{.fraction = 0.4};
  spec.holdout_seed = 5;
  const Dataset data = dataset_of(numbered_rows(), spec);
  CHECK_EACH(data.rows() == 7, data.lines.size() == 7, data.held.inputs.cols() == 5, data.held.lines.size() == 5);
  const auto check = [](const Matrix<double>& inputs, const Matrix<double>& targets, const LineNumbers& lines) {
    for (Index i = 0; i < inputs.cols(); ++i) {
      const auto line = lines[static_cast<std::size_t>(i)];
      CHECK_EACH(inputs(0, i) == static_cast<double>(line), targets(0, i) == static_cast<double>(line % 3));
    }
  };
  check(data.inputs, data.targets, data.lines);
  check(data.held.inputs, data.held.targets, data.held.lines);
}

TEST_CASE("an outlier among the held-out rows moves no scale and no filling") {
  DataSpec spec;
  spec.missing = MissingPolicy::mean;
  spec.holdout = Holdout{.fraction = 0.25, .is_last = true};
  for (const Scaling scaling : {Scaling::standard, Scaling::minmax, Scaling::max, Scaling::robust}) {
    spec.scale = spec.scale_target = scaling;
    const Dataset tame = dataset_of("a,y\n1,10\n2,20\n,30\n6,60\n", spec);
    const Dataset wild = dataset_of("a,y\n1,10\n2,20\n,30\n1e9,-1e9\n", spec);
    CHECK_EACH(tame.inputs == wild.inputs, tame.targets == wild.targets, tame.held.inputs != wild.held.inputs);
    REQUIRE(tame.codings.size() == 2);
    for (std::size_t i = 0; i < 2; ++i)
      CHECK_EACH(tame.codings[i].shift == wild.codings[i].shift, tame.codings[i].scale == wild.codings[i].scale,
                 tame.codings[i].fill == wild.codings[i].fill);
    CHECK(tame.codings[1].fill == 1.5);
  }
}

TEST_CASE("a fraction that leaves no row to train on is refused with one that does") {
  DataSpec spec;
  spec.holdout = Holdout{.fraction = 0.95};
  CHECK_THROWS_WITH(
      dataset_of(numbered_rows(), spec),
      "--holdout 0.95: of 12 rows none is left to train on; use 0.916 or less, or leave this option out.");
  spec.holdout->fraction = 0.916;
  CHECK(dataset_of(numbered_rows(), spec).rows() == 1);
}

TEST_CASE("a class that only held-out rows have is named") {
  DataSpec spec;
  spec.holdout = Holdout{.fraction = 0.5, .is_last = true};
  const Dataset data = dataset_of("x,y\n1,a\n2,b\n3,b\n4,c\n", spec);
  CHECK_EACH(data.target_names.size() == 3, data.targets.row(2).sum() == 0);
  CHECK(data.notes.back() ==
        "warning: f.csv: every row of class 'c' is held out, so that nothing is learnt about it; use --holdout 0.5 to "
        "hold "
        "out random rows.");
}
