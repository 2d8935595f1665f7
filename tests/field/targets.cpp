// What is predicted: remarks that must be made about it, and those that must not.
#include <algorithm>
#include <utility>

#include "sheet.h"
#include "situation.h"

namespace lrscope::test {
namespace {

Situation of_target(const std::string& name, const std::string& source, const Sheet& sheet, bool has_header = true) {
  return {Kind::target, name, source, {{name + ".csv", text_of(sheet, ",", has_header)}}};
}

void add_tasks(Numbers& numbers, Situations& list) {
  const auto add = [&](const std::string& name, const std::string& source, const Words& labels, const Words& said,
                       bool has_header) {
    Sheet sheet = made(numbers, {200 + numbers.below(80), columns(numbers, 5, 100, 30), {"outcome"}});
    classify(sheet, labels);
    Situation situation = of_target(name, source, sheet, has_header);
    DataCheck check{name + ".csv"};
    for (const std::string& word : said) check.remarks.push_back({"task", word});
    if (said.empty()) check.unfounded = {{"task", ""}};
    situation.data = {check};
    list.push_back(std::move(situation));
  };
  const std::string flag = "--task classification";
  add("zero-one", "keras #10292: diabetes yes or no taken for regression", {"0", "1"}, {flag, "0 and 1"}, false);
  add("one-two", "german credit: 1 is good, 2 is bad", {"1", "2"}, {flag, "1 and 2"}, false);
  add("minus-plus", "perceptron exercises: -1 and 1", {"-1", "1"}, {flag, "-1 and 1"}, true);
  add("stars", "reviews of 1 to 5 stars", {"1", "2", "3", "4", "5"}, {flag}, true);
  add("words", "classes in words: nothing to remark", {"no", "yes"}, {}, true);
  Words numbers_up_to_60;
  for (int i = 0; i < 60; ++i) numbers_up_to_60.push_back(std::to_string(i));
  add("counts", "counts of 0 to 59 are no classes", numbers_up_to_60, {}, true);
}

void add_remarks(Numbers& numbers, Situations& list) {
  const int rows = 150 + numbers.below(80);
  const Plan plan{rows, standard_columns(numbers, 4), {"y"}};

  Sheet leak = made(numbers, plan);
  insert(leak, 2, "y_copy", [&](int i) { return leak.rows[static_cast<std::size_t>(i)].back(); });
  list.push_back(of_target("leak", "Kaggle's leakage threads: a feature that equals the target", leak));
  list.back().data = {{.arguments = "leak.csv", .remarks = {{"leak", "y_copy"}}}};

  Sheet near = made(numbers, plan);
  insert(near, 4, "twin", [&](int i) {
    return rounded(
        std::strtod(near.rows[static_cast<std::size_t>(i)][1].c_str(), nullptr) * 2.54 + .003 * numbers.normal(), 3);
  });
  list.push_back(of_target("near", "inches and centimetres: two columns that are nearly equal", near));
  list.back().data = {{.arguments = "near.csv", .remarks = {{"collinear", "twin"}}, .unfounded = {{"leak", ""}}}};

  Sheet rare = made(numbers, plan);
  classify(rare, {"a", "b", "c"});
  rare.rows[static_cast<std::size_t>(rows / 2)].back() = "d";
  list.push_back(of_target("rare", "scikit-learn's stratified splits: a class of one row", rare));
  list.back().data = {{.arguments = "rare.csv", .remarks = {{"classes", "'d'"}}}};
}

void add_defects(Numbers& numbers, Situations& list) {
  const auto add = [&](const std::string& name, const std::string& source, const std::string& value,
                       const std::string& word, const std::string& flags) {
    Sheet sheet = made(numbers, {20 + numbers.below(60), columns(numbers, 5, 1, .3, 3), {"result"}});
    for (auto& row : sheet.rows) row.back() = value;
    Situation situation = of_target(name, source, sheet);
    const std::string file = name + ".csv" + flags;
    situation.refusals = {
        {{"data " + file, "sweep " + file + " --lr .01", "explain " + file + " --lr .01"}, {"result", word}}};
    list.push_back(std::move(situation));
  };
  add("constant", "scikit-learn #24713: the target is 1.0 in every row", "1.0", "1.0", "");
  add("one-class", "a filter left one class", "yes", "class", "");
  add("one-number", "the same, asked for as classes", "1", "class", " --task classification");

  Sheet holes = made(numbers, {90, standard_columns(numbers, 3), {"result"}});
  rewrite(holes, 3, [](double value, int i) { return i % 19 == 4 ? "" : rounded(value, 3); });
  Situation situation = of_target("unlabelled", "tables whose target is missing in some rows", holes);
  const int gone = (90 - 5) / 19 + 1;
  situation.data = {{"unlabelled.csv", {{"target", "result", "--na drop"}}, "--na drop", 90 - gone, {}}};
  situation.explains = {
      {"unlabelled.csv --lr .05", {"missing targets"}, "unlabelled.csv --na drop --lr .05", {{"--na drop"}}}};
  list.push_back(std::move(situation));
}
}  // namespace

void add_targets(std::uint32_t seed, Situations& list) {
  Numbers numbers(seed + 600);
  add_tasks(numbers, list);
  add_remarks(numbers, list);
  add_defects(numbers, list);
}

}  // namespace lrscope::test
