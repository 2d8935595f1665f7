#include "judge.h"

#include "../cli/explained.h"
#include "test.h"

namespace lrscope::test {
namespace {

bool contains(const std::string& text, const std::string& word) { return text.find(word) != std::string::npos; }

bool contains_one(const std::string& text, const Words& words) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return contains(text, word); });
}

std::string text_of(const Json& record, const std::string& field) {
  return record.is_object() && record.contains(field) && record[field].is_string() ? record[field].get<std::string>()
                                                                                   : "";
}

/// NaN where it is absent or not finite.
double value_of(const Json& record, const std::string& field) {
  return record.contains(field) && record[field].is_number() ? record[field].get<double>() : not_a_number;
}

bool has_skill(const Json& run) {
  const bool is_good = run["outcome"] == "trained" || run["outcome"] == "spiked";
  return is_good && value_of(run, "d2") > 0 && (!run.contains("holdout_d2") || value_of(run, "holdout_d2") > 0);
}

std::string ending_of(const Json& run, const std::string& d2 = "d2") {
  return text_of(run, "outcome") + " with d2 " + short_number_text(value_of(run, d2));
}

/// The number behind the first "R²" or "D²" of a text, NaN if there is none.
double printed_d2(const std::string& text) {
  for (const std::string name : {"R²", "D²"})
    if (const std::size_t place = text.find(name); place != std::string::npos)
      return std::strtod(text.c_str() + place + name.size(), nullptr);
  return not_a_number;
}

/// The d2 of the best run; −∞ where none has skill.
double best_of(const std::vector<Json>& runs) {
  double best = -infinity;
  for (const Json& run : runs)
    if (has_skill(run)) best = std::max(best, value_of(run, "d2"));
  return best;
}

class Judge {
 public:
  explicit Judge(const Situation& situation) : folder_(scratch()) {
    for (const File& file : situation.files) {
      const std::string path = write_file(folder_, file.name, file.text);
      if (file.is_compressed && shell("gzip '" + path + "'").status != 0) fault("gzip failed");
    }
    for (const ExplainCheck& check : situation.explains) judge(check);
    for (const HealthyCheck& check : situation.healthy) judge(check);
    for (const SweepCheck& check : situation.sweeps) judge(check);
    for (const DataCheck& check : situation.data) judge(check);
    for (const RefusalCheck& check : situation.refusals) judge(check);
  }
  const Words& faults() const { return faults_; }

 private:
  void judge(const ExplainCheck& check);
  void judge(const HealthyCheck& check);
  void judge(const SweepCheck& check);
  void judge(const DataCheck& check);
  void judge(const RefusalCheck& check);
  double judge_fix(const ExplainCheck& check);
  void judge_cure(const ExplainCheck& check, const std::string& command, double best);
  void judge_skill(const std::string& what, const std::string& command, const std::vector<Json>& runs);
  void judge_next(std::string command);
  void judge_remedies(const DataCheck& check, const std::vector<Json>& defects);
  void judge_mended(const DataCheck& check);
  void judge_remarks(const DataCheck& check, const std::vector<Json>& remarks);
  std::vector<Json> data_records(const std::string& arguments, const std::string& type) const {
    return records_of(run_lrscope("data " + arguments + " -q --format jsonl", folder_).out, type);
  }
  void fault(const std::string& text) { faults_.push_back(text); }

  std::string folder_;
  Words faults_;
};

void Judge::judge(const ExplainCheck& check) {
  const double best = check.fix.empty() ? -infinity : judge_fix(check);
  const Explained explained = explain(check.arguments, folder_);
  const Json& summary = explained.summary;
  if (summary.is_null())
    return fault("explain: exit " + std::to_string(explained.run.status) + ": " + explained.run.err.substr(0, 120));
  if (!check.fix.empty() && !check.largest_rise && value_of(summary, "run_d2") >= check.share * best)
    fault("situation: the run is as good as its known fix, " + ending_of(summary, "run_d2"));
  const std::string verdict = text_of(summary, "verdict"), cause = text_of(summary, "cause");
  const std::string command = text_of(summary, "command");
  if (verdict == "healthy" && (!check.causes.empty() || !(value_of(summary, "run_d2") > 0)))
    fault("explain: healthy, with d2 " + short_number_text(value_of(summary, "run_d2")));
  if (!check.causes.empty() && !contains_one(cause, check.causes))
    fault("explain: the cause is '" + cause + "', not " + join(check.causes, " or "));
  if (!command.empty())
    judge_cure(check, command, best);
  else if (!check.fix.empty())
    fault("explain: no cure");
}

