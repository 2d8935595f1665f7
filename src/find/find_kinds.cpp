#include "find/find_record.h"
#include "report/declared_kind.h"

namespace lrscope {

LRSCOPE_KIND(RangeStepRecord);
LRSCOPE_KIND(RangeTestRecord);
LRSCOPE_KIND(SuggestionRecord);
LRSCOPE_KIND(FindRecord);

std::vector<const Kind*> find_kinds() {
  return {&kind_of<SuggestionRecord>(), &kind_of<RangeTestRecord>(), &kind_of<RangeStepRecord>(), &kind_of<RunRecord>(),
          &kind_of<FindRecord>()};
}

}  // namespace lrscope
