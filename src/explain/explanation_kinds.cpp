#include "explain/explanation.h"
#include "report/declared_kind.h"
#include "train/examination.h"

namespace lrscope {

LRSCOPE_KIND(ExplanationRecord);
LRSCOPE_KIND(EventRecord);
LRSCOPE_KIND(ChangeRecord);

std::vector<const Kind*> explanation_kinds() {
  return {&kind_of<ChangeRecord>(), &kind_of<EventRecord>(), &kind_of<LayerRecord>(),
          &kind_of<BatchRecord>(),  &kind_of<RowRecord>(),   &kind_of<ExplanationRecord>()};
}

}  // namespace lrscope
