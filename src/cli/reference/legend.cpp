#include "cli/reference/legend.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "cli/reference/topics.h"
#include "report/text_table.h"

namespace lrscope::cli {
namespace {

/// "word: meaning" for each of `words`, in the order of the page of outcomes, each meaning up to its first colon or semicolon.
std::string legend_of(const std::set<std::string>& words, const Screen& screen) {
  std::string text;
  for (const Section& section : outcomes_page().sections)
    for (const Block& block : section.blocks) {
      const auto* list = std::get_if<EntryList>(&block);
      if (!list) continue;
      for (const Entry& entry : list->entries)
        if (words.contains(entry.term))
          text += entry.term + ": " + entry.meaning.substr(0, entry.meaning.find_first_of(":;")) + "; ";
    }
  std::erase(text, '`');
  return paragraph("legend", text + "lrscope help outcomes says more.", screen);
}

}  // namespace

void RunLegend::add(const RunRecord& run) {
  outcomes_.emplace(name_of(run.outcome));
  columns_.insert("d2");
  for (const auto& [word, is_there] : {std::pair{"limit", run.start.limit.has_value()},
                                       {"held out", run.holdout_d2.has_value()},
                                       {"1st rise", run.first_rise_step.has_value()},
                                       {"diverges", run.divergence_step.has_value()},
                                       {"inf at", run.loss_inf_step.has_value()},
                                       {"NaN at", run.nan_step.has_value()},
                                       {"× a step", run.growth_per_step.has_value()}})
    if (is_there) columns_.insert(word);
}

std::string RunLegend::text(const TextTable& table, const Screen& screen) const {
  if (outcomes_.empty()) return "";
  std::set<std::string> words = outcomes_;
  for (const std::string& column : columns_)
    if (table.shows(column)) words.insert(column);
  return legend_of(words, screen);
}

std::string step_legend(const TextTable& table, const Screen& screen) {
  std::set<std::string> words;
  for (const char* column :
       {"critical lr", "sharpness", "stability", "predicted change", "actual change", "g'g", "g'Hg"})
    if (table.shows(column)) words.insert(column);
  return legend_of(words, screen);
}

}  // namespace lrscope::cli
