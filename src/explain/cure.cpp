#include "explain/cure.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "base/threads.h"
#include "explain/counterfactual.h"
#include "lrscope/errors.h"
#include "nn/activation.h"
#include "nn/loss.h"
#include "sweep/trial.h"

namespace lrscope {
namespace {

constexpr double alike = 0.01;            // of d2: then the learning rate that was asked for is kept
constexpr double yielded = 0.1;           // of d2: for a set that trains at the learning rate that was asked for
constexpr double worth_of_resort = 0.03;  // of d2: what each part of a last resort has to bring

/// Indices of the pool.
using Parts = std::set<std::size_t>;

struct RateTrial {
  double lr = 0;
  double d2 = -HUGE_VAL;  // mean over the seeds; −∞ where not every seed has skill
};

struct Trial {
  RateTrial best;
  RateTrial as_asked;  // at the learning rate that was asked for
  bool works_as_asked() const { return as_asked.d2 > 0; }
};

class CureSearch {
 public:
  CureSearch(ProblemCache& problems, const ExplainSpec& spec, const CureWish& wish)
      : problems_(problems), spec_(spec), wish_(wish), pool_(wish.pool) {}

  Cures run() {
    const bool needs_own_rate = prefers_own_rate();
    Parts best;
    for (const Parts& start : starts())
      if (is_better(start, best, needs_own_rate)) best = start;
    best = improved(std::move(best), needs_own_rate);
    Cures cures;
    if (trial({}).best.d2 > 0) cures.lower_rate = settle({});
    cures.best = trial(best).best.d2 > 0 ? std::optional(settle(best)) : cures.lower_rate;
    for (std::optional<Cure>* cure : {&cures.best, &cures.lower_rate})
      if (*cure && !((*cure)->d2 > 0)) cure->reset();
    return cures;
  }

 private:
  Change change_of(const Parts& parts) const {
    Change change;
    for (const Suspect& suspect : wish_.fixed) change = change + suspect.change;
    for (const std::size_t part : parts) change = change + pool_[part].suspect.change;
    return change;
  }

  Request request_of(const Parts& parts) const {
    Request request = with(spec_.request, change_of(parts));
    request.run.curvature.sharpness_every = 0;
    return request;
  }

  RateTrial run_at(const Problem& problem, RunSpec run, double lr) const {
    run.learning_rate = lr;
    const SeedRuns runs = run_seeds(spec_, problem, run);
    const bool is_good = runs.has_skill && !(runs.largest_rise > wish_.largest_rise.value_or(HUGE_VAL));
    return {lr, is_good ? runs.mean_d2.value_or(-HUGE_VAL) : -HUGE_VAL};
  }

  /// The first is at the learning rate of `run`.
  std::vector<RateTrial> run_at_rates(const Problem& problem, const RunSpec& run, std::vector<double> rates) const {
    std::erase(rates, run.learning_rate);
    rates.insert(rates.begin(), run.learning_rate);
    std::vector<RateTrial> trials(rates.size());
    for_each_index(spec_.threads, rates.size(), [&](std::size_t i) { trials[i] = run_at(problem, run, rates[i]); });
    return trials;
  }

  static RateTrial best_of(const std::vector<RateTrial>& trials) {
    return *std::ranges::max_element(trials, {}, &RateTrial::d2);
  }

  /// Made once. One that cannot be made has no skill.
  const Trial& trial(const Parts& parts) {
    const auto [known, is_new] = trials_.try_emplace(parts);
    if (!is_new) return known->second;
    try {
      const Request request = request_of(parts);
      const auto problem = problems_.problem_for(request);
      RunSpec run = request.run;
      run.seed = spec_.seeds.front();
      const std::vector<RateTrial> trials = run_at_rates(*problem, run, trial_rates(*problem, run));
      known->second = {best_of(trials), trials.front()};
    } catch (const UsageError&) {
    } catch (const DataError&) {
    }
    return known->second;
  }

  Parts all_where(const auto& condition) const {
    Parts parts;
    for (std::size_t i = 0; i < pool_.size(); ++i)
      if (condition(pool_[i].suspect)) parts.insert(i);
    return parts;
  }

  std::vector<Parts> starts() const {
    std::vector<Parts> list;
    for (std::size_t i = 0; i < pool_.size(); ++i) list.push_back({i});
    list.push_back(all_where([](const Suspect& suspect) {
      return suspect.remedy.kind == ChangeKind::standard_features || suspect.remedy.kind == ChangeKind::standard_target;
    }));
    list.push_back(all_where([](const Suspect& suspect) { return suspect.is_suspected; }));
    list.push_back(all_where([](const Suspect&) { return true; }));
    return list;
  }

  bool prefers_own_rate() {
    double best = -HUGE_VAL, best_as_asked = -HUGE_VAL;
    for (const Parts& start : starts()) {
      const Trial& tried = trial(start);
      best = std::max(best, tried.best.d2);
      if (tried.works_as_asked()) best_as_asked = std::max(best_as_asked, tried.best.d2);
    }
    return best_as_asked > best - yielded;
  }

  double score(const Parts& parts, bool needs_own_rate) {
    const Trial& tried = trial(parts);
    if (needs_own_rate && !tried.works_as_asked()) return -HUGE_VAL;
    double d2 = tried.best.d2;
    for (const std::size_t part : parts) d2 -= pool_[part].worth;
    return d2;
  }

  bool is_better(const Parts& parts, const Parts& than, bool needs_own_rate) {
    return score(parts, needs_own_rate) > score(than, needs_own_rate);
  }

