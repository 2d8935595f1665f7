#include "explain/verdict_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "report/text_table.h"

namespace lrscope {
namespace {

/// Better than a constant prediction, but only just.
bool learns_hardly(const RunRecord& run) { return has_skill(run.outcome) && run.d2 && *run.d2 < hardly_anything; }

/// "; the best constant prediction gives 0.25: R² 0.94".
std::string skill_text(const ExplanationRecord& s) {
  const RunRecord& run = *s.run;
  if (!run.baseline_loss) return "";
  std::string text = fmt::format("; the best constant prediction gives {}", digits(*run.baseline_loss));
  if (!run.d2 || !std::isfinite(*run.d2)) return text;
  text += fmt::format(": {} {}", s.score, digits(*run.d2, 2));
  if (run.holdout_d2)
    return text + fmt::format("; {} {} on the held-out rows, where up to {} may be chance", s.score,
                              digits(*run.holdout_d2, 2), digits(*run.holdout_chance, 2));
  return text + (learns_hardly(run) ? ", hardly anything is learnt" : "");
}

/// "NONFINITE", "HEALTHY", …
std::string headline(const ExplanationRecord& s, const Screen& screen) {
  std::string word(name_of(s.verdict));
  for (char& c : word)
    if ('a' <= c && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  std::string text = fmt::format("{}: lr {}, seed {}: ", word, digits(s.lr, 15), s.seed);
  if (!s.run) return text + "the data cannot be trained on as they are.\n";
  const RunRecord& run = *s.run;
  text +=
      fmt::format("loss {} → {} in {}", digits(run.initial_loss), digits(run.final_loss), counted(run.steps, "step"));
  if (run.outcome == Outcome::spiked) text += ", with a spike on the way";
  text += skill_text(s);
  return wrapped(text + ".", 2, screen);
}

std::string edge_text(const Explanation& e, const Screen& screen) {
  const ExplanationRecord& s = e.summary;
  const auto& [safe, failed] = s.boundary;
  if (!safe && !failed) return "";
  if (!failed) return paragraph("edge", "no learning rate fails, however large", screen);
  if (!safe) {
    const auto other = std::ranges::find_if(e.changes, [](const ChangeRecord& change) {
      return is_of_rate(change.suspect.remedy.kind) && !has_failed(change.runs.run.outcome);
    });
    return paragraph("edge",
                     other == e.changes.end()
                         ? "every learning rate fails, however small"
                         : fmt::format("none: the search met failures only, but lr {} does not fail",
                                       digits(other->runs.run.lr, 15)),
                     screen);
  }
  if (s.run && !has_failed(s.run->outcome) && s.lr >= *failed)
    return paragraph("edge",
                     fmt::format("none: at {} training does not fail, at {} it does, and at lr {}, above it, it "
                                 "does not: outcomes are not monotone in lr",
                                 digits(*safe, 3), digits(*failed, 3), digits(s.lr, 15)),
                     screen);
  const double factor = *s.lr_over_boundary;
  return paragraph("edge",
                   fmt::format("training fails from lr {} on, at {} it does not: lr {} lies {}", digits(*failed, 3),
                               digits(*safe, 3), digits(s.lr, 15),
                               factor > 1 ? "× " + factor_text(factor, 3) + " beyond the edge"
                                          : "at " + digits(factor, 2) + " × the edge"),
                   screen);
}

std::string cure_text(const ExplanationRecord& s, const Screen& screen) {
  if (s.cure.empty()) return "";
  std::string text = remedies_text(s.cure);
  const bool is_rate = s.cure.front().kind == ChangeKind::other_rate;
  if (s.cure_lr)
    text += fmt::format("{}{}",
                        is_rate              ? ", "
                        : *s.cure_lr == s.lr ? ", at the same lr "
                                             : ", at lr ",
                        digits(*s.cure_lr, 15));
  const std::string rows = s.has_holdout ? " on the held-out rows" : "";
  if (s.d2) text += fmt::format(": {} {}{}", s.score, digits(*s.d2, 2), rows);
  if (s.cure_failed_lr) text += fmt::format(" (with it training fails from lr {} on)", digits(*s.cure_failed_lr, 3));
  text = paragraph("cure", text + ":", screen) + command_lines(s.command, screen);
  if (s.other_d2 && !is_rate)
    text += paragraph("instead",
                      fmt::format("another learning rate alone, {}, reaches {} {}{}", digits(*s.other_lr, 15), s.score,
                                  digits(*s.other_d2, 2), rows),
                      screen);
  return text;
}

/// Why no cause is named.
std::string lack_of_cause(const ExplanationRecord& s) {
  if (s.verdict == Verdict::healthy)
    return learns_hardly(*s.run) ? "none was found, though hardly anything is learnt"
                                 : "none: nothing is wrong with this run";
  if (s.run && has_skill(s.run->outcome) && !has_skill(*s.run))
    return "not found: the run has learnt what holds for the rows it was trained on, but not for the held-out rows, "
           "and no single change that was tried helps";
  return "not found: no single change that was tried is enough";
}

}  // namespace

std::string factor_text(const std::optional<double>& factor, int count) {
  constexpr double readable = 1e6;
  if (!factor) return "·";
  if (std::isinf(*factor)) return "∞";
  const double rounded = *parse_number(digits(*factor, count));
  return rounded >= 100 && rounded < readable ? fmt::format("{:.0f}", rounded) : digits(*factor, count);
}

std::string verdict_text(const Explanation& e, const Screen& screen) {
  const ExplanationRecord& s = e.summary;
  std::string text = headline(s, screen);
  const bool is_healthy = s.verdict == Verdict::healthy;
  if (s.causes.empty())
    text += paragraph("cause", lack_of_cause(s), screen);
  else
    text += paragraph(is_healthy ? "latent" : "cause",
                      causes_text(s.causes) + (s.evidence.empty() ? "" : ": " + s.evidence), screen);
  return text + cure_text(s, screen) + edge_text(e, screen);
}

}  // namespace lrscope