/// The situation itself: the known fix works, and half of it does not. Returns what the fix reaches.
double Judge::judge_fix(const ExplainCheck& check) {
  const double best = best_of(runs_of("lrscope sweep " + check.fix, folder_));
  if (!(best > 0)) fault("situation: the known fix has no skill");
  for (const std::string& half : check.halves)
    if (const double reached = best_of(runs_of("lrscope sweep " + half, folder_)); reached >= check.share * best)
      fault("situation: one mending is enough, d2 " + short_number_text(reached) + ": " + half);
  if (!check.largest_rise) return best;
  for (const Json& run : runs_of("lrscope sweep " + check.fix, folder_))
    if (!(value_of(run, "rise_after_best") <= *check.largest_rise))
      fault("situation: the known fix rises again by " + short_number_text(value_of(run, "rise_after_best")));
  for (const Json& run : runs_of("lrscope sweep " + check.arguments, folder_))
    if (!(value_of(run, "rise_after_best") > 10 * *check.largest_rise))
      fault("situation: the run rises by " + short_number_text(value_of(run, "rise_after_best")) + " only");
  return best;
}

void Judge::judge_cure(const ExplainCheck& check, const std::string& command, double best) {
  const std::string words = command + " ";  // so that "--lr 1 " is not contained in "--lr 10"
  for (const Words& need : check.needs)
    if (!contains_one(words, need)) fault("cure without " + join(need, " or ") + ": " + command);
  for (const std::string& word : check.lacks)
    if (contains(words, word)) fault("cure with " + word + ": " + command);
  const auto runs = runs_of(command, folder_);
  judge_skill("cure", command, runs);
  for (const Json& run : runs) {
    if (has_skill(run) && !check.fix.empty() && !(value_of(run, "d2") >= check.share * best))
      fault("cure ends " + ending_of(run) + ", the known fix with " + short_number_text(best) + ": " + command);
    if (check.largest_rise && !(value_of(run, "rise_after_best") <= *check.largest_rise))
      fault("cure rises again by " + short_number_text(value_of(run, "rise_after_best")) + ": " + command);
  }
}

/// Of a command that must lead to skill in every run.
void Judge::judge_skill(const std::string& what, const std::string& command, const std::vector<Json>& runs) {
  if (runs.empty()) fault(what + " has no run: " + command);
  for (const Json& run : runs)
    if (!has_skill(run)) fault(what + " ends " + ending_of(run) + ": " + command);
}

void Judge::judge(const HealthyCheck& check) {
  const Explained explained = explain(check.arguments, folder_);
  if (explained.summary.is_null()) return fault("explain: no explanation");
  const std::string verdict = text_of(explained.summary, "verdict"), cause = text_of(explained.summary, "cause");
  if (verdict != "healthy") fault("explain: " + verdict + " because of '" + cause + "', but nothing is wrong");
  if (verdict == "healthy" && !cause.empty()) fault("explain: healthy, but with the cause '" + cause + "'");
  if (!(value_of(explained.summary, "run_d2") >= check.least_d2))
    fault("situation: the run has d2 " + short_number_text(value_of(explained.summary, "run_d2")) + " only");
  const std::string table = run_lrscope("explain " + check.arguments, folder_).out;
  if (!(std::abs(printed_d2(table) - value_of(explained.summary, "run_d2")) <= .01))
    fault("explain: does not say how much was learnt");
}

void Judge::judge(const SweepCheck& check) {
  const Finished sweep = run_lrscope("sweep " + check.arguments + " -q --format jsonl", folder_);
  if (sweep.status != 0) return fault("sweep: exit " + std::to_string(sweep.status) + ": " + sweep.err.substr(0, 120));
  const auto runs = records_of(sweep.out, "run"), summaries = records_of(sweep.out, "summary");
  if (summaries.size() != 1) return fault("sweep: no summary");
  const Json& summary = summaries.front();
  std::map<double, bool> skill;  // of each rate: in every seed?
  for (const Json& run : runs) {
    const auto [place, is_new] = skill.emplace(run["lr"].get<double>(), has_skill(run));
    if (!is_new) place->second = place->second && has_skill(run);
  }
  const double suggested = value_of(summary, "suggested_lr");
  if (!std::isnan(suggested)) {
    if (!skill.contains(suggested))
      fault("sweep: suggests lr " + number_text(suggested) + ", which was not run");
    else if (!skill[suggested])
      fault("sweep: suggests lr " + number_text(suggested) + ", which has no skill");
    if (check.is_hopeless) fault("sweep: a suggestion where nothing can be learnt");
    return;
  }
  if (check.is_hopeless) return;
  if (std::any_of(skill.begin(), skill.end(), [](const auto& rate) { return rate.second; }))
    return fault("sweep: no suggestion, though a rate has skill");
  judge_next(text_of(summary, "next_command"));
}

