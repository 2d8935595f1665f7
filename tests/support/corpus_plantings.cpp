// Every planting: one fault in one file or one command.
#include <algorithm>
#include <limits>
#include <numeric>
#include <random>

#include "corpus.h"

namespace lrscope::test {
namespace {

/// Of two values the one of this variant.
template <class T>
T pick(int variant, T first, T second) {
  return variant == 1 ? first : second;
}

Shape shape_of(int variant) { return pick(variant, Shape{11, 237, 5}, Shape{22, 420, 12}); }

/// `change` made in every row: change(row, index).
template <class Change>
Table changed(Table table, Change change) {
  for (std::size_t i = 0; i < table.rows.size(); ++i) change(table.rows[i], i);
  return table;
}

/// With a further feature before the others: value(index).
template <class Value>
Table with_feature(Table table, const std::string& name, Value value) {
  table.names.insert(table.names.begin(), name);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    auto& row = table.rows[i];
    row.insert(row.begin(), value(i));
  }
  return table;
}

/// Rows in ascending order of the target.
Table sorted(const Table& table) {
  std::vector<std::size_t> order(table.rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return table.classes.empty() ? table.rows[a].back() < table.rows[b].back() : table.classes[a] < table.classes[b];
  });
  Table result = table;
  for (std::size_t i = 0; i < order.size(); ++i) {
    result.rows[i] = table.rows[order[i]];
    if (!table.classes.empty()) result.classes[i] = table.classes[order[i]];
  }
  return result;
}

/// Numbers below `end` without order or meaning, the same for the same index.
double jumbled(std::size_t index, std::uint32_t end) {
  std::minstd_rand bits(static_cast<std::uint32_t>(index) + 1);
  bits.discard(3);
  return static_cast<double>(bits() % end);
}

void add_columns(int v, std::vector<Planting>& list) {
  const Table plain = regression(shape_of(v));
  const std::string lr = "--lr 0.02";
  list.push_back({"feature", "one feature × 1000, + 1000", "unscaled features", "nonfinite",
                  changed(plain, [&](auto& row, auto) { row[1] = pick(v, 1000., -300.) * (row[1] + 1); }), lr, plain,
                  lr});
  list.push_back(
      {"target", "target × 300, + 1000", "unscaled target", "nonfinite",
       changed(plain, [&](auto& row, auto) { row.back() = pick(v, 300., 5000.) * row.back() + pick(v, 1000., 0.); }),
       lr, plain, lr});
  list.push_back({"constant", "a constant column, `--scale standard`", "a constant column under scaling", "healthy",
                  with_feature(plain, "k", [&](auto) { return pick(v, 7., 12345.); }), "--scale standard " + lr, plain,
                  "--scale standard " + lr});
  list.push_back(
      {"robust", "8 of 9 values of a column equal, `--scale robust`", "a column that is nearly constant, under scaling",
       "nonfinite",
       with_feature(plain, "k", [&](std::size_t i) { return 1000 + (i % 9 ? 0. : pick(v, .5, 1.) * jumbled(i, 999)); }),
       "--scale robust " + lr, plain, "--scale robust " + lr});
  const auto around_50 = [](std::size_t i) { return 50 + jumbled(i, 1000) / 5000; };
  const Table full = with_feature(plain, "m", around_50);
  const Table holes = with_feature(plain, "m", [&](std::size_t i) {
    return i % static_cast<std::size_t>(pick(v, 100, 40)) == 7 ? std::numeric_limits<double>::quiet_NaN()
                                                               : around_50(i);
  });
  const std::string filled =
      pick<std::string>(v, "--na zero --scale robust --lr 0.05", "--na zero --scale robust --lr 0.02");
  list.push_back({"filled", "empty cells in a column around 50, `--na zero`", "missing cells filled with 0", "", holes,
                  filled, full, filled});
  list.push_back({"missing", "an empty cell", "missing cells", "defective", holes, "--scale standard " + lr, full,
                  "--scale standard " + lr});
}

void add_labels(int v, std::vector<Planting>& list) {
  const Table plain = regression(shape_of(v));
  const std::string lr = "--lr 0.02";
  const auto n = static_cast<double>(plain.rows.size());
  list.push_back({"identifier", "row numbers as a feature", "identifiers taken as numbers", "nonfinite",
                  with_feature(plain, pick(v, "customer_id", "row"),
                               [&](std::size_t i) {
                                 const auto at = static_cast<double>(i);
                                 return 100000 + pick(v, at, n - at);
                               }),
                  lr, plain, lr});
  const double codes[] = {10115, 20095, 50667, 80331, 60311};
  list.push_back({"code", "postal codes as numbers", "categories taken as numbers", "nonfinite",
                  with_feature(plain, pick(v, "zip", "region"),
                               [&](std::size_t i) { return codes[static_cast<std::size_t>(jumbled(i, 5))]; }),
                  lr, plain, lr});
  Table keyed = plain;
  for (std::size_t i = 0; i < plain.rows.size(); ++i)
    keyed.keys.push_back(pick(v, "order-", "K") + std::to_string(1000 + i));
  list.push_back({"key", "a text that names each row", "categorical identifiers", "defective", keyed, lr, plain, lr});
}

