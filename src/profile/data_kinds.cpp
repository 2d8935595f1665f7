#include "profile/data_record.h"
#include "report/declared_kind.h"

namespace lrscope {

LRSCOPE_KIND(PairRecord);
LRSCOPE_KIND(Remark);
LRSCOPE_KIND(DataRecord);
LRSCOPE_KIND(ColumnRecord);
LRSCOPE_KIND(ClassRecord);

std::vector<const Kind*> data_kinds() {
  return {&kind_of<ColumnRecord>(), &kind_of<PairRecord>(),   &kind_of<ClassRecord>(),
          &kind_of<Remark>(),       &kind_of<Defect>(), &kind_of<DataRecord>()};
}

}  // namespace lrscope
