#include "sweep/boundary.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "base/text.h"

namespace lrscope {
namespace {

constexpr double blind_start = 0.01;      // of a search without a prediction
constexpr int most_steps = 200;           // up or down
constexpr double longest_stride = 65536;  // of a galloping search
constexpr int few_digits = 4;             // of a learning rate, unless the bracket needs more
constexpr double scan_factor = 2;         // of the boundary, down and up
constexpr double scan_parts = 8;          // of that factor, even in the logarithm
constexpr int close_widths = 4;           // of a bracket, on each side of it

double rounded(double rate, int digits) { return *parse_number(short_number_text(rate, digits)); }

/// Of few digits, but no farther from `rate` than a small part of a spacing.
double placed(double rate, double spacing) {
  const double most = (spacing - 1) / 20;
  for (int digits = few_digits; digits < std::numeric_limits<double>::max_digits10; ++digits)
    if (const double near = rounded(rate, digits); std::abs(near / rate - 1) <= most) return near;
  return rate;
}

/// Into how many parts a gap is to be cut; what is a little wider than the spacing stays whole, as rates are rounded.
std::size_t parts_of(double quotient, double spacing) {
  constexpr double slack = 0.15;
  const double parts = std::ceil(std::log(quotient) / std::log(spacing) - slack);
  return parts > 1 ? static_cast<std::size_t>(parts) : 1;
}

double wide_spacing(double tolerance) { return std::max(std::pow(scan_factor, 1 / scan_parts), 1 + tolerance); }

/// The shortest number in the middle half (by logarithm) of the bracket; the middle itself if none is short.
std::optional<double> between(double low, double high) {
  const double middle = std::sqrt(low) * std::sqrt(high);
  const double first = std::sqrt(low) * std::sqrt(middle), last = std::sqrt(middle) * std::sqrt(high);
  for (int digits = few_digits; digits < std::numeric_limits<double>::max_digits10; ++digits)
    if (const double rate = rounded(middle, digits); first < rate && rate < last) return rate;
  return low < middle && middle < high ? std::optional(middle) : std::nullopt;
}

}  // namespace

BoundarySearch::BoundarySearch(double tolerance, Precision precision, std::optional<double> prediction, Pace pace,
                               Scan scan)
    : tolerance_(tolerance),
      precision_(precision),
      pace_(pace),
      scan_(scan),
      range_(representable_rates(precision)),
      is_predicted_(prediction.has_value()),
      start_(std::clamp(rounded(prediction.value_or(blind_start), few_digits), range_.smallest, range_.largest)) {}

void BoundarySearch::add(double rate, bool failed) {
  bool& has_failed = rates_[rate];
  has_failed = has_failed || failed;
  low_.reset();
  high_.reset();
  for (const auto& [known, fails] : rates_) {
    if (fails) {
      high_ = known;
      return;
    }
    low_ = known;
  }
}

std::optional<double> BoundarySearch::next() {
  if (low_ && high_) {
    if (!is_narrow(*low_, *high_)) return between(*low_, *high_);
    std::optional<double> rate;
    if (pace_ == Pace::doubling) rate = look_well_below();
    return rate || scan_ == Scan::none ? rate : look_around();
  }
  const bool starts = low_ ? start_ > *low_ : high_ ? start_ < *high_ : true;
  if (starts) {
    started_ = true;
    return start_;
  }
  if (steps_ == most_steps) return std::nullopt;
  ++steps_;
  return go_on();
}

std::optional<double> BoundarySearch::half_of_boundary() const {
  const double half = *high_ / 2;
  const double short_half = rounded(half, few_digits), rate = short_half <= half ? short_half : half;
  return rate >= range_.smallest ? std::optional(rate) : std::nullopt;
}

// A learning rate that is safely below, for the suggestion; if it fails, the search continues below it.
std::optional<double> BoundarySearch::look_well_below() const {
  return rates_.begin()->first <= *high_ / 2 ? std::nullopt : half_of_boundary();
}

// First the scan, then the crossings that it met, from below. The scan stays where it began: a crossing below would else
// draw it down without end where outcomes are chaotic.
std::optional<double> BoundarySearch::look_around() {
  if (scanned_.empty()) place_scan();
  for (const Stretch& stretch : scanned_)
    if (const auto rate = gap_in(stretch)) {
      ++scan_rates_;
      return rate;
    }
  return wide_crossing();
}

void BoundarySearch::place_scan() {
  const double wide = wide_spacing(tolerance_), close = 1 + tolerance_;
  const auto end = [&](double rate, double spacing) {
    return std::clamp(placed(rate, spacing), range_.smallest, range_.largest);
  };
  scanned_.push_back({half_of_boundary().value_or(*low_), end(scan_factor * *high_, wide), wide});
  if (close >= wide) return;
  const double reach = std::pow(close, close_widths);
  scanned_.push_back({end(*low_ / reach, close), end(*high_ * reach, close), close});
}

// A rate that is missing: an end, or the next one up where two neighbours are too far apart.
std::optional<double> BoundarySearch::gap_in(const Stretch& stretch) const {
  for (const double end : {stretch.low, stretch.high})
    if (!rates_.contains(end)) return end;
  const auto last = rates_.find(stretch.high);
  for (auto at = rates_.find(stretch.low), next = at; at != last; at = next) {
    next = std::next(at);
    const double quotient = next->first / at->first;
    const std::size_t parts = parts_of(quotient, stretch.spacing);
    if (parts == 1) continue;
    const double rate =
        placed(at->first * std::pow(quotient, 1 / static_cast<double>(parts)), std::min(stretch.spacing, quotient));
    if (at->first < rate && rate < next->first) return rate;
  }
  return std::nullopt;
}

// Between the lowest two neighbours of which one failed, and which are not close enough.
std::optional<double> BoundarySearch::wide_crossing() const {
  for (auto at = rates_.begin(), next = std::next(at); next != rates_.end(); at = next, ++next) {
    if (at->second == next->second || is_narrow(at->first, next->first)) continue;
    if (const auto rate = between(at->first, next->first)) return rate;
  }
  return std::nullopt;
}

// Up from what did not fail, or down from what did.
std::optional<double> BoundarySearch::go_on() {
  last_stride_ =
      pace_ == Pace::doubling || last_stride_ == 0 ? 2 : std::min(last_stride_ * last_stride_, longest_stride);
  const double end = low_ ? *low_ : *high_;
  const double next = rounded(low_ ? last_stride_ * end : end / last_stride_, few_digits);
  const double rate = std::clamp(next, range_.smallest, range_.largest);
  return (low_ ? rate > end : rate < end) ? std::optional(rate) : std::nullopt;
}

namespace {

/// Halvings of a bracket whose ends have this quotient.
std::size_t halvings(double quotient, double tolerance) {
  const double needed = std::log2(std::log(quotient) / std::log1p(tolerance));
  return needed > 0 ? static_cast<std::size_t>(std::ceil(needed)) : 0;
}

}  // namespace

// The next end of the bracket, then halvings of it, then half the boundary, then the scan: some of its rates are known.
std::size_t BoundarySearch::usual_rates(double tolerance, Scan scan) {
  constexpr auto wide = static_cast<std::size_t>(2 * scan_parts) - 3;
  const std::size_t close = 1 + tolerance < wide_spacing(tolerance) ? 2 * close_widths - 2 : 0;
  return 2 + halvings(2, tolerance) + 1 + (scan == Scan::around ? wide + close : 0);
}

std::size_t BoundarySearch::rates_left() const {
  const std::size_t usual = usual_rates(tolerance_, scan_);
  if (!low_ || !high_) return usual;
  if (!scanned_.empty()) return scan_left();
  return usual - usual_rates(tolerance_) + halvings(*high_ / *low_, tolerance_) + 1;
}

// Ends and gaps of both stretches, and the halvings of the crossings that are known by now.
std::size_t BoundarySearch::scan_left() const {
  std::size_t left = 0;
  for (const Stretch& stretch : scanned_)
    for (const double end : {stretch.low, stretch.high}) left += !rates_.contains(end);
  for (auto at = rates_.begin(), next = std::next(at); next != rates_.end(); at = next, ++next) {
    double quotient = next->first / at->first;
    for (const Stretch& stretch : scanned_) {
      const double inside = std::min(next->first, stretch.high) / std::max(at->first, stretch.low);
      const std::size_t parts = inside > 1 ? parts_of(inside, stretch.spacing) : 1;
      left += parts - 1;
      if (parts > 1) quotient = stretch.spacing;
    }
    if (at->second != next->second) left += halvings(quotient, tolerance_);
  }
  return left;
}

std::string BoundarySearch::note() const {
  std::string text;
  if (started_ && !is_predicted_) text = "no prediction to begin with: it began at lr " + number_text(start_);
  for (const std::string& part : {bracket_note(), scan_note()})
    if (!part.empty()) text += (text.empty() ? "" : "; ") + part;
  return text;
}

std::string BoundarySearch::scan_note() const {
  if (scanned_.empty()) return "";
  const auto share = [](double spacing) { return short_number_text(100 * (spacing - 1), 2) + " %"; };
  const Stretch& wide = scanned_.front();
  std::string text = "scanned with " + counted(scan_rates_, "rate") + " for other crossings: from lr " +
                     short_number_text(wide.low) + " to " + short_number_text(wide.high) + " every " +
                     share(wide.spacing);
  if (scanned_.size() > 1)
    text += ", from " + short_number_text(scanned_.back().low) + " to " + short_number_text(scanned_.back().high) +
            " every " + share(scanned_.back().spacing);
  std::size_t crossings = 0;
  for (auto at = rates_.begin(), next = std::next(at); next != rates_.end(); at = next, ++next)
    crossings += at->second != next->second;
  return text + (crossings > 1 ? "; it met " + std::to_string(crossings - 1) + " more" : "; there are none");
}

std::string BoundarySearch::bracket_note() const {
  if (low_.has_value() == high_.has_value()) return "";
  const double end = low_ ? *low_ : *high_;
  const bool at_end_of_range = end == (low_ ? range_.largest : range_.smallest);
  std::string text = low_ ? "no boundary: no lr failed up to " : "no boundary: every lr failed down to ";
  text += short_number_text(end);
  if (!at_end_of_range && steps_ < most_steps) return text + ", where the search ended";
  if (!at_end_of_range) return text + (low_ ? ", after 200 doublings" : ", after 200 halvings");
  return text + (low_ ? ", the largest that " : ", the smallest that ") +
         (precision_ == Precision::float32 ? "float32" : "float64") + " holds";
}

}  // namespace lrscope
