#include "spec/knobs.h"

#include "lrscope/data_spec.h"
#include "lrscope/run_spec.h"
#include "spec/question_specs.h"
#include "test.h"

namespace {
/// What some knob takes and gives back as it is.
constexpr const char* texts[] = {"replacement", "1",          "0",
                                 "7",           "0.5",        "2.5",
                                 "1e-07",       "-1",         "128,64,32",
                                 "1=0.1,2=10",  "full",       "yes",
                                 "no",          "tab",        ";",
                                 "float64",     "float32",    "standard",
                                 "minmax",      "max",        "robust",
                                 "error",       "drop",       "mean",
                                 "zero",        "regression", "classification",
                                 "median",      "tanh",       "he-normal",
                                 "huber",       "adam",       "cosine",
                                 "ntk",         "multiply",   "1,3..5,age",
                                 "3,17..20",    ",",          "'",
                                 "d/m/Y",       "inside",     "steps",
                                 "rms",         "weights",    "batch",
                                 "variable",    "spread",     "decoupled",
                                 "balanced",    "as-weights", "keep",
                                 "up-to:200",   "2=0",        "log"};

template <class Spec>
void check_round_trip() {
  std::set<std::string_view> names;
  for (const Knob<Spec>& knob : knobs<Spec>()) {
    CAPTURE(knob.name);
    CHECK_EACH(names.insert(knob.name).second, !knob.doc.empty());
    const std::string by_default = knob.get(Spec{});
    if (knob.is_switch()) {
      Spec spec;
      CHECK(by_default == "no");
      knob.set(spec, "");
      CHECK(knob.get(spec) == "yes");
      continue;
    }
    int taken = 0;
    for (const char* text : texts) {
      Spec spec;
      try {
        knob.set(spec, text);
      } catch (const UsageError&) {
        continue;
      }
      CHECK(knob.get(spec) == text);
      taken += knob.get(spec) != by_default;
      for (const Knob<Spec>& other : knobs<Spec>())  // no knob touches what belongs to another
        if (other.name != knob.name) CHECK(other.get(spec) == other.get(Spec{}));
    }
    CHECK(taken > 0);  // else a new knob needs a text above
    if (by_default.empty()) continue;
    Spec spec;
    knob.set(spec, by_default);
    CHECK(knob.get(spec) == by_default);
  }
}

/// Whether the knob says that it cannot take `text`, by its own name.
template <class Spec>
bool refuses(std::string_view name, std::string_view text) {
  for (const Knob<Spec>& knob : knobs<Spec>()) {
    if (knob.name != name) continue;
    try {
      Spec spec;
      knob.set(spec, text);
    } catch (const UsageError& error) {
      return std::string(error.what()).starts_with("--" + std::string(name) + " '" + std::string(text) + "': ");
    }
    return false;
  }
  throw std::logic_error("no such knob");
}

/// Each a knob, =, and what it cannot take.
template <class Spec>
void check_refused(const std::vector<std::string>& refused) {
  for (const std::string& text : refused) {
    CAPTURE(text);
    const auto equals = text.find('=');
    CHECK(refuses<Spec>(text.substr(0, equals), text.substr(equals + 1)));
  }
}
}  // namespace

TEMPLATE_TEST_CASE("every knob gives back what was set, and its default", "", RunSpec, DataSpec) {
  check_round_trip<TestType>();
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

TEST_CASE("rates of layers are sorted by layer, and a layer has one") {
  RunSpec spec;
  const auto set = [&](const std::string& text) {
    for (const auto& knob : knobs<RunSpec>())
      if (knob.name == "layer-lr") knob.set(spec, text);
  };
  set(" 12 = .5 ,2=10");
  REQUIRE(spec.layer_rates.size() == 2);
  CHECK_EACH(spec.layer_rates[0].layer == 2, spec.layer_rates[0].rate == 10, spec.layer_rates[1].layer == 12,
             spec.layer_rates[1].rate == 0.5);
  set("none");
  CHECK(spec.layer_rates.empty());
  for (const std::string text : {"", "0.1", "1=", "=1", "1=-1", "1=nan", "1=inf", "0=1", "-1=1", "1.5=1", "1=1,",
                                 "1=1;2=1", "1=2=3", "a=1", "none,1=1", "1:0.1", "2=1,1=1,2=3"})
    CHECK(refuses<RunSpec>("layer-lr", text));
}

TEST_CASE("every number refuses NaN, inf, words and what lies outside its range") {
  for (const auto& knob : knobs<RunSpec>()) {
    if (knob.is_switch() || std::holds_alternative<NameKnob>(knob.type)) continue;
    for (const char* text : {"nan", "inf", "-inf", "", "fast", "1,5", "1e400"}) {
      CAPTURE(knob.name, text);
      CHECK(refuses<RunSpec>(knob.name, text) != (knob.name == "hidden" && std::string_view(text) == "1,5"));
    }
  }
  check_refused<RunSpec>(
      {"momentum=1",         "beta1=1",          "beta2=-0.1",      "epochs=0",          "epochs=1.5",
       "max-steps=0",        "diverge-factor=1", "clip-norm=0",     "clip-value=0",      "seed=-1",
       "hidden=64,0",        "target-scale=0",   "clip-margin=-1",  "momentum-decay=-1", "init-scale=-1",
       "huber-delta=0",      "epsilon=-1",       "weight-decay=-1", "decay-rate=0",      "decay-steps=0",
       "warmup-steps=-1",    "batch-size=0",     "shuffle=maybe",   "precision=half",    "parametrization=mup",
       "sharpness-every=-1", "sharpness-rows=0", "eigenvalues=-1",  "max-hvps=0",        "batch-size=up-to:0",
       "batch-size=up-to:",  "init-bias=one",    "last-batch=none"});
  check_refused<FindSpec>({"start-lr=0", "end-lr=nan", "steps=9", "smoothing=1", "stop-factor=1", "slide-threshold=0",
                           "boundary-tolerance=0", "warmup=0"});
  check_refused<SpectrumSpec>({"at-step=-1", "probes=0", "probes=100001", "lanczos-steps=0"});
  check_refused<DataSpec>({"target=", "features= ", "drop=", "categorical=", "drop-lines=0", "drop-lines=7..3",
                           "delimiter=:", "task=?", "scale=standart", "scale-target=?", "na=skip", "header=?"});
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
