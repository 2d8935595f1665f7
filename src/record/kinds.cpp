// The kinds of records whose fields their headers declare (record/field.h), and what --rows may name.
#include <utility>
#include <vector>

#include "lrscope/record/explanation.h"
#include "lrscope/record/find.h"
#include "lrscope/record/map.h"
#include "lrscope/record/plan.h"
#include "lrscope/record/spectrum.h"
#include "report/members.h"

namespace lrscope {
namespace {

/// The fields that a record declares in its header, in order.
template <class Record>
std::vector<Field<Record>> declared_fields() {
  constexpr int most_lines = 200;  // of a record's declaration
  std::vector<Field<Record>> table;
  const auto add = [&]<int line>(OnLine<line> place) {
    if constexpr (requires { Record::field_of(place); }) {
      const auto field = Record::field_of(place);
      const auto get = [get = field.get](const Record& record) { return to_value(get(record)); };
      table.push_back({field.name, field.unit, field.doc, get});
    }
  };
  [&]<int... i>(std::integer_sequence<int, i...>) {
    (add(OnLine<Record::first_line + i>{}), ...);
  }(std::make_integer_sequence<int, most_lines>{});
  return table;
}

}  // namespace

template <class Record>
requires requires {
  Record::record_type;
}
const RecordKind<Record>& kind_of(const Record*) {
  static const RecordKind<Record> kind(Record::record_type, Record::record_rows, declared_fields<Record>());
  return kind;
}

template const RecordKind<PairRecord>& kind_of(const PairRecord*);
template const RecordKind<Remark>& kind_of(const Remark*);
template const RecordKind<DataRecord>& kind_of(const DataRecord*);
template const RecordKind<ColumnRecord>& kind_of(const ColumnRecord*);
template const RecordKind<ClassRecord>& kind_of(const ClassRecord*);
template const RecordKind<DefectRecord>& kind_of(const DefectRecord*);
template const RecordKind<ExplanationRecord>& kind_of(const ExplanationRecord*);
template const RecordKind<EventRecord>& kind_of(const EventRecord*);
template const RecordKind<LayerRecord>& kind_of(const LayerRecord*);
template const RecordKind<BatchRecord>& kind_of(const BatchRecord*);
template const RecordKind<RowRecord>& kind_of(const RowRecord*);
template const RecordKind<ChangeRecord>& kind_of(const ChangeRecord*);
template const RecordKind<AlongRecord>& kind_of(const AlongRecord*);
template const RecordKind<RangeStepRecord>& kind_of(const RangeStepRecord*);
template const RecordKind<RangeTestRecord>& kind_of(const RangeTestRecord*);
template const RecordKind<SuggestionRecord>& kind_of(const SuggestionRecord*);
template const RecordKind<FindRecord>& kind_of(const FindRecord*);
template const RecordKind<SpectrumRecord>& kind_of(const SpectrumRecord*);
template const RecordKind<EigenvalueRecord>& kind_of(const EigenvalueRecord*);
template const RecordKind<DensityRecord>& kind_of(const DensityRecord*);
template const RecordKind<ShareRecord>& kind_of(const ShareRecord*);
template const RecordKind<CellRecord>& kind_of(const CellRecord*);
template const RecordKind<MapRecord>& kind_of(const MapRecord*);
template const RecordKind<PlanRecord>& kind_of(const PlanRecord*);

std::vector<const Kind*> data_kinds() {
  return {&kind_of<ColumnRecord>(), &kind_of<PairRecord>(),   &kind_of<ClassRecord>(),
          &kind_of<Remark>(),       &kind_of<DefectRecord>(), &kind_of<DataRecord>()};
}

std::vector<const Kind*> explanation_kinds() {
  return {&kind_of<ChangeRecord>(), &kind_of<EventRecord>(), &kind_of<LayerRecord>(),
          &kind_of<BatchRecord>(),  &kind_of<RowRecord>(),   &kind_of<ExplanationRecord>()};
}

std::vector<const Kind*> find_kinds() {
  return {&kind_of<SuggestionRecord>(), &kind_of<RangeTestRecord>(), &kind_of<RangeStepRecord>(),
          &kind_of<RunRecord>(), &kind_of<FindRecord>()};
}

std::vector<const Kind*> map_kinds() {
  return {&kind_of<CellRecord>(), &kind_of<MapRecord>()};
}

std::vector<const Kind*> spectrum_kinds() {
  return {&kind_of<EigenvalueRecord>(), &kind_of<DensityRecord>(), &kind_of<ShareRecord>(),
          &kind_of<SpectrumRecord>()};
}

}  // namespace lrscope