void add_rows(int v, std::vector<Planting>& list) {
  const Table plain = regression(shape_of(v));
  const std::string lr = "--lr 0.02";
  list.push_back({"outlier-feature", "one cell of a feature 10⁴", "outlier rows", "nonfinite",
                  changed(plain,
                          [&](auto& row, std::size_t i) {
                            if (i == 77) row[0] = pick(v, 1e4, -1e6);
                          }),
                  lr, plain, lr});
  list.push_back({"outlier-target", "one target 10⁵", "outlier rows", "nonfinite",
                  changed(plain,
                          [&](auto& row, std::size_t i) {
                            if (i == 101) row.back() = pick(v, 1e5, -1e8);
                          }),
                  lr, plain, lr});
  const std::string fast = pick(v, "--lr 0.2", "--lr 0.15"), as_they_come = " --shuffle no";
  list.push_back({"sorted", "rows sorted by the target, `--shuffle no`", "sorted rows", "", sorted(plain),
                  fast + as_they_come, plain, fast + as_they_come});
  const Table classes = classification(shape_of(v));
  const std::string middling = "--lr 0.1" + as_they_come;
  list.push_back({"sorted-classes", "rows sorted by class, `--shuffle no`", "sorted rows", "", sorted(classes),
                  middling, classes, middling});
}

void add_settings(int v, std::vector<Planting>& list) {
  const Table plain = regression(shape_of(v));
  const auto add = [&](const std::string& name, const std::string& planted, const std::string& cause,
                       const std::string& verdict, const std::string& fault, const std::string& others) {
    list.push_back({name, planted, cause, verdict, plain, others + " " + fault, plain, others});
  };
  add("sse", "`--loss sse`", "summed loss", "nonfinite", "--loss sse", "--lr 0.05");
  add("half-sse", "`--loss half-sse`", "summed loss", "nonfinite", "--loss half-sse",
      pick<std::string>(v, "--lr 0.1 --batch-size full", "--lr 0.1"));
  add("normal", "`--init normal`", "huge initial weights", "nonfinite",
      pick<std::string>(v, "--init normal", "--init normal --init-scale 2"), "--lr 0.02");
  add("init-scale", "`--init-scale 8`", "huge initial weights", "nonfinite", "--init-scale 8",
      pick<std::string>(v, "--lr 0.02", "--lr 0.02 --batch-size 100"));
  add("momentum", "heavy-ball with β = .99", "momentum too high for this learning rate", "",
      "--optimizer heavy-ball --momentum " + pick<std::string>(v, "0.99", "0.995"), "--lr 0.1");
  add("layer-lr", "a rate of its own for the output layer", "a learning rate too high for one layer", "nonfinite",
      "--layer-lr " + pick<std::string>(v, "3=30", "3=10"), "--lr 0.02");
  const Table far = classification(shape_of(v), pick(v, 40, 60));
  const std::string lr = pick(v, "--lr 0.05", "--lr 0.01");
  list.push_back({"naive", "log of a softmax, classes far apart", "log of a probability that rounded to 0", "nonfinite",
                  far, lr + " --loss naive-cross-entropy", far, lr});
  list.push_back({"rate", "η = 1", "the learning rate", "nonfinite", plain, pick(v, "--lr 1", "--lr 30"), plain,
                  pick(v, "--lr 0.1", "--lr 0.05")});
  // Without the fault: a slope of 0.01 where relu has none.
  const std::string narrow = pick(v, "--hidden 4,4 --batch-size 8 --lr 0.5", "--hidden 3,3,3 --lr 0.3");
  list.push_back({"relu", "few units, η high enough to kill them", "dying ReLU", "dying", plain, narrow, plain,
                  narrow + " --activation leaky-relu"});
  const std::string linear = "--hidden none --lr 0.02";
  list.push_back({"float32", "target × 10²⁰, linear model", "overflow of float32", "nonfinite",
                  changed(plain, [&](auto& row, auto) { row.back() *= pick(v, 1e20, -3e21); }), linear, plain, linear});
}

}  // namespace

std::vector<Planting> planted_causes(int variant) {
  std::vector<Planting> list;
  add_columns(variant, list);
  add_labels(variant, list);
  add_rows(variant, list);
  add_settings(variant, list);
  return list;
}

std::vector<Planting> healthy_controls(int v) {
  std::vector<Planting> list;
  const auto add = [&](const std::string& name, const Table& table, const std::string& flags) {
    list.push_back({name, "", "", "healthy", table, flags, table, flags});
  };
  const Table plain = regression(shape_of(v));
  add("regression", plain, pick(v, "--lr 0.02", "--lr 0.1 --batch-size 8"));
  add("adam", plain, pick(v, "--lr 0.001 --optimizer adam", "--lr 0.01 --optimizer adam"));
  add("heavy-ball", plain, pick(v, "--lr 0.005 --optimizer heavy-ball", "--lr 0.01 --optimizer nesterov"));
  add("order", plain, "--lr 0.02 --shuffle no");
  add("full", plain, "--lr 0.1 --batch-size full --epochs 100");
  add("tanh", plain, pick(v, "--lr 0.05 --activation tanh", "--lr 0.05 --activation gelu"));
  add("classes", classification(shape_of(v)), "--lr 0.05");
  add("two-targets", two_targets(shape_of(v)), "--target y0 --target y1 --lr 0.02");
  add("scaled", changed(plain, [](auto& row, auto) { row[0] = 500 * row[0] - 3000; }),
      pick(v, "--lr 0.02 --scale standard", "--lr 0.02 --scale minmax"));
  add("wide", regression(pick(v, Shape{31, 300, 40}, Shape{32, 40, 3})), "--lr 0.02");
  add("whole", with_feature(plain, "code", [](std::size_t i) { return jumbled(i, 5); }), "--lr 0.02");
  add("mild-outlier",
      changed(plain,
              [](auto& row, std::size_t i) {
                if (i == 50) row[0] = 12;
              }),
      "--lr 0.02");
  return list;
}

}  // namespace lrscope::test
