// Vectors of the widest kind that the processor has, for code that is compiled once for each kind (Google Highway).
// Private to this folder.
#if defined(LRSCOPE_VECTORS) == defined(HWY_TARGET_TOGGLE)  // see hwy/foreach_target.h
#ifdef LRSCOPE_VECTORS
#undef LRSCOPE_VECTORS
#else
#define LRSCOPE_VECTORS
#endif

#include <hwy/highway.h>

#include "lrscope/types.h"

HWY_BEFORE_NAMESPACE();
namespace lrscope {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// 16 registers, not 32: sizes of tiles depend on it, results do not. (A larger target is an older one.)
constexpr bool has_few_registers = HWY_ARCH_X86 && HWY_TARGET > HWY_AVX3;

template <Real S>
using Tag = hn::ScalableTag<S>;
template <Real S>
using Vec = hn::Vec<Tag<S>>;

template <Real S>
HWY_INLINE Index lane_count() {
  return static_cast<Index>(hn::Lanes(Tag<S>()));
}

}  // namespace HWY_NAMESPACE
}  // namespace lrscope
HWY_AFTER_NAMESPACE();

#endif
