// Changes as flags: what is printed is what was applied.
#include "spec/change.h"

#include "spec/knobs.h"
#include "test.h"

namespace {
const std::string nasty[] = {
    "plain",    "two words", "it's", "'",         "''",   "\"quoted\"", "$HOME",   "`id`",  "back\\slash", "a\nb",
    "ünïcode",  "-dash",     "--lr", "*.csv",     "~",    "#x",         "a;b|c&d", "(x)",   "{a,b}",       "!x",
    "tab\tbed", " blanks ",  "",     "1,3..5,-1", "100%", "x=y",        "<in>out", "[ab]?", "\\n",         "日本"};

/// The value of a knob other than the one that `spec` has, accepted by the knob.
template <class Spec>
std::string other_value(const Knob<Spec>& knob, const Spec& spec) {
  for (const std::string value :
       {"7",         "0.5",      "yes",   "no",   "robust",      "median", "classification", "float64",
        ";",         "tanh",     "1",     "ntk",  "replacement", "2=0.5",  "multiply",       ",",
        "d/m/Y",     "inside",   "steps", "rms",  "weights",     "batch",  "variable",       "spread",
        "decoupled", "balanced", "0.25",  "zero", "drop"}) {
    Spec changed = spec;
    try {
      knob.set(changed, value);
    } catch (const UsageError&) {
      continue;
    }
    if (knob.get(changed) != knob.get(spec)) return value;
  }
  FAIL("no other value for --" << knob.name);
  return "";
}
}  // namespace

TEST_CASE("a change sets the learning rate, knobs of the run and knobs of the data") {
  const Request request = with(Request{}, {{"lr", "2.5e-3"}, {"optimizer", "adam"}, {"scale", "standard"}});
  CHECK_EACH(request.run.learning_rate == 0.0025, request.run.optimizer.name == "adam",
             request.data.scale == Scaling::standard, request.data.scale_target == Scaling::none,
             request.run.batch_size.rows == 32);
}

TEST_CASE("every knob of run and data can be changed, and nothing else changes with it") {
  const auto values = [](const Request& request) {
    std::vector<std::string> list;
    for (const auto& knob : knobs<RunSpec>()) list.push_back(knob.get(request.run));
    for (const auto& knob : knobs<DataSpec>()) list.push_back(knob.get(request.data));
    return list;
  };
  const auto differences = [&](const Request& a, const Request& b) {
    const auto x = values(a), y = values(b);
    int count = 0;
    for (std::size_t i = 0; i < x.size(); ++i) count += x[i] != y[i];
    return count;
  };
  for (const auto& knob : knobs<RunSpec>()) {
    CAPTURE(knob.name);
    CHECK(differences(with(Request{}, {{std::string(knob.name), other_value(knob, RunSpec{})}}), {}) == 1);
  }
  for (const auto& knob : knobs<DataSpec>()) {
    CAPTURE(knob.name);
    CHECK(differences(with(Request{}, {{std::string(knob.name), other_value(knob, DataSpec{})}}), {}) == 1);
  }
}

TEST_CASE("lists add up, of all other flags the last one wins") {
  Change change = Change{{"drop", "a"}, {"drop-lines", "3"}, {"scale", "minmax"}} +
                  Change{{"drop", "b..c"}, {"drop-lines", "7..9"}, {"scale", "none"}, {"target", "y"}};
  CHECK(change.size() == 7);
  change = change + Change{{"target", "z"}, {"categorical", "k"}, {"lr", "1"}, {"lr", "2"}};
  const Request request = with(Request{}, change);
  CHECK(request.data.drop == "a,b..c");
  CHECK(request.data.drop_lines == std::vector<std::pair<long long, long long>>{{3, 3}, {7, 9}});
  CHECK(request.data.scale == Scaling::none);
  CHECK(request.data.targets == std::vector<std::string>{"y", "z"});
  CHECK_EACH(request.data.categorical == "k", request.run.learning_rate == 2);
}

TEST_CASE("a value that a flag refuses is an error, a flag that does not exist a defect of the program") {
  CHECK_THROWS_AS(with(Request{}, {{"scale", "stander"}}), UsageError);
  CHECK_THROWS_AS(with(Request{}, {{"clip-norm", "-1"}}), UsageError);
  CHECK_THROWS_AS(with(Request{}, {{"no-such-flag", "1"}}), std::logic_error);
}

TEST_CASE("changes together hold once what they share, and the second counts where they differ") {
  const Change both = Change{{"na", "median"}, {"drop-lines", "3"}, {"lr", "1"}} +
                      Change{{"drop-lines", "5"}, {"na", "median"}, {"lr", "2"}};
  CHECK(flags_text(both) == "--na median --drop-lines 3 --lr 1 --drop-lines 5 --lr 2");
  CHECK(with(Request{}, both).run.learning_rate == 2);
}

TEST_CASE("flags as text are what a shell takes apart again") {
  CHECK(flags_text({{"scale", "standard"}, {"lr", "0.001"}}) == "--scale standard --lr 0.001");
  CHECK_EACH(flags_text({{"target", "-1"}, {"drop", "-q"}}) == "--target -1 --drop=-q", flags_text({}).empty());
  for (const std::string& value : nasty) {
    CAPTURE(value);
    const auto finished = shell("printf '<%s>' " + flags_text({{"drop", value}, {"target", "y"}}));
    CHECK(finished.status == 0);
    const std::string between = value.starts_with("-") ? "=" : "><";
    CHECK(finished.out == "<--drop" + between + value + "><--target><y>");
  }
}

TEST_CASE("the key of a request for data differs exactly where a knob differs") {
  std::set<std::string> keys = {key_of({})};
  CHECK(key_of({}) == key_of(DataSpec{}));
  for (const auto& knob : knobs<DataSpec>()) {
    CAPTURE(knob.name);
    DataSpec spec;
    knob.set(spec, other_value(knob, spec));
    CHECK_EACH(keys.insert(key_of(spec)).second, key_of(spec) == key_of(DataSpec(spec)));
  }
}

TEST_CASE("no name is so odd that two requests for data share a key") {
  std::set<std::string> keys;
  const auto differs = [&](const std::vector<std::string>& targets, const std::string& features,
                           const std::string& drop) {
    DataSpec spec;
    spec.targets = targets;
    spec.features = features;
    spec.drop = drop;
    return keys.insert(key_of(spec)).second;
  };
  CHECK_EACH(differs({"a", "b"}, "", ""), differs({"a,b"}, "", ""), differs({"x\ny"}, "z", ""),
             differs({"x"}, "y\nz", ""), differs({"x"}, "y", "z"), differs({"x"}, "", "y\nz"), differs({}, "a\nb", "c"),
             differs({}, "a", "b\nc"), differs({}, "1:", ""), differs({}, "", "1:"));
}
