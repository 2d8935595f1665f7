#include "real_files.h"

#include <iostream>

#include "../cli/explained.h"
#include "test.h"

namespace lrscope::test {
namespace {

std::string cell(const Json& record, const std::string& field) {
  if (!record.is_object() || !record.contains(field) || record[field].is_null()) return "·";
  return record[field].is_number() ? short_number_text(record[field].get<double>()) : record[field].get<std::string>();
}

/// The worst d2 of its runs.
std::string ending_of(const std::string& command, const std::string& folder) {
  std::optional<double> worst;
  for (const Json& run : runs_of(command, folder)) {
    const double d2 = run.contains("d2") && run["d2"].is_number() ? run["d2"].get<double>() : -infinity;
    worst = std::min(worst.value_or(d2), d2);
  }
  return worst ? short_number_text(*worst) : "no run";
}

struct Answer {
  std::string rows = "·", suggestion = "·", d2 = "·", next, next_d2 = "·";
};

Answer answer_of(const std::string& name, const std::string& folder) {
  Answer answer;
  const auto data = records_of(run_lrscope("data '" + name + "' -q --format jsonl", folder).out, "data");
  if (!data.empty()) answer.rows = cell(data.front(), "rows");
  const Finished sweep = run_lrscope("sweep '" + name + "' -q --format jsonl", folder);
  if (sweep.status != 0) {
    const Explained explained = explain("'" + name + "' --lr .01", folder);
    answer.suggestion = "refused, cure";
    if (!explained.summary.is_null() && explained.summary.contains("command"))
      answer.next = explained.summary["command"];
  } else if (const auto summaries = records_of(sweep.out, "summary"); !summaries.empty()) {
    answer.suggestion = cell(summaries.front(), "suggested_lr");
    answer.d2 = cell(summaries.front(), "suggested_d2");
    if (summaries.front().contains("next_command")) answer.next = summaries.front()["next_command"];
  }
  if (!answer.next.empty()) answer.next_d2 = ending_of(answer.next, folder);
  return answer;
}

}  // namespace

void print_real_files(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".csv") names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  std::cout << "| file | rows | suggested lr | d2 | next command or cure | d2 |\n|---|---|---|---|---|---|\n";
  for (const std::string& name : names) {
    const Answer answer = answer_of(name, folder);
    std::cout << "| " << name << " | " << answer.rows << " | " << answer.suggestion << " | " << answer.d2 << " | "
              << (answer.next.empty() ? "·" : "`" + answer.next + "`") << " | " << answer.next_d2 << " |" << std::endl;
  }
}

}  // namespace lrscope::test
