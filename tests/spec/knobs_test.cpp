#include "lrscope/spec/knobs.h"

#include <map>
#include <set>

#include "catch.h"
#include "lrscope/core/errors.h"
#include "lrscope/spec/data_spec.h"
#include "lrscope/spec/find_spec.h"
#include "lrscope/spec/run_spec.h"
#include "lrscope/spec/spectrum_spec.h"

using namespace lrscope;

namespace {

/// Per knob, texts that differ from its default and that `get` must give back as they are.
const std::map<std::string, std::vector<std::string>> run_texts = {
    {"hidden", {"none", "1", "128,64,32"}},
    {"activation", {"tanh"}},
    {"leaky-slope", {"0.2", "-1.5"}},
    {"init", {"he-normal"}},
    {"init-scale", {"0", "2.5"}},
    {"loss", {"huber"}},
    {"huber-delta", {"0.001"}},
    {"parametrization", {"ntk", "standard"}},
    {"layer-lr", {"1=0.1", "1=0.1,2=10", "3=1e-07"}},
    {"target-scale", {"0.5", "1000"}},
    {"optimizer", {"adam"}},
    {"momentum", {"0", "0.99"}},
    {"beta1", {"0", "0.5"}},
    {"beta2", {"0", "0.9999"}},
    {"epsilon", {"0", "1e-07"}},
    {"weight-decay", {"0", "0.1"}},
    {"clip-norm", {"1"}},
    {"clip-value", {"0.5"}},
    {"schedule", {"cosine"}},
    {"decay-rate", {"0.5"}},
    {"decay-steps", {"7"}},
    {"warmup-steps", {"0", "12"}},
    {"batch-size", {"1", "full", "256"}},
    {"epochs", {"1", "1000"}},
    {"max-steps", {"1", "50"}},
    {"shuffle", {"no", "yes"}},
    {"order-seed", {"0", "7"}},
    {"seed", {"0", "9223372036854775807"}},
    {"precision", {"float64", "float32"}},
    {"diverge-factor", {"1.5", "1000000"}},
    {"sharpness-every", {"0", "1", "25"}},
    {"sharpness-rows", {"1", "100"}},
    {"eigenvalues", {"0", "5"}},
    {"max-hvps", {"1", "50"}},
};

const std::map<std::string, std::vector<std::string>> data_texts = {
    {"target", {"price", "-1"}},
    {"task", {"regression", "classification"}},
    {"features", {"1,3..5,age"}},
    {"drop", {"id"}},
    {"drop-lines", {"17", "3,17..20"}},
    {"categorical", {"zip,2"}},
    {"scale", {"none", "standard", "minmax", "max", "robust"}},
    {"scale-target", {"none", "standard", "minmax", "max", "robust"}},
    {"na", {"error", "drop", "mean", "median", "zero"}},
    {"delimiter", {",", ";", "|", "tab"}},
    {"header", {"yes", "no"}},
};

template <class Spec>
void check_round_trip(const std::map<std::string, std::vector<std::string>>& texts) {
  std::set<std::string_view> names;
  for (const Knob<Spec>& knob : knobs<Spec>()) {
    CAPTURE(knob.name);
    CHECK(names.insert(knob.name).second);
    CHECK(!knob.doc.empty());
    if (knob.is_switch()) {
      Spec spec;
      CHECK(knob.get(spec) == "no");
      knob.set(spec, "");
      CHECK(knob.get(spec) == "yes");
      continue;
    }
    REQUIRE(texts.contains(std::string(knob.name)));  // a new knob needs its texts here
    for (const std::string& text : texts.at(std::string(knob.name))) {
      Spec spec;
      knob.set(spec, text);
      CHECK(knob.get(spec) == text);
      for (const Knob<Spec>& other : knobs<Spec>())  // no knob touches what belongs to another
        if (other.name != knob.name) CHECK(other.get(spec) == other.get(Spec{}));
    }
    const std::string by_default = knob.get(Spec{});
    if (by_default.empty()) continue;
    Spec spec;
    knob.set(spec, by_default);
    CHECK(knob.get(spec) == by_default);
  }
}

template <class Spec>
std::string refusal_of(std::string_view name, std::string_view text) {
  for (const Knob<Spec>& knob : knobs<Spec>()) {
    if (knob.name != name) continue;
    try {
      Spec spec;
      knob.set(spec, text);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "accepted";
  }
  return "no such knob";
}

/// Every knob of Spec that refuses a word says what it expects, and nothing else, as `expected` has it.
template <class Spec>
void check_expected(const std::map<std::string_view, std::string>& expected) {
  for (const Knob<Spec>& knob : knobs<Spec>()) {
    if (knob.is_switch() || std::holds_alternative<NameKnob>(knob.type))
      continue;  // names are looked up by their owners
    CAPTURE(knob.name);
    REQUIRE(expected.contains(knob.name));  // a new knob needs its words here
    CHECK(refusal_of<Spec>(knob.name, "fast") ==
          "--" + std::string(knob.name) + " 'fast': expected " + expected.at(knob.name) + ".");
  }
}

}  // namespace

TEST_CASE("every knob of a run gives back what was set, and its default") {
  check_round_trip<RunSpec>(run_texts);
}

TEST_CASE("every knob of the data gives back what was set, and its default") {
  check_round_trip<DataSpec>(data_texts);
}

TEST_CASE("the defaults of a run are those that are documented") {
  const std::map<std::string_view, std::string> expected = {
      {"hidden", "64,64"},  {"activation", "relu"}, {"init", "glorot-uniform"}, {"optimizer", "sgd"},
      {"batch-size", "32"}, {"epochs", "10"},       {"precision", "float32"},   {"seed", "0"},
      {"momentum", "0.9"},  {"beta1", "0.9"},       {"leaky-slope", "0.01"},    {"huber-delta", "1"},
      {"shuffle", "yes"},   {"diverge-factor", "4"}};
  for (const auto& knob : knobs<RunSpec>())
    if (expected.contains(knob.name)) CHECK(knob.get(RunSpec{}) == expected.at(knob.name));
}

TEST_CASE("what a knob expects is said in whole") {
  const std::string whole = "a whole number from 1 to 10^12", or_zero = "a whole number from 0 to 10^12",
                    seed = "a whole number from 0 up", up = "a number from 0 up", above = "a number above 0",
                    fraction = "a number from 0 up to, not including, 1";
  const std::map<std::string_view, std::string> of_runs = {
      {"hidden", "units per hidden layer, each 1 or more, such as 64,64, or 'none' for a linear model"},
      {"leaky-slope", "a number"},
      {"init-scale", up},
      {"huber-delta", above},
      {"parametrization", "standard or ntk"},
      {"layer-lr",
       "LAYER=RATE for each layer that has a rate of its own, layers from 1, rates above 0, such as "
       "1=0.1,2=10, or 'none'"},
      {"target-scale", above},
      {"momentum", fraction},
      {"beta1", fraction},
      {"beta2", fraction},
      {"epsilon", up},
      {"weight-decay", up},
      {"clip-norm", above},
      {"clip-value", above},
      {"decay-rate", above},
      {"decay-steps", whole},
      {"warmup-steps", or_zero},
      {"batch-size", "a whole number from 1 up, or 'full' for all rows in every step"},
      {"epochs", whole},
      {"max-steps", whole},
      {"shuffle", "yes or no"},
      {"seed", seed},
      {"order-seed", seed},
      {"precision", "float32 or float64"},
      {"diverge-factor", "a number above 1"},
      {"sharpness-every", or_zero},
      {"sharpness-rows", whole},
      {"eigenvalues", or_zero},
      {"max-hvps", whole}};
  check_expected<RunSpec>(of_runs);
  check_expected<FindSpec>({{"start-lr", "a learning rate above 0, such as 1e-7"},
                            {"end-lr", "a learning rate above 0, such as 1e-7"},
                            {"steps", "a whole number from 10 to 10000"},
                            {"smoothing", fraction},
                            {"stop-factor", "a number above 1"},
                            {"slide-threshold", above},
                            {"boundary-tolerance", "a relative width from 1e-6 to 1; 0.1 is 10 %"}});
  check_expected<SpectrumSpec>({{"at-step", or_zero},
                                {"probes", "a whole number from 1 to 100000"},
                                {"lanczos-steps", "a whole number from 1 to 100000"}});
}

TEST_CASE("rates of layers are sorted by layer, and a layer has one") {
  RunSpec spec;
  const auto set = [&](const std::string& text) {
    for (const auto& knob : knobs<RunSpec>())
      if (knob.name == "layer-lr") knob.set(spec, text);
  };
  set(" 12 = .5 ,2=10");
  REQUIRE(spec.layer_rates.size() == 2);
  CHECK(spec.layer_rates[0].layer == 2);
  CHECK(spec.layer_rates[0].rate == 10);
  CHECK(spec.layer_rates[1].layer == 12);
  CHECK(spec.layer_rates[1].rate == 0.5);
  set("none");
  CHECK(spec.layer_rates.empty());
  const std::string expected =
      "': expected LAYER=RATE for each layer that has a rate of its own, layers from 1, rates above 0, such "
      "as 1=0.1,2=10, or 'none'.";
  for (const std::string text : {"", "0.1", "1=", "=1", "1=0", "1=-1", "1=nan", "1=inf", "0=1", "-1=1",
                                 "1.5=1", "1=1,", "1=1;2=1", "1=2=3", "a=1", "none,1=1", "1:0.1"})
    CHECK(refusal_of<RunSpec>("layer-lr", text) == "--layer-lr '" + text + expected);
  CHECK(refusal_of<RunSpec>("layer-lr", "2=1,1=1,2=3") ==
        "--layer-lr '2=1,1=1,2=3': layer 2 stands in it twice; name each layer once, such as 1=0.1,2=10.");
}

TEST_CASE("what an option about data expects is said in whole") {
  const std::string columns = "column names, indices or ranges such as 1,3..5,age";
  const std::string lines = "lines of the file, from 1, such as 17,33..40";
  for (const auto& [flag, text, expected] :
       {std::tuple<std::string, std::string, std::string>{
            "target", "", "a column's name or 1-based index; -1 is the last column"},
        {"features", " ", columns},
        {"drop", "", columns},
        {"categorical", "", columns},
        {"drop-lines", "0", lines},
        {"drop-lines", "7..3", lines},
        {"delimiter", ":", "one of  ,  ;  |  tab"}})
    CHECK(refusal_of<DataSpec>(flag, text) == "--" + flag + " '" + text + "': expected " + expected + ".");
  const std::string scalings = "none, standard, minmax, max, robust";
  for (const auto& [flag, words] : {std::pair<std::string, std::string>{"task", "regression, classification"},
                                    {"scale", scalings},
                                    {"scale-target", scalings},
                                    {"na", "error, drop, mean, median, zero"},
                                    {"header", "yes, no"}})
    CHECK(refusal_of<DataSpec>(flag, "?") == "--" + flag + " '?': unknown value. One of: " + words + ".");
}

TEST_CASE("every number refuses NaN, inf, words and what lies outside its range, with the range in words") {
  for (const auto& knob : knobs<RunSpec>()) {
    if (knob.is_switch() || std::holds_alternative<NameKnob>(knob.type)) continue;
    for (const char* text : {"nan", "inf", "-inf", "", "fast", "1,5", "1e400"}) {
      CAPTURE(knob.name, text);
      const std::string refusal = refusal_of<RunSpec>(knob.name, text);
      if (knob.name == "hidden" && std::string_view(text) == "1,5") continue;
      CHECK(refusal.starts_with("--" + std::string(knob.name) + " '" + text + "': expected "));
    }
  }
  CHECK(refusal_of<RunSpec>("momentum", "1") ==
        "--momentum '1': expected a number from 0 up to, not including, 1.");
  CHECK(refusal_of<RunSpec>("epochs", "0") == "--epochs '0': expected a whole number from 1 to 10^12.");
  CHECK(refusal_of<RunSpec>("epochs", "1.5") == "--epochs '1.5': expected a whole number from 1 to 10^12.");
  CHECK(refusal_of<RunSpec>("diverge-factor", "1") == "--diverge-factor '1': expected a number above 1.");
  CHECK(refusal_of<RunSpec>("clip-norm", "0") == "--clip-norm '0': expected a number above 0.");
  CHECK(refusal_of<RunSpec>("seed", "-1") == "--seed '-1': expected a whole number from 0 up.");
  CHECK(refusal_of<RunSpec>("hidden", "64,0") ==
        "--hidden '64,0': expected units per hidden layer, each 1 or more, such as 64,64, or 'none' for a "
        "linear "
        "model.");
}

TEST_CASE("choices of the data refuse other words and propose the nearest") {
  CHECK(refusal_of<DataSpec>("scale", "standart") ==
        "--scale 'standart': unknown value; did you mean 'standard'? One of: none, standard, minmax, max, "
        "robust.");
  CHECK(refusal_of<DataSpec>("na", "skip") ==
        "--na 'skip': unknown value. One of: error, drop, mean, median, zero.");
  CHECK(refusal_of<DataSpec>("delimiter", ":") == "--delimiter ':': expected one of  ,  ;  |  tab.");
}

TEST_CASE("lists of columns and targets add up when a flag is repeated") {
  DataSpec spec;
  for (const auto& knob : knobs<DataSpec>()) {
    if (knob.name != "drop" && knob.name != "target") continue;
    knob.set(spec, "a");
    knob.set(spec, "b");
  }
  CHECK(spec.drop == "a,b");
  CHECK(spec.targets == std::vector<std::string>{"a", "b"});
}
