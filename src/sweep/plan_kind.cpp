#include "sweep/plan.h"
#include "report/declared_kind.h"

namespace lrscope {

LRSCOPE_KIND(PlanRecord);

}  // namespace lrscope
