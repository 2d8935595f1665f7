// What was observed of the spectrum of the Hessian at one θ: plain data. One SpectrumRecord, and lists of
// eigenvalues, of bins of their density and of the shares that columns and layers have in the top
// eigenvector.
//
// What each field means stands in the tables of record/spectrum_fields.cpp. An absent optional was not
// measured, or does not exist there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lrscope/record/records.h"

namespace lrscope {

struct SpectrumRecord {
  std::uint64_t seed = 0;
  std::int64_t step = 0;
  std::optional<double> lr;
  std::int64_t parameters = 0;
  std::optional<std::int64_t> rows;
  double loss = 0;
  double gradient_norm = 0;
  double sharpness = 0;
  double smallest_eigenvalue = 0;
  bool converged = false;
  std::optional<double> condition_number;
  std::string condition_note;
  double trace = 0;
  std::optional<double> trace_standard_error;
  double mean_square = 0;
  std::optional<double> mean_square_standard_error;
  double negative_mass = 0;
  std::optional<double> negative_mass_standard_error;
  double resolution = 0;
  double unresolved_mass = 0;
  std::optional<double> unresolved_mass_standard_error;
  std::optional<std::int64_t> probes;
  std::optional<std::int64_t> lanczos_steps;
  std::int64_t hvps = 0;
};

enum class SpectrumEnd { top, bottom };

constexpr std::string_view name_of(SpectrumEnd end) {
  return end == SpectrumEnd::top ? "top" : "bottom";
}

struct EigenvalueRecord {
  SpectrumEnd end = SpectrumEnd::top;
  std::int64_t rank = 1;
  Eigenvalue pair;
};

/// The share of the eigenvalues that lies between two numbers.
struct DensityRecord {
  double low = 0;
  double high = 0;
  double mass = 0;
  std::optional<double> standard_error;
};

enum class ShareOf { tensor, column };

constexpr std::string_view name_of(ShareOf of) {
  return of == ShareOf::tensor ? "tensor" : "column";
}

/// What a tensor, or the first layer's weights of one input column, contributes to ‖v‖² = 1.
struct ShareRecord {
  ShareOf of = ShareOf::tensor;
  std::optional<std::int64_t> layer;
  std::string tensor;
  std::string column;
  double share = 0;
  std::optional<double> share_of_tensor;
};

struct SpectrumResult {
  SpectrumRecord spectrum;
  std::vector<EigenvalueRecord> eigenvalues;  // the top ones descending, then the bottom ones ascending
  std::vector<DensityRecord> density;         // ascending
  std::vector<ShareRecord> shares;            // tensors in order, then columns in order; none where H is 0
};

/// What outputs call these records and their fields.
const RecordKind<SpectrumRecord>& kind_of(const SpectrumRecord*);
const RecordKind<EigenvalueRecord>& kind_of(const EigenvalueRecord*);
const RecordKind<DensityRecord>& kind_of(const DensityRecord*);
const RecordKind<ShareRecord>& kind_of(const ShareRecord*);
/// Those that --rows may name, the default first.
std::vector<const Kind*> spectrum_kinds();

}  // namespace lrscope
