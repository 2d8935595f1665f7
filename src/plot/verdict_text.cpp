// The first words of a page.
#include <fmt/format.h>

#include "base/text.h"
#include "plot/page.h"
#include "report/lists.h"

namespace lrscope {
namespace {

std::string short_text(const std::optional<double>& value) { return value ? short_number_text(*value, 4) : "?"; }

std::string words_of_summary(const Row& summary) {
  const auto failed = summary.number("failed"), runs = summary.number("runs"), low = summary.number("largest_safe_lr"),
             high = summary.number("smallest_failed_lr"), suggestion = summary.number("suggested_lr"),
             limit = summary.number("predicted_limit");
  std::string text =
      fmt::format("{} of {} runs failed", number_text(failed.value_or(0)), number_text(runs.value_or(0)));
  if (low && high)
    text +=
        fmt::format(": training works up to learning rate {} and fails from {}.", short_text(low), short_text(high));
  else if (high)
    text += fmt::format(", from learning rate {} on.", short_text(high));
  else
    text += ".";
  if (limit) text += fmt::format(" The limit at the initial weights is {}.", short_text(limit));
  if (suggestion) {
    text += fmt::format(" Suggested: {}", short_text(suggestion));
    if (const auto d2 = summary.number("suggested_d2")) text += fmt::format(", with d2 {}", short_text(d2));
    text += ".";
  }
  if (const std::string command = summary.text("next_command"); !command.empty())
    text += fmt::format(" Next: {}", command) +
            (summary.number("next_d2") ? fmt::format(" reached d2 {}.", short_text(summary.number("next_d2"))) : ".");
  return text;
}

std::string words_of_explanation(const Row& row) {
  std::string text = fmt::format("At learning rate {}, seed {}: {}.", short_text(row.number("lr")),
                                 number_text(row.number("seed").value_or(0)), row.text("verdict"));
  if (const std::string cause = row.text("cause"); !cause.empty()) text += fmt::format(" Cause: {}.", cause);
  if (const std::string evidence = row.text("evidence"); !evidence.empty())
    text += fmt::format(" Evidence: {}.", evidence);
  if (const std::string command = row.text("command"); !command.empty()) text += fmt::format(" Cure: {}", command);
  return text;
}

std::string words_of_find(const Row& row) {
  std::string text;
  if (const auto boundary = row.number("boundary"))
    text = fmt::format("Independent runs fail from about learning rate {}.", short_text(boundary));
  if (const auto lr = row.number("best_lr"))
    text += fmt::format("{}The best suggestion is {}, by {}.", text.empty() ? "" : " ", short_text(lr),
                        row.text("best_method"));
  return text;
}

std::string words_of_spectrum(const Row& row) {
  return fmt::format(
      "The sharpness is {}, so that plain gradient descent is locally stable up to learning rate {}; {} of the "
      "eigenvalues are negative.",
      short_text(row.number("sharpness")), short_number_text(2 / row.number("sharpness").value_or(1), 4),
      short_number_text(100 * row.number("negative_mass").value_or(0), 3) + " %");
}

std::string words_of_map(const Row& row) {
  const double cells = row.number("width").value_or(0) * row.number("height").value_or(0);
  return fmt::format("{} of {} cells failed over {}{}.",
                     number_text(row.number("diverged").value_or(0) + row.number("nonfinite").value_or(0)),
                     number_text(cells), row.text("x"), row.text("y").empty() ? "" : " and " + row.text("y"));
}

}  // namespace

std::vector<std::string> verdict_of(const RecordSet& records) {
  std::vector<std::string> sentences;
  const auto add = [&](std::string_view type, std::string (*words)(const Row&)) {
    for (const Row& row : records.of(type))
      if (std::string text = words(row); !text.empty()) sentences.push_back(std::move(text));
  };
  add("explanation", words_of_explanation);
  add("summary", words_of_summary);
  add("find", words_of_find);
  add("spectrum", words_of_spectrum);
  add("map", words_of_map);
  return sentences;
}

}  // namespace lrscope
