// The journal: what was remembered comes back to the bit, whatever the file went through.
#include "lrscope/run/journal.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include "catch.h"
#include "lrscope/core/errors.h"
#include "lrscope/record/fields.h"
#include "lrscope/sink/value_text.h"
#include "process.h"

using namespace lrscope;
using namespace lrscope::test;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

JournalHeader header() {
  JournalHeader header;
  header.version = "1.2.3";
  header.begin.command = {"lrscope", "sweep", "a b.csv"};
  header.begin.config = {{"lr", "1e-3,1"}, {"hidden", "64,64"}, {"delimiter", "\t"}};
  header.begin.data_path = "a b.csv";
  header.begin.data_hash = "00ff";
  header.begin.rows = 3;
  header.begin.features = {"x", "\xff\xfe", "ä\n"};
  header.begin.targets = {"y"};
  header.begin.task = "regression";
  header.begin.parameters = 7;
  header.learning_rates = {1e-3, 1};
  header.seeds = {0, std::numeric_limits<std::uint64_t>::max()};
  header.holds_steps = true;
  return header;
}

/// Nothing of it is absent, and nothing is the same as something else.
FinishedRun everything(double lr = 1e-3, std::uint64_t seed = std::numeric_limits<std::uint64_t>::max()) {
  const Eigenvalue one{1.5, 5e-324, 3, true}, other{-0.0, infinity, 4, false};
  FinishedRun finished;
  RunRecord& run = finished.run;
  run.run = 5;
  run.lr = lr;
  run.seed = seed;
  run.outcome = Outcome::spiked;
  run.steps = 11;
  run.initial_loss = 0.1;
  run.final_loss = std::nan("");
  run.best_loss = -infinity;
  run.best_step = 2;
  run.first_rise_step = 3;
  run.divergence_step = 4;
  run.loss_inf_step = 5;
  run.gradient_nonfinite_step = 6;
  run.parameter_nonfinite_step = 7;
  run.nan_step = 8;
  run.growth_per_step = 1.7976931348623157e308;
  run.start = {one, other, 2.0, 0.3, "η·λmax(H) = 2", "a \"note\"\n", {one, other}, {other}};
  run.last_sharpness = 1.0 / 3;
  run.dead_units = 9;
  run.dead_layer = 1;
  run.nonfinite_at =
      NonfiniteAt{8,
                  Stage::backward,
                  2,
                  "delta",
                  1,
                  299,
                  NonfiniteKind::invalid,
                  {{Stage::input, 0, "input \xff", 3.5}, {Stage::update, 2, "weight", infinity}}};
  run.seconds = 0.25;
  run.loss_curve = {1, infinity, std::nan("")};
  StepRecord step;
  step.run = 5;
  step.seed = seed;
  step.step = 1;
  step.epoch = 2;
  step.lr = lr / 3;
  step.loss = 3;
  step.full_loss = 4;
  step.gradient_norm = 5;
  step.gg = 6;
  step.gHg = -7;
  step.directional_curvature = 8;
  step.critical_lr = 9;
  step.predicted_change = 10;
  step.actual_change = -infinity;
  step.update_norm = 12;
  step.parameter_norm = 13;
  step.sharpness = one;
  step.preconditioned_sharpness = other;
  step.stability_ratio = 14;
  step.stability_note = "why";
  step.top_eigenvalues = {one};
  step.bottom_eigenvalues = {other, one};
  finished.steps = {step, StepRecord{}};
  return finished;
}

template <class Record>
std::string text_of(const Record& record) {
  std::string text;
  for (const auto& field : fields<Record>())
    text += std::string(field.name) + "=" + value_text(field.get(record), "absent") + "\n";
  return text;
}

/// Everything, what is no field included.
std::string text_of(const FinishedRun& finished) {
  std::string text = text_of<RunRecord>(finished.run);
  for (const double loss : finished.run.loss_curve) text += value_text(loss, "") + " ";
  if (finished.run.nonfinite_at)
    for (const Magnitude& m : finished.run.nonfinite_at->last_finite)
      text +=
          std::string(stage_name(m.stage)) + std::to_string(m.layer) + m.tensor + value_text(m.max_abs, "");
  for (const StepRecord& step : finished.steps) text += text_of<StepRecord>(step);
  return text;
}

