#include "report/declared_kind.h"
#include "sweep/plan.h"

namespace lrscope {

LRSCOPE_KIND(PlanRecord);

}  // namespace lrscope
