// The journal: what was remembered comes back to the bit, whatever the file went through.
#include "sweep/journal/journal.h"

#include "made_runs.h"
#include "problems.h"
#include "test.h"

namespace {
std::string refusal(const std::string& path, const JournalHeader& now) {
  return refusal_of([&] { Journal journal(path, now); });
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
    remember(journal, before);
  }
  const Journal journal(path, header());
  CHECK(journal.known_runs() == 1);
  const auto after = recalled(journal, before.run.lr, before.run.seed);
  REQUIRE(after);
  CHECK(text_of(*after) == text_of(before));
  CHECK(std::signbit(after->run.start.preconditioned_sharpness->value));
  CHECK_EACH(!journal.recall(before.run.lr, 0), !journal.recall(std::nextafter(before.run.lr, 1), before.run.seed),
             journal.recall_start(before.run.seed)->limit == 0.3, !journal.recall_start(0));
  const Journal joined({path});
  CHECK_EACH(joined.header().begin.features == header().begin.features,
             joined.header().begin.config == header().begin.config, joined.header().seeds == header().seeds);
}

TEST_CASE("what the configuration of a journal says is there as values when it is read again") {
  JournalHeader wanted = header();
  wanted.begin.config.insert(
      wanted.begin.config.end(),
      {{"precision", "float64"}, {"optimizer", "adam"}, {"no-bias", "yes"}, {"sharpness-rows", "100"}});
  wanted.begin.boundary_tolerance = 0.5;
  wanted.begin.codings = {{"a", false, 0.1, 1.5, 2.25, 18262}, {"y", true, -1e-300, infinity, {}, {}}};
  const std::string path = scratch() + "/j.jsonl";
  const FinishedRun run = everything();
  {
    Journal journal(path, wanted);
    remember(journal, run);
  }
  const Journal joined({path});
  const BeginRecord& begin = joined.header().begin;
  CHECK_EACH(begin.work == Work::sweep, begin.run.precision == Precision::float64,
             begin.run.model.hidden_units() == 128, !begin.run.model.bias, begin.run.curvature.rows == 100,
             begin.boundary_tolerance == 0.5);
  REQUIRE(begin.codings.size() == 2);
  const ColumnCoding &a = begin.codings[0], &y = begin.codings[1];
  CHECK_EACH(a.column == "a", !a.is_target, a.shift == 0.1, a.scale == 1.5, a.fill == 2.25, a.earliest == 18262.0,
             y.column == "y", y.is_target, y.shift == -1e-300, y.scale == infinity, !y.fill, !y.earliest);
}

TEST_CASE("a journal that was cut anywhere loses the run that was cut and nothing else") {
  const std::string folder = scratch(), whole = folder + "/whole.jsonl", cut = folder + "/cut.jsonl";
  {
    Journal journal(whole, header());
    for (const std::uint64_t seed : {0, 1, 2}) remember(journal, everything(1e-3, seed));
  }
  const std::string bytes = read_file(whole);
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if (bytes[i] == '\n') ends.push_back(i + 1);
  REQUIRE(ends.size() == 7);  // the header, then the steps and the end of each run
  for (std::size_t size = 0; size <= bytes.size(); size += size < 40 || size > bytes.size() - 40 ? 1 : 37) {
    write_file(folder, "cut.jsonl", bytes.substr(0, size));
    const auto lines =
        static_cast<std::size_t>(std::count(bytes.begin(), bytes.begin() + static_cast<long>(size), '\n'));
    {
      Journal journal(cut, header());
      INFO(size);
      REQUIRE(journal.known_runs() == (lines == 0 ? 0 : (lines - 1) / 2));
      REQUIRE(journal.was_torn() == (size != 0 && bytes[size - 1] != '\n'));
      for (const std::uint64_t seed : {0, 1, 2})
        if (!journal.recall(1e-3, seed)) remember(journal, everything(1e-3, seed));
    }
    const Journal whole_again(cut, header());
    for (const std::uint64_t seed : {0, 1, 2})
      REQUIRE(text_of(*recalled(whole_again, 1e-3, seed)) == text_of(everything(1e-3, seed)));
    if ((lines - 1) % 2 == 0 || lines == 0) REQUIRE(read_file(cut) == bytes);  // no steps without their run
  }
}

