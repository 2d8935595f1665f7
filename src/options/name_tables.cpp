#include "options/name_tables.h"

#include <algorithm>

#include "base/text.h"
#include "nn/activation.h"
#include "nn/initialiser.h"
#include "nn/loss.h"
#include "optim/optimizer.h"
#include "optim/schedule.h"

namespace lrscope::cli {
namespace {

std::vector<std::string> knobs_of(const OptimizerRow& row) {
  std::vector<std::string> knobs;
  if (!row.memory.empty()) knobs.emplace_back(row.memory);
  if (row.beta2 > 0) knobs.emplace_back("beta2");
  if (row.epsilon > 0) knobs.emplace_back("epsilon");
  if (!row.knobs.empty())
    for (const std::string& knob : split(row.knobs, ' ')) knobs.push_back(knob);
  return knobs;
}

std::vector<std::string> knobs_of(const auto& row) {
  if constexpr (requires { row.knobs; })
    return row.knobs.empty() ? std::vector<std::string>() : split(row.knobs, ' ');
  else
    return {};
}

std::vector<NameRow> rows_in(const auto& table) {
  std::vector<NameRow> rows;
  for (const auto& row : table) rows.push_back({std::string(row.name), row.aliases, knobs_of(row)});
  return rows;
}

}  // namespace

std::vector<NameRow> rows_of(NameTable table) {
  switch (table) {
    case NameTable::activations:
      return rows_in(activations());
    case NameTable::output_activations:
      return rows_in(output_activations());
    case NameTable::initialisers:
      return rows_in(initialisers());
    case NameTable::losses:
      return rows_in(losses());
    case NameTable::optimizers:
      return rows_in(optimizers());
    case NameTable::schedules:
      return rows_in(schedules());
  }
  return {};
}

std::span<const OtherWords> others_of(NameTable table) {
  switch (table) {
    case NameTable::activations:
    case NameTable::output_activations:
      return other_activations();
    case NameTable::initialisers:
      return other_initialisers();
    case NameTable::losses:
      return other_losses();
    case NameTable::optimizers:
      return other_optimizers();
    case NameTable::schedules:
      return other_schedules();
  }
  return {};
}

std::string our_name(const std::string& flag, NameTable table, const std::string& word) {
  const std::string letters = plain_letters(word);
  std::vector<std::string> names;
  for (const NameRow& row : rows_of(table)) {
    if (letters == plain_letters(row.name) || is_among(letters, row.aliases)) return row.name;
    names.push_back(row.name);
  }
  for (const OtherWords& other : others_of(table))
    if (is_among(letters, other.words))
      throw bad_value(flag, word,
                      "is not built here; " + std::string(other.advice) + ". One of: " + join(names, ", ") + ".");
  throw bad_value(flag, word, "unknown name" + did_you_mean_one_of(word, names));
}

std::string our_names(const std::string& flag, const NameKnob& knob, const std::string& words) {
  if (!knob.is_list) return our_name(flag, knob.table, words);
  std::vector<std::string> names;
  for (const std::string& word : split(words, ',')) names.push_back(our_name(flag, knob.table, word));
  return join(names, ",");
}

}  // namespace lrscope::cli
