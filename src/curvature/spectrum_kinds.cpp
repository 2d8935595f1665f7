#include "curvature/spectrum.h"
#include "report/declared_kind.h"

namespace lrscope {

LRSCOPE_KIND(SpectrumRecord);
LRSCOPE_KIND(EigenvalueRecord);
LRSCOPE_KIND(DensityRecord);
LRSCOPE_KIND(ShareRecord);

std::vector<const Kind*> spectrum_kinds() {
  return {&kind_of<EigenvalueRecord>(), &kind_of<DensityRecord>(), &kind_of<ShareRecord>(), &kind_of<SpectrumRecord>()};
}

}  // namespace lrscope