TEST_CASE("a damaged journal is refused by the line, and left as it is") {
  const std::string folder = scratch(), path = folder + "/j.jsonl";
  {
    Journal journal(path, header());
    remember(journal, everything(1e-3, 1));
    remember(journal, everything(1e-3, 2));
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
  CHECK(damaged("\"lr\":0.001", "\"lr\":0.002") == path +
                                                       ":3: the run of lr 0.002, seed 1 does not belong to the sweep "
                                                       "of line 1; remove this line, and its run is repeated.");
  const auto check_damaged = [&](const std::string& from, const std::string& to, const std::string& why) {
    INFO(to);
    CHECK(damaged(from, to) == path + ":3: this line is damaged (" + why + "); remove it, and its run is repeated.");
  };
  check_damaged("\"best_step\":2", "\"best_step\":2.5", "no whole number where one should be");
  check_damaged("\"outcome\":\"spiked\"", "\"outcome\":\"spoiled\"", "an unknown name 'spoiled'");
  check_damaged("\"steps\":11,", "", "without 'steps'");
  check_damaged("{\"type\":\"run\"", "\"type\":\"run\"", "no JSON at byte 7");
  check_damaged("{\"type\":\"run\"", "{\"type\":\"ruin\"", "of another type");
  check_damaged("{\"type\":\"run\"", "{\"type\":7", "a value of another kind than should be there");
  check_damaged("\"lr\":0.001", "\"lr\":\"fast\"", "no number where one should be");
  check_damaged("\"best_step\":2", "\"best_step\":9223372036854775808", "a whole number out of range");
  check_damaged("\"start\":{", "\"start\":5,\"x\":{", "no object where one should be");
  // A journal holds the steps of a run first.
  CHECK(damaged("\"type\":\"steps\"", "\"type\":\"stops\"").find(":2: this line is damaged (of another type)") !=
        std::string::npos);
  CHECK(damaged("\"steps\":[", "\"steps\":5,\"x\":[").find("(no list where one should be)") != std::string::npos);
  CHECK(damaged("\"step\":0,", "\"step\":1,").find("(steps that do not follow those before them)") !=
        std::string::npos);
  write_file(folder, "j.jsonl", bytes.substr(0, 30) + "\n");
  CHECK(refusal(path, header()) == path +
                                       ":1: this line is damaged (no JSON at byte 31); name another journal, it cannot "
                                       "be used without its first line.");
}

TEST_CASE("a file that is no journal is refused, and left as it is") {
  const std::string folder = scratch();
  for (const std::string text : {"a,b\n1,2\n", "x", "{\"type\":\"begin\"}\n", "\n"}) {
    const std::string path = write_file(folder, "data.csv", text);
    CHECK(refusal(path, header()) ==
          "--journal '" + path.substr(0, 60) + (path.size() > 60 ? "…" : "") +
              "': this file is not a journal of lrscope; name another file, it is left as it is.");
    CHECK(read_file(path) == text);
    CHECK_THROWS_WITH(Journal({path}),
                      "merge: " + in_quotes(path) +
                          ": this file is not a journal of lrscope; name another file, it is left as it is.");
  }
}

TEST_CASE("a journal of another sweep is refused with what differs") {
  JournalHeader was = header();
  was.version = "1.2.3";
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
        }) ==
        Lines{"lrscope 1.2.3 in the journal, lrscope 1.3 now", "--hidden '64,64' in the journal, --hidden '32' now"});
  CHECK(differing([](JournalHeader& h) {
          h.begin.config.erase(h.begin.config.begin() + 2);
          h.begin.config.emplace_back("epochs", "3");
        }) == Lines{"--delimiter '\\x09' in the journal, no --delimiter now",
                    "--epochs '10' in the journal, --epochs '3' now"});
  CHECK(differing([](JournalHeader& h) {
          h.begin.data_hash = "11";
          h.begin.rows = 4;
        }) == Lines{"'a b.csv' with 3 rows, XXH3 00ff in the journal, 'a b.csv' with 4 rows, XXH3 11 now"});
  CHECK(differing([](JournalHeader& h) { h.learning_rates.push_back(2); }) ==
        Lines{"the file behind --lr with 2 values in the journal, another with 3 values now"});
  CHECK(differing([](JournalHeader& h) { h.start_hash = "1"; }) ==
        Lines{"the numbers of the file behind --init-from in the journal, other ones now"});
  CHECK(differing([](JournalHeader& h) {
          h.holds_steps = false;
          h.holds_seconds = true;
        }) ==
        Lines{"--trajectories in the journal, no --trajectories now", "no --timing in the journal, --timing now"});
}

