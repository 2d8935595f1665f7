// What is said below the rows of a table about the boundary, from records made by hand.
#include "lrscope/sweep.h"
#include "sweep/sweep_table.h"
#include "test.h"

namespace {
RunRecord run_at(double lr, std::uint64_t seed, double limit) {
  RunRecord run;
  run.lr = lr;
  run.seed = seed;
  run.start.sharpness = Eigenvalue{2 / limit, 0.00012345, 30, true};
  run.start.preconditioned_sharpness = Eigenvalue{2 / limit, 0.00012345, 0, true};
  run.start.limit = limit;
  run.start.formula = "η·λmax(H) = 2";
  return run;
}

Summary bracketed() {
  Summary s;
  s.runs = 26;
  s.smallest_failed_lr = 0.00157;
  s.largest_trained_lr = 0.00156;
  s.largest_safe_lr = 0.00156;
  s.predicted_limit = 0.0015666765;
  s.highest_predicted_limit = s.predicted_limit;
  s.measured_over_predicted = 0.99895;
  s.suggestion_rule = "a rule";
  return s;
}

struct Shown {
  double tolerance = 0.01;

  /// The words of `s` about `runs`.
  std::string as_printed(const std::vector<RunRecord>& runs, Summary s) const {
    const Summary told = summarise(runs);
    s.several_seeds = told.several_seeds;
    s.lowest_limit = told.lowest_limit;
    s.without_limit = told.without_limit;
    s.unconverged = told.unconverged;
    BeginRecord begin;
    begin.boundary_tolerance = tolerance;
    begin.rows = 442;
    return "\n" + summary_text(begin, s);
  }

  /// The same with the lines of a paragraph joined.
  std::string operator()(const std::vector<RunRecord>& runs, const Summary& s) const {
    std::string text = as_printed(runs, s);
    const std::string indent = "\n           ";
    for (std::size_t at; (at = text.find(indent)) != std::string::npos;) text.replace(at, indent.size(), " ");
    return text;
  }
};

bool says(const std::string& text, const std::string& phrase) {
  INFO(text);
  CHECK(text.find(phrase) != std::string::npos);
  return text.find(phrase) != std::string::npos;
}
}  // namespace

TEST_CASE("a preconditioned sharpness is shown beside the plain one, and what did not converge is named") {
  RunRecord run = run_at(1, 0, 0.0015666765);
  run.start.preconditioned_sharpness = Eigenvalue{38, 0.25, 40, false};
  const std::string text = Shown{}({run}, bracketed());
  says(text, "(sharpness 1277 ± 0.0001, preconditioned 38 ± 0.25)");
  says(text, "; the sharpness of seed 0 did not converge, its residual is 0.25\n");
  run.start.sharpness->converged = false;
  says(Shown{}({run}, bracketed()), "did not converge, its residual is 0.0001234");
}

TEST_CASE("several seeds show the range of their limits and how many of them failed at each rate") {
  Summary s = bracketed();
  s.highest_predicted_limit = 0.002;
  s.rates = {1e-4, 2e-4, 3e-4, 4e-4, 5e-4, 6e-4};
  s.failed_fractions = {0, 0, 1 / 3.0, 0, 1, 1};
  s.failed_low = {0, 0, 0.0615, 0, 0.4385, 0.4385};
  s.failed_high = {0.5615, 0.5615, 0.7923, 0.5615, 1, 1};
  const std::vector<RunRecord> runs = {run_at(1e-4, 0, 0.002), run_at(1e-4, 7, 0.0015666765)};
  const std::string text = Shown{}(runs, s);
  says(text, "predicted  lr 0.001567 to 0.002 over the seeds by");
  says(text, "(sharpness 1277 ± 0.0001 with seed 7)");
  says(Shown{}.as_printed(runs, s),
       "\nfailed     of the seeds, with 95 % intervals: none up to lr 0.0002\n"
       "           0.333 at 0.0003 (0.061 to 0.79)\n"
       "           0 at 0.0004 (0 to 0.56)\n"
       "           all from lr 0.0005\n");
  s.failed_fractions = {1, 1, 1, 1, 1, 1};
  says(Shown{}(runs, s), "\nfailed     of the seeds: all from lr 0.0001\n");
  s.failed_fractions = {0, 0, 0, 0, 0, 0.5};
  says(Shown{}(runs, s),
       "\nfailed     of the seeds, with 95 % intervals: none up to lr 0.0005 0.5 at 0.0006 (0.44 to 1)\n");
  s.failed_fractions = {0, 0, 0, 0, 0, 0};
  CHECK(Shown{}(runs, s).find("\nfailed") == std::string::npos);
  CHECK(Shown{}({runs.front()}, bracketed()).find("\nfailed") == std::string::npos);
}

TEST_CASE("outcomes that are not monotone are counted, and a search tells what it lacked") {
  Summary s = bracketed();
  s.inversions = 2;
  s.search_note = "no boundary: a note";
  const std::string text = Shown{}({run_at(1, 0, 0.0015666765)}, s);
  says(text, "; 2 of 26 runs did not fail above a learning rate that failed\n");
  says(text, "\nsearch     no boundary: a note\n");
  says(Shown{}({run_at(1, 0, 2), run_at(1, 1, 2)}, s), "that failed with the same seed\n");
}

