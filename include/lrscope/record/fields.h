// The table of fields: name, unit, meaning and getter of everything that appears in an output record.
//
// CSV headers, JSON keys, table columns and the README's field table all come from these rows, in this order.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lrscope/record/data_profile.h"
#include "lrscope/record/explanation.h"
#include "lrscope/record/find.h"
#include "lrscope/record/map.h"
#include "lrscope/record/plan.h"
#include "lrscope/record/records.h"
#include "lrscope/record/spectrum.h"

namespace lrscope {

/// Not measured, or did not happen. Neither NaN nor 0.
struct Absent {};

using Value =
    std::variant<Absent, bool, std::int64_t, double, std::string, std::vector<double>, const NonfiniteAt*>;

template <class Record>
struct Field {
  std::string_view name;
  std::string_view unit;  // "" for names and flags
  std::string_view doc;
  std::function<Value(const Record&)> get;
};

template <class Record>
std::span<const Field<Record>> fields();

template <>
std::span<const Field<StepRecord>> fields<StepRecord>();
template <>
std::span<const Field<RunRecord>> fields<RunRecord>();
template <>
std::span<const Field<Summary>> fields<Summary>();
template <>
std::span<const Field<PlanRecord>> fields<PlanRecord>();
template <>
std::span<const Field<ExplanationRecord>> fields<ExplanationRecord>();
template <>
std::span<const Field<EventRecord>> fields<EventRecord>();
template <>
std::span<const Field<LayerRecord>> fields<LayerRecord>();
template <>
std::span<const Field<BatchRecord>> fields<BatchRecord>();
template <>
std::span<const Field<RowRecord>> fields<RowRecord>();
template <>
std::span<const Field<ChangeRecord>> fields<ChangeRecord>();
template <>
std::span<const Field<AlongRecord>> fields<AlongRecord>();
template <>
std::span<const Field<CellRecord>> fields<CellRecord>();
template <>
std::span<const Field<MapRecord>> fields<MapRecord>();
template <>
std::span<const Field<SpectrumRecord>> fields<SpectrumRecord>();
template <>
std::span<const Field<EigenvalueRecord>> fields<EigenvalueRecord>();
template <>
std::span<const Field<DensityRecord>> fields<DensityRecord>();
template <>
std::span<const Field<ShareRecord>> fields<ShareRecord>();
template <>
std::span<const Field<RangeStepRecord>> fields<RangeStepRecord>();
template <>
std::span<const Field<RangeTestRecord>> fields<RangeTestRecord>();
template <>
std::span<const Field<SuggestionRecord>> fields<SuggestionRecord>();
template <>
std::span<const Field<FindRecord>> fields<FindRecord>();
template <>
std::span<const Field<DataRecord>> fields<DataRecord>();
template <>
std::span<const Field<ColumnRecord>> fields<ColumnRecord>();
template <>
std::span<const Field<PairRecord>> fields<PairRecord>();
template <>
std::span<const Field<ClassRecord>> fields<ClassRecord>();
template <>
std::span<const Field<Remark>> fields<Remark>();
template <>
std::span<const Field<DefectRecord>> fields<DefectRecord>();

}  // namespace lrscope
