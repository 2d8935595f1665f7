#include "options/knob_option.h"

#include "nn/activation.h"
#include "nn/initialiser.h"
#include "nn/loss.h"
#include "optim/optimizer.h"
#include "optim/schedule.h"

namespace lrscope::cli {
namespace {

template <class Row>
std::vector<std::string> names_of_rows(std::span<const Row> rows) {
  std::vector<std::string> names;
  for (const Row& row : rows) names.emplace_back(row.name);
  return names;
}

/// A word that needs no quotes in any shell.
bool is_plain(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

}  // namespace

std::vector<std::string> names_of(const KnobType& type) {
  const auto* name = std::get_if<NameKnob>(&type);
  if (!name) return {};
  static const std::vector<std::string> names[] = {
      // in the order of NameTable
      names_of_rows(activations()), names_of_rows(initialisers()), names_of_rows(losses()), names_of_rows(optimizers()),
      names_of_rows(schedules())};
  return names[static_cast<int>(name->table)];
}

std::vector<std::string> words_of(const KnobType& type) {
  std::vector<std::string> words = names_of(type);
  if (const auto* choice = std::get_if<ChoiceKnob>(&type))
    for (const std::string_view word : choice->words)
      if (is_plain(word)) words.emplace_back(word);
  if (const auto* number = std::get_if<NumberKnob>(&type); number && !number->or_word.empty())
    words.emplace_back(number->or_word);
  return words;
}

}  // namespace lrscope::cli
