#include "peak.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "peak.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace lrscope::bench {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class S>
double work() {
  constexpr int sums = 12, rounds = 10000;  // sums enough to hide the latency of one
  const hn::ScalableTag<S> d;
  volatile S start = S(0.5);  // nothing can be computed beforehand
  const auto a = hn::Set(d, start), b = hn::Set(d, start);
  hn::Vec<decltype(d)> sum[sums];
  for (auto& each : sum) each = hn::Set(d, start);
  for (int i = 0; i < rounds; ++i) {
    HWY_UNROLL(12)
    for (auto& each : sum) each = hn::MulAdd(each, a, b);
  }
  for (int i = 1; i < sums; ++i) sum[0] = hn::Add(sum[0], sum[i]);
  start = hn::GetLane(sum[0]);
  return 2.0 * sums * rounds * static_cast<double>(hn::Lanes(d));
}

double f32() { return work<float>(); }
double f64() { return work<double>(); }

}  // namespace HWY_NAMESPACE
}  // namespace lrscope::bench
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lrscope::bench {

HWY_EXPORT(f32);
HWY_EXPORT(f64);

double work_f32() { return HWY_DYNAMIC_DISPATCH(f32)(); }
double work_f64() { return HWY_DYNAMIC_DISPATCH(f64)(); }

}  // namespace lrscope::bench
#endif
