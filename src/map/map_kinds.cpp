#include "map/map_record.h"
#include "report/declared_kind.h"

namespace lrscope {

LRSCOPE_KIND(CellRecord);
LRSCOPE_KIND(MapRecord);

std::vector<const Kind*> map_kinds() { return {&kind_of<CellRecord>(), &kind_of<MapRecord>()}; }

}  // namespace lrscope