/// A next command that explains leads on to the cure that it prints.
void Judge::judge_next(std::string command) {
  const std::string explains = "lrscope explain ";
  if (command.empty()) return fault("sweep: no rate has skill, and no next command");
  if (command.starts_with(explains)) {
    const Explained explained = explain(command.substr(explains.size()), folder_);
    const std::string cure = text_of(explained.summary, "command");
    if (cure.empty()) return fault("next command leads to no cure: " + command);
    command = cure;
  }
  judge_skill("next command", command, runs_of(command, folder_));
}

void Judge::judge(const DataCheck& check) {
  const auto defects = data_records(check.arguments, "defect");
  if (defects.size() != check.defects.size())
    fault("data: " + std::to_string(defects.size()) + " defects instead of " + std::to_string(check.defects.size()));
  for (const ExpectedDefect& expected : check.defects) {
    const auto found = std::find_if(defects.begin(), defects.end(), [&](const Json& defect) {
      return defect["kind"] == expected.kind && text_of(defect, "name") == expected.column;
    });
    if (found == defects.end())
      fault("data: no defect '" + expected.kind + "' of column '" + expected.column + "'");
    else if (!contains(text_of(*found, "remedy"), expected.flag))
      fault("data: the remedy of '" + expected.column + "' is '" + text_of(*found, "remedy") + "', not " +
            expected.flag);
  }
  judge_remedies(check, defects);
  judge_mended(check);
  judge_remarks(check, data_records(check.arguments + " " + check.mended, "remark"));
}

/// Each remedy, typed, takes its defect away; all together make the file one that can be trained on.
void Judge::judge_remedies(const DataCheck& check, const std::vector<Json>& defects) {
  std::set<std::string> remedies;
  for (const Json& defect : defects) {
    const std::string remedy = text_of(defect, "remedy");
    remedies.insert(remedy);
    for (const Json& left : data_records(check.arguments + " " + remedy, "defect"))
      if (left["kind"] == defect["kind"] && text_of(left, "name") == text_of(defect, "name"))
        fault("data: '" + remedy + "' does not mend its defect");
  }
  if (remedies.empty()) return;
  const std::string all = check.arguments + " " + join(Words(remedies.begin(), remedies.end()), " ");
  for (const std::string& command : {"data " + all, "sweep " + all + " --lr 1e-9 --max-steps 1"}) {
    const Finished run = run_lrscope(command + " -q", folder_);
    if (run.status != 0) fault("exit " + std::to_string(run.status) + ": " + command + ": " + run.err.substr(0, 120));
  }
}

void Judge::judge_mended(const DataCheck& check) {
  const std::string arguments = check.arguments + " " + check.mended;
  const Finished run = run_lrscope("data " + arguments + " -q --format jsonl", folder_);
  if (run.status != 0)
    return fault("exit " + std::to_string(run.status) + ": data " + arguments + ": " + run.err.substr(0, 120));
  const auto summary = records_of(run.out, "data").front();
  if (check.rows > 0 && summary["rows_used"] != check.rows)
    fault("data: " + summary["rows_used"].dump() + " rows are used, not " + std::to_string(check.rows));
  if (check.columns.empty()) return;
  Words expected, found;
  for (const ExpectedColumn& column : check.columns) expected.push_back(column.name + ": " + column.kind);
  for (const Json& column : records_of(run.out, "column"))
    found.push_back(text_of(column, "name") + ": " + text_of(column, "kind"));
  if (found != expected) fault("data: the columns are " + join(found, ", ") + ", not " + join(expected, ", "));
}

void Judge::judge_remarks(const DataCheck& check, const std::vector<Json>& remarks) {
  const auto is_made = [&](const ExpectedRemark& remark) {
    return std::any_of(remarks.begin(), remarks.end(), [&](const Json& made) {
      return (remark.about.empty() || text_of(made, "about") == remark.about) &&
             contains(text_of(made, "text"), remark.word);
    });
  };
  for (const ExpectedRemark& remark : check.remarks)
    if (!is_made(remark)) fault("data: no remark on '" + remark.about + "' with '" + remark.word + "'");
  for (const ExpectedRemark& remark : check.unfounded)
    if (is_made(remark)) fault("data: an unfounded remark on '" + remark.about + "' with '" + remark.word + "'");
}

void Judge::judge(const RefusalCheck& check) {
  for (const std::string& command : check.commands) {
    const Finished run = run_lrscope(command, folder_);
    if (run.status != 3) fault("exit " + std::to_string(run.status) + " instead of 3: " + command);
    for (const std::string& word : check.words)
      if (!contains(run.err, word)) fault("does not say '" + word + "': " + command);
  }
}

}  // namespace

Words faults_of(const Situation& situation) { return Judge(situation).faults(); }

}  // namespace lrscope::test
