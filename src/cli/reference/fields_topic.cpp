#include "cli/reference/topics.h"
#include "curvature/spectrum.h"
#include "explain/explanation.h"
#include "find/warmup_record.h"
#include "lrscope/fields.h"
#include "lrscope/records.h"
#include "map/map_record.h"
#include "profile/data_record.h"
#include "train/coefficients.h"
#include "train/edge.h"
#include "train/examination.h"

namespace lrscope::cli {
namespace {

template <class Record>
Block fields_of() {
  EntryList list{"field", "meaning", {}, "unit"};
  for (const Field<Record>& field : kind_of<Record>().fields)
    list.entries.push_back({std::string(field.name), std::string(field.doc), std::string(field.unit)});
  return list;
}

/// `where`: the commands that write such records.
template <class Record>
Section section_of(const std::string& where) {
  const Kind& kind = kind_of<Record>();
  return {std::string(kind.type), {where, fields_of<Record>()}};
}

}  // namespace

Page fields_page() {
  Page page{"fields", 7, "every field of every kind of record: name, unit, meaning", {}};
  page.sections.push_back(
      {"Absent, not finite",
       {"A value that was not measured, or an event that did not happen, is an empty cell in csv and tsv, a key left "
        "out "
        "in jsonl, `·` in a table. One that is not finite is `nan`, `inf` or `-inf`; in jsonl `null`, and `nonfinite` "
        "holds its kind: `{\"loss\":\"inf\"}`. Numbers are in the shortest digits that read back as the same double. "
        "Steps count from 0: θ_t has seen t updates."}});
  page.sections.push_back({"Beside the fields",
                           {"`--fields` may name three that no record has, the same in all records of an output, so "
                            "that the outputs of several "
                            "commands can be joined: `label`, the text of `--label`; `file`, the data; `optimizer`. "
                            "`--label` without `--fields` "
                            "puts `label` before all fields."}});
  page.sections.insert(
      page.sections.end(),
      {section_of<BeginRecord>("The first record of every output: what is needed to run it again."),
       section_of<RunRecord>("`sweep`, `trace`, `explain`, `find`: one for each training run."),
       section_of<StepRecord>("`trace`, `sweep --trajectories`: one for each step, measured before its update."),
       section_of<Summary>("`sweep`, `trace`, `merge`: one for each sweep."),
       section_of<CoefficientRecord>(
           "`trace`, of models without hidden layers: one for each column, after its run. `--rows coefficients` for "
           "csv. What the data do not determine stays as it began: of a categorical column only the differences "
           "between "
           "levels mean something."),
       section_of<EdgeRecord>("`trace --edge-at`: one for each of these steps of each run."),
       section_of<ExplanationRecord>("`explain`: one."),
       section_of<ChangeRecord>("`explain`: one for each thing that was changed."),
       section_of<EventRecord>("`explain --rows events`: what happened, in order."),
       section_of<LayerRecord>("`explain --rows layers`: magnitudes layer by layer."),
       section_of<BatchRecord>("`explain --rows batches`: the same batch and the next one."),
       section_of<RowRecord>("`explain --rows rows`: rows with the largest loss."),
       section_of<AlongRecord>("`explain --along FILE`: the loss along the step."),
       section_of<SuggestionRecord>("`find`: one for each suggestion."),
       section_of<RangeTestRecord>("`find --rows tests`: one for each seed."),
       section_of<RangeStepRecord>("`find --rows steps`: one for each step of each range test."),
       section_of<FindRecord>("`find`: one."),
       section_of<WarmupTrialRecord>("`find --warmup`: one for each length of warm-up."),
       section_of<WarmupRecord>("`find --warmup`: one."),
       section_of<SpectrumRecord>("`spectrum`: one."),
       section_of<EigenvalueRecord>("`spectrum`: one for each eigenvalue."),
       section_of<DensityRecord>("`spectrum --rows density`: one for each bin."),
       section_of<ShareRecord>("`spectrum --rows shares`: whose the top eigenvector is."),
       section_of<CellRecord>("`map`: one for each cell."),
       section_of<MapRecord>("`map`: one."),
       section_of<DataRecord>("`data`: one."),
       section_of<ColumnRecord>("`data`: one for each column."),
       section_of<PairRecord>("`data --rows pairs`: columns that are nearly equal."),
       section_of<ClassRecord>("`data --rows classes`: classes of the target, and their counts."),
       section_of<Remark>("`data --rows remarks`: what is worth knowing before training."),
       section_of<Defect>("`data --rows defects`: what keeps the file from being trained on.")});
  return page;
}

}  // namespace lrscope::cli