  /// With the part that helps most put in or taken out, until none helps.
  Parts improved(Parts best, bool needs_own_rate) {
    for (;;) {
      Parts better = best;
      for (std::size_t i = 0; i < pool_.size(); ++i) {
        Parts other = best;
        if (!other.erase(i)) other.insert(i);
        if (is_better(other, better, needs_own_rate)) better = std::move(other);
      }
      if (better == best) return best;
      best = std::move(better);
    }
  }

  /// The learning rate anew: a few below the boundary beside those of the trial.
  Cure settle(const Parts& parts) {
    const Trial& tried = trial(parts);
    Request request = request_of(parts);
    const auto problem = problems_.problem_for(request);
    Cure cure;
    std::vector<RateTrial> trials = {tried.best, tried.as_asked};
    if (spec_.searches_boundaries) {
      RunSpec run = request.run;
      run.learning_rate = tried.best.lr;
      cure.boundary = find_boundary(spec_, *problem, run, false);
      std::vector<double> rates;
      if (cure.boundary.failed_lr)
        for (const double divisor : {3, 6, 12, 25, 50})
          rates.push_back(one_digit_below(*cure.boundary.failed_lr / divisor));
      for (const RateTrial& one : run_at_rates(*problem, run, rates)) trials.push_back(one);
    }
    RateTrial best = best_of(trials);
    if (tried.as_asked.d2 > best.d2 - alike) best = tried.as_asked;
    cure.lr = best.lr;
    cure.d2 = best.d2;
    cure.score = find_named(losses(), loss_name(request.run.model, *problem->data()), "loss").score;
    cure.parts = wish_.fixed;
    for (const std::size_t part : parts) cure.parts.push_back(pool_[part].suspect);
    request.run = with(wish_.whole.value_or(spec_.request), change_of(parts)).run;
    if (wish_.whole) run_whole(*problem, request.run, cure);
    request.run.learning_rate = cure.lr;
    cure.command = spec_.command_of(request);
    return cure;
  }

  /// With all steps; where a longer run fails, at lower rates.
  void run_whole(const Problem& problem, RunSpec run, Cure& cure) const {
    run.curvature.sharpness_every = 0;
    run.seed = spec_.seeds.front();
    for (const double divisor : {1, 3, 10}) {
      const RateTrial whole = run_at(problem, run, divisor == 1 ? cure.lr : one_digit_below(cure.lr / divisor));
      if (divisor != 1 && !(whole.d2 > 0)) continue;
      cure.lr = whole.lr;
      cure.d2 = whole.d2;
      if (whole.d2 > 0) return;
    }
  }

  ProblemCache& problems_;
  const ExplainSpec& spec_;
  const CureWish& wish_;
  const std::vector<CurePart>& pool_;
  std::map<Parts, Trial> trials_;
};

/// Changes for networks that learn hardly anything, whatever their data.
void add_last_resorts(const RunSpec& run, std::vector<CurePart>& pool) {
  const auto add = [&](const Suspect& suspect) {
    const bool is_known =
        std::ranges::any_of(pool, [&](const CurePart& part) { return part.suspect.change == suspect.change; });
    if (!is_known) pool.push_back({suspect, worth_of_resort});
  };
  const bool has_sigmoid = has_hidden_activation(run.model, "sigmoid");
  const std::string other = has_sigmoid ? "tanh" : has_hidden_activation(run.model, "tanh") ? "relu" : "";
  if (!other.empty()) add({.remedy = {ChangeKind::other_activation, {other}}, .change = {{"activation", other}}});
  if (!run.optimizer.name.starts_with("adam")) add({.remedy = {ChangeKind::adam}, .change = {{"optimizer", "adam"}}});
}

Suspect more_epochs(const RunSpec& run) {
  constexpr long long times = 10;
  const Change change = run.max_steps ? Change{{"max-steps", std::to_string(times * *run.max_steps)}}
                                      : Change{{"epochs", std::to_string(times * run.epochs)}};
  return {.remedy = {ChangeKind::more_epochs}, .change = change};
}

}  // namespace

Cures find_cures(ProblemCache& problems, const ExplainSpec& spec, CureWish wish) {
  Cures cures = CureSearch(problems, spec, wish).run();
  const auto reached = [](const Cures& found) { return found.best ? found.best->d2 : -HUGE_VAL; };
  const auto try_again = [&] {
    Cures more = CureSearch(problems, spec, wish).run();
    if (reached(more) > reached(cures) + hardly_anything) cures.best = std::move(more.best);
  };
  if (reached(cures) > hardly_anything) return cures;
  add_last_resorts(spec.request.run, wish.pool);
  try_again();
  if (reached(cures) > hardly_anything || wish.whole) return cures;
  wish.fixed.push_back(more_epochs(spec.request.run));
  try_again();
  return cures;
}

void describe(const Cures& cures, ExplanationRecord& summary) {
  summary.cure.clear();
  summary.command.clear();
  if (!cures.best) return;
  for (const Suspect& part : cures.best->parts) summary.cure.push_back(part.remedy);
  if (summary.cure.empty()) summary.cure = {{ChangeKind::other_rate}};
  summary.command = cures.best->command;
  summary.cure_lr = cures.best->lr;
  summary.d2 = cures.best->d2;
  summary.score = cures.best->score;
  summary.cure_failed_lr = cures.best->boundary.failed_lr;
  if (!cures.lower_rate) return;
  summary.other_lr = cures.lower_rate->lr;
  summary.other_d2 = cures.lower_rate->d2;
}

}  // namespace lrscope
