// An explanation as rows and records, for programs to read.
#include "lrscope/sink/explanation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "catch.h"
#include "lrscope/core/errors.h"
#include "lrscope/core/text.h"
#include "lrscope/record/fields.h"
#include "made_explanations.h"
#include "text_shape.h"

using namespace lrscope;
using namespace lrscope::test;

namespace {

std::vector<std::string> keys_of(const nlohmann::ordered_json& record) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : record.items()) keys.push_back(key);
  return keys;
}

}  // namespace

TEST_CASE("every kind of record becomes rows of csv, tsv and markdown") {
  const Explanation e = failed();
  const auto first_line = [&](Format format, ExplanationRows rows) {
    const std::string text = explanation_text(format, begin_record(), e, rows);
    return text.substr(0, text.find('\n'));
  };
  const auto names = [](auto record, char separator) {
    std::string text;
    for (const auto& field : fields<decltype(record)>())
      text += (text.empty() ? "" : std::string(1, separator)) + std::string(field.name);
    return text;
  };
  CHECK(first_line(Format::csv, ExplanationRows::changes) == names(ChangeRecord{}, ','));
  CHECK(first_line(Format::csv, ExplanationRows::events) == names(EventRecord{}, ','));
  CHECK(first_line(Format::csv, ExplanationRows::layers) == names(LayerRecord{}, ','));
  CHECK(first_line(Format::tsv, ExplanationRows::batches) == names(BatchRecord{}, '\t'));
  CHECK(first_line(Format::tsv, ExplanationRows::rows) == names(RowRecord{}, '\t'));
  CHECK(first_line(Format::csv, ExplanationRows::explanation) == names(ExplanationRecord{}, ','));
  CHECK(first_line(Format::markdown, ExplanationRows::changes).starts_with("| rank | change | flags |"));
  CHECK(parse_explanation_rows("batches") == ExplanationRows::batches);
  CHECK_THROWS_AS(parse_explanation_rows("batch"), UsageError);
}

TEST_CASE("in csv the absent is empty, what is not finite is named") {
  const std::string csv = explanation_text(Format::csv, {}, failed(), ExplanationRows::events);
  CHECK(csv ==
        "event,step,lr,loss,critical_lr,stability_ratio,predicted_change,actual_change,next_batch_change\n"
        "final rise,4,,12,0.5,,,nan,\n");
  const std::string layers = explanation_text(Format::csv, {}, failed(), ExplanationRows::layers);
  CHECK(layers ==
        "step,layer,activation,delta,gradient,weight,dead_fraction,loss\n"
        "4,1,1.5,0.25,inf,2,0.5,12\n"
        "4,2,7,0.125,3,4,,12\n");
}

TEST_CASE("in jsonl every record is there, in order, the absent left out and NaN null") {
  Explanation e = failed();
  e.run = RunRecord{};
  e.defects = {{DefectKind::missing, 3, 2, "a", "", "empty"}};
  const std::string text = explanation_text(Format::jsonl, begin_record(), e, ExplanationRows::changes);
  std::vector<nlohmann::ordered_json> records;
  for (const std::string& line : lines_of(text))
    if (!line.empty()) records.push_back(nlohmann::ordered_json::parse(line));
  std::string types;
  for (const auto& record : records) types += record.at("type").get<std::string>() + " ";
  CHECK(types == "begin run defect event layer layer batch row change change explanation ");
  const auto& event = records[3];
  CHECK(keys_of(event) == std::vector<std::string>{"type", "event", "step", "loss", "critical_lr",
                                                   "actual_change", "nonfinite"});
  CHECK(event["actual_change"].is_null());
  CHECK(event["nonfinite"]["actual_change"] == "nan");
  CHECK(records[6]["lines"] == nlohmann::ordered_json({3, 17}));
  CHECK(records[8]["rank"] == 1);
  CHECK_FALSE(records[9].contains("rank"));
  CHECK_FALSE(records[9].contains("failed_lr"));
  CHECK(records[9]["nonfinite"]["factor"] == "inf");
  CHECK(records[10]["verdict"] == "nonfinite");
  CHECK(records[10]["nonfinite"]["final_loss"] == "nan");
  CHECK_FALSE(records[10].contains("stability_limit"));
}

TEST_CASE("the curve along a step as rows") {
  const AlongCurve curve{7, 10, {{0, 1, 1, Mark::none}, {0.5, not_a_number, 0.625, Mark::lr}}};
  CHECK(along_text(Format::csv, {}, curve) == "epsilon,loss,parabola,mark\n0,1,1,\n0.5,nan,0.625,lr\n");
  CHECK(along_text(Format::tsv, {}, curve) ==
        "epsilon\tloss\tparabola\tmark\n0\t1\t1\t\n0.5\tnan\t0.625\tlr\n");
  const auto lines = lines_of(along_text(Format::jsonl, begin_record(), curve));
  REQUIRE(lines.size() == 4);
  CHECK(keys_of(nlohmann::ordered_json::parse(lines[1])) ==
        std::vector<std::string>{"type", "epsilon", "loss", "parabola"});
  CHECK(nlohmann::ordered_json::parse(lines[2])["mark"] == "lr");
}
