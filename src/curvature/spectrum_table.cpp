#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "curvature/batch_limit.h"
#include "curvature/spectrum.h"
#include "report/text_table.h"

namespace lrscope {
namespace {

constexpr std::ptrdiff_t most_columns = 10;  // shown of the input columns
constexpr std::size_t bar_width = 40;        // characters, at most
constexpr int most_empty_rows = 2;           // of the plot, one after the other

std::string percent(double share, int count = 4) { return digits(100 * share, count) + " %"; }

/// " ± 0.12", "" if a single probe gives no error, " (exact)" without probes.
std::string error_text(const SpectrumRecord& spectrum, const std::optional<double>& error, double unit = 1) {
  if (!spectrum.probes) return " (exact)";
  return error ? " ± " + digits(unit * *error, 2) : std::string();
}

std::string place_of(const SpectrumRecord& s) {
  return fmt::format(
      "Hessian of the loss{} {}, seed {}: {}, loss {}, gradient norm {}",
      s.rows ? " over " + counted(*s.rows, "row") : "",
      s.step == 0 ? "at the start" : fmt::format("after step {} at lr {}", s.step, digits(s.lr.value_or(0))), s.seed,
      counted(s.parameters, "parameter"), digits(s.loss), digits(s.gradient_norm));
}

std::span<const EigenvalueRecord> of_end(const SpectrumResult& result, SpectrumEnd end) {
  const std::span<const EigenvalueRecord> all(result.eigenvalues);
  const auto top = static_cast<std::size_t>(std::ranges::count(all, SpectrumEnd::top, &EigenvalueRecord::end));
  return end == SpectrumEnd::top ? all.first(top) : all.subspan(top);
}

std::string eigenvalue_table(const SpectrumResult& result) {
  const auto top = of_end(result, SpectrumEnd::top), bottom = of_end(result, SpectrumEnd::bottom);
  if (top.empty()) return "";
  const TextTable table(
      {{"rank", 4}, {"largest", 14}, {"residual", 10}, {"smallest", 14, Align::right, 4}, {"residual", 10}});
  std::string text = "\n" + table.header();
  for (std::size_t i = 0; i < top.size(); ++i) {
    const Eigenvalue &largest = top[i].pair, &smallest = bottom[i].pair;
    text += table.row({std::to_string(top[i].rank), digits(largest.value, 8), digits(largest.residual, 2),
                       digits(smallest.value, 8), digits(smallest.residual, 2)});
  }
  return text;
}

/// A warning about the eigenvalues that did not converge.
std::string unconverged(const SpectrumResult& result, SpectrumEnd end, std::string_view called, const Screen& screen) {
  std::vector<std::string> ranks;
  double residual = 0;
  std::int64_t hvps = 0;
  for (const EigenvalueRecord& record : of_end(result, end)) {
    hvps = record.pair.hvps;
    if (record.pair.converged) continue;
    ranks.push_back(std::to_string(record.rank));
    residual = std::max(residual, record.pair.residual);
  }
  if (ranks.empty()) return "";
  return paragraph(
      "warning",
      fmt::format(
          "the {} eigenvalue{} {} did not converge within {} products: residual {}; allow more with --max-hvps.",
          called, ranks.size() > 1 ? "s" : "", join(ranks, ", "), hvps, digits(residual, 2)),
      screen);
}

/// The largest eigenvalue and what it means. An estimate that did not converge lies below it.
std::string sharpness_text(const SpectrumResult& result) {
  const double value = result.spectrum.sharpness;
  const bool converged =
      result.eigenvalues.empty() ? result.spectrum.converged : result.eigenvalues.front().pair.converged;
  const std::string text = (converged ? "" : "at least ") + digits(value, 6);
  if (!(value > 0)) return text + ": the loss curves upwards in no direction";
  return fmt::format("{}: plain gradient descent is locally unstable above lr {}{}", text, digits(2 / value),
                     converged ? "" : " or less");
}

std::string summary_text(const SpectrumResult& result, const Screen& screen) {
  const SpectrumRecord& s = result.spectrum;
  std::string text = paragraph("sharpness", sharpness_text(result), screen);
  if (const std::string batches = batch_limits_text(result.spectrum.start); !batches.empty())
    text += paragraph("batches", "drawn at random: " + batches + ".", screen);
  text += paragraph("trace", digits(s.trace, 6) + error_text(s, s.trace_standard_error), screen);
  text +=
      paragraph("condition", s.condition_number ? digits(*s.condition_number, 6) : "none: " + s.condition_note, screen);
  std::string negative = fmt::format("{}{} of the eigenvalues", percent(s.negative_mass),
                                     error_text(s, s.negative_mass_standard_error, 100));
  if (s.unresolved_mass > 0)
    negative += fmt::format("; {}{} cannot be told from 0, within ± {}", percent(s.unresolved_mass),
                            error_text(s, s.unresolved_mass_standard_error, 100), digits(s.resolution));
  return text + paragraph("negative", negative, screen);
}

std::string tensor_name(const ShareRecord& share) {
  return share.layer ? fmt::format("layer {} {}", *share.layer, share.tensor) : share.tensor;
}

/// The tensor and the column with the largest shares of the top eigenvector, then all tensors and the first columns.
std::string share_text(std::vector<ShareRecord> shares, const Screen& screen) {
  const auto is_tensor = [](const ShareRecord& share) { return share.of == ShareOf::tensor; };
  const auto columns = std::stable_partition(shares.begin(), shares.end(), is_tensor);
  if (shares.empty()) return "";
  std::ranges::stable_sort(columns, shares.end(), std::greater{}, &ShareRecord::share);
  const ShareRecord& main = *std::ranges::max_element(shares.begin(), columns, {}, &ShareRecord::share);
  std::string sentence = fmt::format("{} of the top eigenvector lies in {}", percent(main.share), tensor_name(main));
  if (columns != shares.end() && columns->share_of_tensor)
    sentence += fmt::format("; '{}' contributes {} of the first layer's weights' part", shortened(columns->column),
                            percent(*columns->share_of_tensor));
  std::string text = paragraph("direction", sentence + ".", screen);

  const TextTable tensor_table({{"share of v²", 12}, {"of the top eigenvector v in", 0, Align::left}}, screen);
  text += "\n" + tensor_table.header();
  for (const ShareRecord& share : std::span(shares.begin(), columns))
    text += tensor_table.row({percent(share.share), tensor_name(share)});
  if (columns == shares.end()) return text;
  const TextTable column_table({{"share of v²", 12}, {"of layer 1 weight", 18}, {"input column", 0, Align::left}},
                               screen);
  text += "\n" + column_table.header();
  const std::ptrdiff_t count = shares.end() - columns, shown = std::min(count, most_columns);
  for (const ShareRecord& share : std::span(columns, columns + shown))
    text += column_table.row(
        {percent(share.share), share.share_of_tensor ? percent(*share.share_of_tensor) : "·", shortened(share.column)});
  if (const auto left = count - shown; left > 0) text += fmt::format("{:>34}  {} more\n", "…", left);
  return text;
}

/// A bar of `length` ≥ 0 characters, to an eighth of one.
std::string bar(double length) {
  static constexpr const char* parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const int eighths = std::max(1, static_cast<int>(std::lround(8 * length)));
  std::string text;
  for (int i = 0; i < eighths / 8; ++i) text += "█";
  return text + parts[eighths % 8];
}

bool is_empty(const DensityRecord& bin) { return bin.mass == 0 && bin.low != -bin.high; }

/// `decades`: what a bar's whole width of `most` characters stands for.
std::string plot_row(const DensityRecord& bin, double decades, std::size_t most) {
  const auto edge = [](double x) { return fmt::format("{:.4g}", x); };
  const std::string low = bin.low == -bin.high ? "0 ±" : edge(bin.low) + " …";
  std::string mass = "·", blocks;
  if (bin.mass > 0) {
    mass = percent(bin.mass, 3);
    if (bin.standard_error.value_or(0) > 0) mass += " ± " + digits(100 * *bin.standard_error, 2);
    blocks = bar(static_cast<double>(most) * (1 + std::log10(bin.mass) / decades));
  }
  return fmt::format("{:>13} {:>11}  {:<19} │{}\n", low, edge(bin.high), mass, blocks);
}

/// The density as horizontal bars, a row per bin, the largest eigenvalues on top; lengths are logarithmic.
std::string density_plot(const std::vector<DensityRecord>& density, const Screen& screen) {
  constexpr std::size_t beside = 48;  // characters of a row without its bar
  const std::size_t most = screen.is_terminal() ? std::min(bar_width, screen.line_width() - beside) : bar_width;
  double least = 1;
  for (const DensityRecord& bin : density)
    if (bin.mass > 0) least = std::min(least, bin.mass);
  const double decades = std::max(1.0, std::ceil(-std::log10(least)));
  std::string text;
  for (auto bin = density.rbegin(); bin != density.rend();) {
    const auto next = std::find_if(bin, density.rend(), [](const DensityRecord& b) { return !is_empty(b); });
    if (next - bin > most_empty_rows) {
      text += fmt::format("{:>13}\n", "⋮");
      bin = next;
      continue;
    }
    text += plot_row(*bin++, decades, most);
  }
  return text;
}

}  // namespace

std::string spectrum_table(const SpectrumResult& result, const Screen& screen) {
  return wrapped(place_of(result.spectrum), 0, screen) + eigenvalue_table(result) + "\n" +
         unconverged(result, SpectrumEnd::top, "largest", screen) +
         unconverged(result, SpectrumEnd::bottom, "smallest", screen) + summary_text(result, screen) +
         share_text(result.shares, screen) +
         fmt::format("\n{:>25}  {:<19}  (bars: logarithmic)\n", "eigenvalues from … to", "share of all") +
         density_plot(result.density, screen);
}

}  // namespace lrscope
