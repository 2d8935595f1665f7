#include "data/csv/defect_record.h"
#include "report/declared_kind.h"

namespace lrscope {

LRSCOPE_KIND(DefectRecord);

}  // namespace lrscope
