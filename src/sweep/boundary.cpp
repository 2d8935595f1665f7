#include "sweep/boundary.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"

namespace lrscope {
namespace {

constexpr double blind_start = 0.01;      // of a search without a prediction
constexpr int most_steps = 200;           // up or down
constexpr double longest_stride = 65536;  // of a galloping search
constexpr int few_digits = 4;             // of a learning rate, unless the bracket needs more

double rounded(double rate, int digits) { return *parse_number(short_number_text(rate, digits)); }

/// The shortest number in the middle half (by logarithm) of the bracket; the middle itself if none is short.
std::optional<double> between(double low, double high) {
  const double middle = std::sqrt(low) * std::sqrt(high);
  const double first = std::sqrt(low) * std::sqrt(middle), last = std::sqrt(middle) * std::sqrt(high);
  for (int digits = few_digits; digits < std::numeric_limits<double>::max_digits10; ++digits)
    if (const double rate = rounded(middle, digits); first < rate && rate < last) return rate;
  return low < middle && middle < high ? std::optional(middle) : std::nullopt;
}

}  // namespace

BoundarySearch::BoundarySearch(double tolerance, Precision precision, std::optional<double> prediction, Pace pace)
    : tolerance_(tolerance),
      precision_(precision),
      pace_(pace),
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
    if (*high_ / *low_ <= 1 + tolerance_) return pace_ == Pace::doubling ? look_well_below() : std::nullopt;
    return between(*low_, *high_);
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

// A learning rate that is safely below, for the suggestion; if it fails, the search continues below it.
std::optional<double> BoundarySearch::look_well_below() const {
  const double half = *high_ / 2;
  if (rates_.begin()->first <= half) return std::nullopt;
  const double short_half = rounded(half, few_digits), rate = short_half <= half ? short_half : half;
  return rate >= range_.smallest ? std::optional(rate) : std::nullopt;
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

// The next end of the bracket, then halvings of it, then half the boundary.
std::size_t BoundarySearch::usual_rates(double tolerance) { return 2 + halvings(2, tolerance) + 1; }

std::size_t BoundarySearch::rates_left() const {
  return low_ && high_ ? halvings(*high_ / *low_, tolerance_) + 1 : usual_rates(tolerance_);
}

std::string BoundarySearch::note() const {
  std::string text;
  if (started_ && !is_predicted_) text = "no prediction to begin with: it began at lr " + number_text(start_);
  if (low_.has_value() == high_.has_value()) return text;
  const double end = low_ ? *low_ : *high_;
  const bool at_end_of_range = end == (low_ ? range_.largest : range_.smallest);
  if (!text.empty()) text += "; ";
  text += low_ ? "no boundary: no lr failed up to " : "no boundary: every lr failed down to ";
  text += short_number_text(end);
  if (!at_end_of_range && steps_ < most_steps) return text + ", where the search ended";
  if (!at_end_of_range) return text + (low_ ? ", after 200 doublings" : ", after 200 halvings");
  return text + (low_ ? ", the largest that " : ", the smallest that ") +
         (precision_ == Precision::float32 ? "float32" : "float64") + " holds";
}

}  // namespace lrscope
