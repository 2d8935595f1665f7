#include "data/csv/defect.h"
#include "report/declared_kind.h"

namespace lrscope {

LRSCOPE_KIND(Defect);

}  // namespace lrscope