std::string refusal(const std::string& path, const JournalHeader& now) {
  try {
    Journal journal(path, now);
  } catch (const UsageError& error) {
    std::string text = error.what();
    for (const std::string& line : error.details) text += "\n" + line;
    return text;
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("what a journal remembers comes back to the bit, and no field is forgotten") {
  const FinishedRun before = everything();
  CHECK(text_of<RunRecord>(before.run).find("=absent") == std::string::npos);
  CHECK(text_of<StepRecord>(before.steps[0]).find("=absent") == std::string::npos);
  const std::string path = scratch() + "/j.jsonl";
  {
    Journal journal(path, header());
    CHECK_FALSE(journal.recall(before.run.lr, before.run.seed));
    journal.remember(before);
  }
  const Journal journal(path, header());
  CHECK(journal.known_runs() == 1);
  const auto after = journal.recall(before.run.lr, before.run.seed);
  REQUIRE(after);
  CHECK(text_of(*after) == text_of(before));
  CHECK(std::signbit(after->run.start.preconditioned_sharpness->value));
  CHECK_FALSE(journal.recall(before.run.lr, 0));
  CHECK_FALSE(journal.recall(std::nextafter(before.run.lr, 1), before.run.seed));
  CHECK(journal.recall_start(before.run.seed)->limit == 0.3);
  CHECK_FALSE(journal.recall_start(0));
  const JoinedJournals joined({path});
  CHECK(joined.header().begin.features == header().begin.features);
  CHECK(joined.header().begin.config == header().begin.config);
  CHECK(joined.header().seeds == header().seeds);
}

TEST_CASE("a journal that was cut anywhere loses the run that was cut and nothing else") {
  const std::string folder = scratch(), whole = folder + "/whole.jsonl", cut = folder + "/cut.jsonl";
  {
    Journal journal(whole, header());
    for (const std::uint64_t seed : {0, 1, 2}) journal.remember(everything(1e-3, seed));
  }
  const std::string bytes = read_file(whole);
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if (bytes[i] == '\n') ends.push_back(i + 1);
  REQUIRE(ends.size() == 4);
  for (std::size_t size = 0; size <= bytes.size(); size += size < 40 || size > bytes.size() - 40 ? 1 : 37) {
    write_file(folder, "cut.jsonl", bytes.substr(0, size));
    const auto lines =
        static_cast<std::size_t>(std::count(bytes.begin(), bytes.begin() + static_cast<long>(size), '\n'));
    {
      Journal journal(cut, header());
      INFO(size);
      REQUIRE(journal.known_runs() == (lines == 0 ? 0 : lines - 1));
      REQUIRE(journal.was_torn() == (size != 0 && bytes[size - 1] != '\n'));
      for (const std::uint64_t seed : {0, 1, 2})
        if (!journal.recall(1e-3, seed)) journal.remember(everything(1e-3, seed));
    }
    REQUIRE(read_file(cut) == bytes);
  }
}

TEST_CASE("a damaged journal is refused by the line, and left as it is") {
  const std::string folder = scratch(), path = folder + "/j.jsonl";
  {
    Journal journal(path, header());
    journal.remember(everything(1e-3, 1));
    journal.remember(everything(1e-3, 2));
  }
  const std::string bytes = read_file(path);
  const auto damaged = [&](const std::string& from, const std::string& to) {
    std::string text = bytes;
    const auto at = text.find(from, text.find('\n'));
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    write_file(folder, "j.jsonl", text);
    const std::string why = refusal(path, header());
    CHECK(read_file(path) == text);
    return why;
  };
  CHECK(damaged("\"run\":5", "\"run\":5.5") == path +
                                                   ":2: this line is damaged (no whole number where one "
                                                   "should be); remove it, and its run starts again.");
  CHECK(damaged("\"outcome\":\"spiked\"", "\"outcome\":\"spoiled\"") ==
        path + ":2: this line is damaged (an unknown name 'spoiled'); remove it, and its run starts again.");
  CHECK(damaged("\"steps\":11,", "") ==
        path + ":2: this line is damaged (without 'steps'); remove it, and its run starts again.");
  CHECK(
      damaged("\"lr\":0.001", "\"lr\":0.002") ==
      path +
          ":2: the run of lr 0.002, seed 1 does not belong to the sweep of line 1; remove this line, and its "
          "run starts again.");
  CHECK(damaged("{\"type\":\"run\"", "\"type\":\"run\"").find(path + ":2: this line is damaged (") == 0);
}

TEST_CASE("a file that is no journal is refused, and left as it is") {
  const std::string folder = scratch();
  for (const std::string text : {"a,b\n1,2\n", "x", "{\"type\":\"begin\"}\n", "\n"}) {
    const std::string path = write_file(folder, "data.csv", text);
    CHECK(refusal(path, header()) ==
          "--journal '" + path.substr(0, 60) + (path.size() > 60 ? "…" : "") +
              "': this file is not a journal of lrscope; name another file, it is left as it is.");
    CHECK(read_file(path) == text);
    CHECK_THROWS_AS(JoinedJournals({path}), UsageError);
  }
}

TEST_CASE("a journal of another sweep is refused with what differs") {
  const std::string path = "j.jsonl";
  const JournalHeader was = header();
  const auto differing = [&](const auto& change) {
    JournalHeader now = was;
    change(now);
    return differences(was, now);
  };
  using Lines = std::vector<std::string>;
  CHECK(differing([](JournalHeader&) {}).empty());
  CHECK(differing([](JournalHeader& h) {
          h.begin.command = {"other"};
          h.begin.data_path = "/mnt/a.csv";
        }).empty());
  CHECK(differing([](JournalHeader& h) {
          h.version = "1.3";
          h.begin.config[1].second = "32";
        }) == Lines{"lrscope 1.2.3 in the journal, lrscope 1.3 now",
                    "--hidden '64,64' in the journal, --hidden '32' now"});
  CHECK(differing([](JournalHeader& h) {
          h.begin.config.erase(h.begin.config.begin() + 2);
          h.begin.config.emplace_back("epochs", "3");
        }) == Lines{"--delimiter '\\x09' in the journal, no --delimiter now",
                    "no --epochs in the journal, --epochs '3' now"});
  CHECK(differing([](JournalHeader& h) {
          h.begin.data_hash = "11";
          h.begin.rows = 4;
        }) == Lines{"'a b.csv' with 3 rows, XXH3 00ff in the journal, 'a b.csv' with 4 rows, XXH3 11 now"});
  CHECK(differing([](JournalHeader& h) { h.learning_rates.push_back(2); }) ==
        Lines{"the file behind --lr holds 3 values now, others than the journal's 2"});
  CHECK(differing([](JournalHeader& h) { h.start_hash = "1"; }) ==
        Lines{"the file behind --init-from holds other numbers now"});
  CHECK(differing([](JournalHeader& h) {
          h.holds_steps = false;
          h.holds_seconds = true;
        }) == Lines{"--trajectories in the journal, no --trajectories now",
                    "no --timing in the journal, --timing now"});
}

TEST_CASE("only one process writes to a journal") {
  const std::string path = scratch() + "/j.jsonl";
  {
    const Journal first(path, header());
    CHECK_THROWS_AS(Journal(path, header()), IoError);
  }
  CHECK(refusal(path, header()).empty());
}

TEST_CASE("journals that are joined say the same in any order, twice the same run included") {
  const std::string folder = scratch(), a = folder + "/a", b = folder + "/b";
  JournalHeader elsewhere = header();
  elsewhere.begin.data_path = "/mnt/a b.csv";
  FinishedRun changed = everything(1e-3, 2);
  changed.run.best_loss = 7;
  {
    Journal one(a, header()), other(b, elsewhere);
    one.remember(everything(1e-3, 1));
    one.remember(everything(1e-3, 2));
    other.remember(everything(1e-3, 1));
    other.remember(changed);
    other.remember(everything(1, 1));
  }
  const JoinedJournals forth({a, b}), back({b, a});
  CHECK(forth.header().begin.data_path == back.header().begin.data_path);
  for (const auto& [lr, seed] : {std::pair{1e-3, 1}, std::pair{1e-3, 2}, std::pair{1.0, 1}}) {
    const auto one = forth.recall(lr, static_cast<std::uint64_t>(seed));
    REQUIRE(one);
    CHECK(text_of(*one) == text_of(*back.recall(lr, static_cast<std::uint64_t>(seed))));
  }
  REQUIRE(forth.notes().size() == 1);
  CHECK(forth.notes()[0] ==
        a + " and " + b +
            " tell the run of lr 0.001, seed 2 differently (machines of different kinds round "
            "differently); one of them is taken");
  JournalHeader other_sweep = header();
  other_sweep.begin.config[1].second = "3";
  const std::string c = folder + "/c";
  { Journal third(c, other_sweep); }
  CHECK_THROWS_AS(JoinedJournals({a, c}), UsageError);
}

TEST_CASE("a sweep trains what its memory does not know, and only that") {
  struct Memory final : RunMemory {
    std::vector<std::pair<double, std::uint64_t>> told;
    std::optional<FinishedRun> recall(double lr, std::uint64_t seed) const override {
      if (lr != 1e-4) return std::nullopt;
      FinishedRun known;
      known.run.lr = lr;
      known.run.seed = seed;
      known.run.steps = 77;
      known.steps = {StepRecord{}};
      return known;
    }
    std::optional<StartCurvature> recall_start(std::uint64_t) const override { return std::nullopt; }
    void remember(const FinishedRun& run) override { told.emplace_back(run.run.lr, run.run.seed); }
  };
  struct Observer final : SweepObserver {
    std::vector<std::int64_t> steps_of;
    void on_step(const StepRecord& step) override {
      if (steps_of.empty() || steps_of.back() != step.run) steps_of.push_back(step.run);
    }
    void on_run(const RunRecord&) override {}
  };
  Memory memory;
  SweepSpec spec;
  spec.base.model.hidden = {4};
  spec.base.max_steps = 2;
  spec.learning_rates = {1e-5, 1e-4, 1e-3};
  spec.seeds = {0, 1};
  spec.memory = &memory;
  spec.observe_steps = true;
  DataSpec data;
  data.scale = Scaling::standard;
  const auto problem = make_problem(load_dataset(read_source("case:diabetes"), data), spec.base);
  Observer observer;
  const SweepResult result = run_sweep(*problem, spec, observer);
  REQUIRE(result.runs.size() == 6);
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK(result.runs[i].run == static_cast<std::int64_t>(i));
    CHECK(result.runs[i].steps == (i == 2 || i == 3 ? 77 : 2));
  }
  CHECK(memory.told ==
        std::vector<std::pair<double, std::uint64_t>>{{1e-5, 0}, {1e-5, 1}, {1e-3, 0}, {1e-3, 1}});
  CHECK(observer.steps_of == std::vector<std::int64_t>{0, 1, 2, 3, 4, 5});
  const SweepResult replayed = replay_sweep(spec, observer);
  CHECK(replayed.runs.size() == 2);
  CHECK(replayed.unfinished.size() == 4);
  CHECK_FALSE(replayed.is_complete());
}

TEST_CASE("the shards of a sweep hold every run once") {
  SweepSpec spec;
  spec.seeds = {0, 1, 2};
  for (const std::size_t rates : {1u, 2u, 5u}) {
    spec.learning_rates.assign(rates, 0.1);
    for (std::int64_t count = 1; count <= 20; ++count) {
      std::vector<int> times(3 * rates);
      for (std::int64_t index = 1; index <= count; ++index) {
        spec.shard = {index, count};
        for (const PlannedRun& run : planned_runs(spec)) ++times[static_cast<std::size_t>(run.number)];
      }
      CHECK(times == std::vector<int>(3 * rates, 1));
    }
  }
}
