// The first words of a page.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "plot/page.h"

namespace lrscope {
namespace {

/// A sentence about a type of record: said where the record has every field that stands in braces.
struct Sentence {
  std::string_view type, words;
};

constexpr std::array<Sentence, 17> sentences = {
    {{"explanation", "At learning rate {lr}, seed {seed}: {verdict}."},
     {"explanation", "Cause: {cause}."},
     {"explanation", "Evidence: {evidence}."},
     {"explanation", "Cure: {command}"},
     {"summary", "{failed} of {runs} runs failed."},
     {"summary", "Training works up to learning rate {largest_safe_lr}."},
     {"summary", "It fails from {smallest_failed_lr}."},
     {"summary", "The limit at the initial weights is {predicted_limit}."},
     {"summary", "Suggested: {suggested_lr}, with d2 {suggested_d2}."},
     {"summary", "Next: {next_command}"},
     {"summary", "It reached d2 {next_d2}."},
     {"find", "Independent runs fail from about learning rate {boundary}."},
     {"find", "The best suggestion is {best_lr}, by {best_method}."},
     {"spectrum", "The sharpness is {sharpness}: plain gradient descent is locally stable up to 2 over it."},
     {"spectrum", "Of all eigenvalues a share of {negative_mass} is negative."},
     {"map", "Of {width} × {height} cells {diverged} diverged and {nonfinite} became infinite or NaN, over {x}."},
     {"map", "Upwards: {y}."}}};

/// With the record's values; empty where one is missing.
std::string filled(std::string_view words, const Row& row) {
  std::string text;
  for (std::size_t open = words.find('{'); open != std::string_view::npos; open = words.find('{')) {
    const std::size_t close = words.find('}', open);
    const std::string_view field = words.substr(open + 1, close - open - 1);
    const auto number = row.number(field);
    const std::string value = number ? short_number_text(*number, 4) : row.text(field);
    if (value.empty()) return "";
    text += std::string(words.substr(0, open)) + value;
    words.remove_prefix(close + 1);
  }
  return text + std::string(words);
}

}  // namespace

std::vector<std::string> verdict_of(const RecordSet& records) {
  std::vector<std::string> paragraphs;
  for (auto first = sentences.begin(); first != sentences.end();) {
    const auto last =
        std::find_if(first, sentences.end(), [&](const auto& other) { return other.type != first->type; });
    for (const Row& row : records.of(first->type)) {
      std::vector<std::string> said;
      for (auto sentence = first; sentence != last; ++sentence) said.push_back(filled(sentence->words, row));
      std::erase(said, "");
      if (!said.empty()) paragraphs.push_back(join(said, " "));
    }
    first = last;
  }
  return paragraphs;
}

}  // namespace lrscope