TEST_CASE("stretches of failure are told where there are several, or where one ends below the highest rate") {
  const std::vector<RunRecord> runs = {run_at(1, 0, 2)};
  Summary s = bracketed();
  const auto text = [&] { return Shown{}(runs, s); };
  s.rates = {0.53, 0.5375, 0.54, 0.5425, 0.545, 0.5475, 0.55};
  s.failed_from = {0.5375}, s.failed_to = {0.55};
  CHECK(text().find("\nfails") == std::string::npos);
  s.failed_from = {0.5375, 0.5475}, s.failed_to = {0.5425, 0.55};
  says(text(), "\nfails      from lr 0.5375 to 0.5425, from lr 0.5475 on; no failure at lr 0.545\n");
  s.failed_from = {0.53, 0.54}, s.failed_to = {0.53, 0.54};
  says(text(), "\nfails      at lr 0.53, at lr 0.54; no failure at lr 0.5375, from lr 0.5425 to 0.55\n");
  s.failed_from = {0.53}, s.failed_to = {0.53};
  says(text(), "\nfails      at lr 0.53; no failure from lr 0.5375 to 0.55\n");
  s.failed_from.clear(), s.failed_to.clear();
  CHECK(text().find("\nfails") == std::string::npos);
  for (int i = 0; i < 20; ++i) s.rates.push_back(1 + i);
  for (int i = 0; i < 10; ++i) s.failed_from.push_back(1 + 2 * i), s.failed_to.push_back(1 + 2 * i);
  says(text(), "at lr 11, and in 4 intervals more (failed_from, failed_to); no failure at lr 2, ");
}

TEST_CASE("a success beside the sweep names the command that explains, too, another next command does not repeat it") {
  Summary s = bracketed();
  const std::vector<RunRecord> runs = {run_at(1, 0, 2)};
  s.next_command = "lrscope explain a.csv --lr 1";
  CHECK(Shown{}(runs, s).find("\nexplain ") == std::string::npos);
  s.next_command = "lrscope sweep a.csv --scale standard --lr 0.1";
  s.explain_command = "lrscope explain a.csv --lr 1";
  says(Shown{}.as_printed(runs, s),
       "\n           lrscope sweep a.csv --scale standard --lr 0.1\n"
       "explain    why no learning rate has skill here:\n           lrscope explain a.csv --lr 1\n");
  s.fastest_lr = 0.001;
  s.fastest_final_loss = 2;
  says(Shown{}.as_printed(runs, s), "\nexplain    why lr 0.00157 fails here:\n");
  s.smallest_failed_lr.reset();
  says(Shown{}.as_printed(runs, s), "\nexplain    the run of lr 0.001 here:\n");
}

TEST_CASE("rates that overlap between seeds are not called outcomes that are not monotone") {
  Summary s = bracketed();
  s.monotone = false;
  says(Shown{}({run_at(1, 0, 2)}, s), ": they overlap, the seeds begin to fail at different learning rates\n");
  s.inversions = 1;
  says(Shown{}({run_at(1, 0, 2)}, s), ": they overlap, outcomes are not monotone in lr; 1 of 26 runs");
}

TEST_CASE("the story of a failed run is in the order of its steps") {
  RunRecord run = run_at(1, 0, 2);
  run.parameter_nonfinite_step = 8;
  run.nan_step = 7;
  run.loss_inf_step = 6;
  run.first_rise_step = 3;
  run.divergence_step = 4;
  run.growth_per_step = 100;
  CHECK(story_of(run) ==
        "lr 1, seed 0: same-batch loss first rose at step 3; from step 4 the loss grew × 100 a step; loss infinite at "
        "step "
        "6; NaN at step 7; a parameter not finite at step 8.");
  run.growth_per_step = 0.9;
  CHECK(story_of(run).find("grew") == std::string::npos);
}

TEST_CASE("a number that was infinite before, behind an activation, was not finite before") {
  NonfiniteAt place{7, Stage::forward, 2, "pre_activation", 1, 3, NonfiniteKind::overflow, {}};
  place.last_finite = {{Stage::forward, 1, "pre_activation", 1e30}, {Stage::forward, 2, "pre_activation", 250}};
  CHECK(place_sentence(place) ==
        "First non-finite number: overflow in layer 2, of pre_activation[1,3] in the forward pass of step 7; its "
        "largest element was 250 while all was finite.");
  place.last_finite[1].max_abs = infinity;
  CHECK(place_sentence(place) ==
        "First non-finite number that reached loss or gradient: overflow in layer 2, of pre_activation[1,3] in the "
        "forward pass of step 7; an infinite one was there before, and the activation made it finite.");
}

TEST_CASE("the safe limit is told beside the start and the edge, and how far the sharpness rises") {
  const RunRecord run = run_at(1, 0, 0.0015666765);  // its sharpness is 1277
  Summary s = bracketed();
  CHECK(Shown{}({run}, s).find("\nsafe ") == std::string::npos);
  s.safe_limit = 0.0001;
  s.safe_limit_lr = 1e-5;
  s.safe_limit_step = 85;
  s.safe_limit_sharpness = 10 * 1276.6;
  says(Shown{}({run}, s),
       "safe       below lr 0.0001: stable at the start up to 0.00157, but on the way the sharpness rises "
       "10-fold, to 12766 at step 85 of a run at lr 1e-05; fails from ");
  s.safe_limit_sharpness = 1276.6;
  says(Shown{}({run}, s),
       "stable at the start up to 0.00157, and a run at lr 1e-05 met no sharpness above 1276.6; fails ");
}
