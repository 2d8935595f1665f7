// How much of a loss at the edge of stability is oscillation, below the steps of a trace.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/paragraphs.h"
#include "sweep/sweep_table.h"

namespace lrscope {
namespace {

std::string place_of(const EdgeRecord& edge, bool names_run) {
  std::string text = fmt::format("at step {}", edge.step);
  if (names_run) text += fmt::format(" of lr {}, seed {}", number_text(edge.lr), edge.seed);
  return text;
}

std::string shown(double value) { return short_number_text(value, 3); }

/// In a word where it is near a half, else in figures.
std::string share_text(double share) {
  return share > 0.45 && share < 0.55 ? "half" : short_number_text(100 * share, 2) + " %";
}

}  // namespace

std::string edge_text(const std::vector<EdgeRecord>& edges, const Screen& screen) {
  std::string text;
  const auto is_other = [&](const EdgeRecord& edge) { return edge.run != edges.front().run; };
  const bool names_run = std::ranges::any_of(edges, is_other);
  for (const EdgeRecord& edge : edges) {
    std::string sentence = place_of(edge, names_run);
    if (!edge.predicted_oscillation) {
      sentence += fmt::format(": no prediction, {} (η·λmax = {})", name_of(edge.note),
                              short_number_text(edge.lr * edge.central_sharpness, 4));
    } else {
      sentence += fmt::format(
          ", at the edge: {} of the loss ({}) is oscillation; halve the rate for {} steps and it falls to {} (done), "
          "near "
          "the {} in the middle of the swing. Theory: loss {}, mean square of the swing {}; measured over {} steps: {} "
          "and {}",
          share_text(1 - edge.central_loss / edge.mean_loss), shown(edge.mean_loss), edge.halved_steps,
          shown(edge.halved_loss), shown(edge.central_loss), shown(*edge.predicted_mean_loss),
          shown(*edge.predicted_oscillation), edge.window, shown(edge.mean_loss), shown(edge.oscillation));
      if (edge.note == EdgeNote::unsettled)
        sentence += fmt::format(", but {} (× {} within them)", name_of(edge.note), shown(edge.oscillation_growth));
    }
    text += wrapped(sentence + ".", 2, screen);
  }
  return text;
}

}  // namespace lrscope