TEST_CASE("only one process writes to a journal") {
  const std::string path = scratch() + "/j.jsonl";
  {
    const Journal first(path, header());
    CHECK(refusal(path, header()) == path +
                                         ": another lrscope is writing to this journal; wait until it ends, or give "
                                         "every process its own journal and join them with lrscope merge.");
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
    remember(one, everything(1e-3, 1));
    remember(one, everything(1e-3, 2));
    remember(other, everything(1e-3, 1));
    remember(other, changed);
    remember(other, everything(1, 1));
  }
  const Journal forth({a, b}), back({b, a});
  CHECK(forth.header().begin.data_path == back.header().begin.data_path);
  for (const auto& [lr, seed] : {std::pair{1e-3, 1}, std::pair{1e-3, 2}, std::pair{1.0, 1}}) {
    const auto one = recalled(forth, lr, static_cast<std::uint64_t>(seed));
    REQUIRE(one);
    CHECK(text_of(*one) == text_of(*recalled(back, lr, static_cast<std::uint64_t>(seed))));
  }
  REQUIRE(forth.notes().size() == 1);
  CHECK(forth.notes()[0] == a + " and " + b +
                                " record the run of lr 0.001, seed 2 differently (different machines round "
                                "differently); one of them is used");
  JournalHeader other_sweep = header();
  other_sweep.begin.config[1].second = "3";
  const std::string c = folder + "/c";
  { Journal third(c, other_sweep); }
  CHECK_THROWS_WITH(Journal({a, c}), "merge: " + in_quotes(a) + " and " + in_quotes(c) +
                                         " belong to different sweeps; name journals of one. What differs:");
}

TEST_CASE("a sweep trains what its memory does not know, and only that") {
  struct Memory final : RunMemory {
    std::vector<std::pair<double, std::uint64_t>> told;
    std::optional<RunRecord> recall(double lr, std::uint64_t seed) const override {
      if (lr != 1e-4) return std::nullopt;
      RunRecord known;
      known.lr = lr;
      known.seed = seed;
      known.steps = 77;
      return known;
    }
    void recall_steps(double lr, std::uint64_t seed, const TakeStep& take) const override {
      StepRecord step;
      if (lr == 1e-4) return take(step);
      for (step.step = 0; step.step < remembered.at({lr, seed}); ++step.step) take(step);
    }
    std::optional<StartCurvature> recall_start(std::uint64_t) const override { return std::nullopt; }
    void remember_steps(double lr, std::uint64_t seed, std::span<const StepRecord> steps) override {
      remembered[{lr, seed}] = std::ssize(steps);
    }
    void remember(const RunRecord& run) override { told.emplace_back(run.lr, run.seed); }
    std::map<std::pair<double, std::uint64_t>, std::int64_t> remembered;  // steps
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
  spec.base = run_spec("--hidden 4 --max-steps 2", spec.base);
  spec.learning_rates = {1e-5, 1e-4, 1e-3};
  spec.seeds = {0, 1};
  spec.memory = &memory;
  spec.observe_steps = true;
  DataSpec data;
  data.scale = Scaling::standard;
  auto problem = problem_of(read_dataset("case:diabetes", data), spec.base);
  Observer observer;
  const SweepResult result = run_sweep(problem, spec, observer);
  REQUIRE(result.runs.size() == 6);
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK(result.runs[i].run == static_cast<std::int64_t>(i));
    CHECK(result.runs[i].steps == (i == 2 || i == 3 ? 77 : 2));
  }
  CHECK(memory.told == std::vector<std::pair<double, std::uint64_t>>{{1e-5, 0}, {1e-5, 1}, {1e-3, 0}, {1e-3, 1}});
  CHECK(observer.steps_of == std::vector<std::int64_t>{0, 1, 2, 3, 4, 5});
  const SweepResult replayed = replay_sweep(spec, observer);
  CHECK_EACH(replayed.runs.size() == 2, replayed.unfinished.size() == 4, !replayed.is_complete());
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

TEST_CASE("an option that an earlier version's journal does not name counts as its default") {
  const auto header_with = [](std::vector<std::pair<std::string, std::string>> config) {
    JournalHeader header;
    header.begin.data_hash = "1";
    header.begin.config = std::move(config);
    return header;
  };
  const JournalHeader before = header_with({{"epochs", "10"}}),
                      now = header_with({{"epochs", "10"}, {"sampling", "epochs"}}),
                      other = header_with({{"epochs", "10"}, {"sampling", "replacement"}});
  CHECK(differences(before, now).empty());
  CHECK(differences(now, before).empty());
  CHECK(differences(before, other).size() == 1);
}
