// Nothing is allocated inside a training step. Every allocation of this program is counted: operator new is
// replaced, malloc and its kin are wrapped by the linker (tests.cmake).
#include <atomic>
#include <new>

#include "lrscope/trainer.h"
#include "networks.h"
#include "optim/optimizer.h"
#include "test.h"
#include "train/training_loop.h"

namespace {
std::atomic<long> allocations{0};
}

extern "C" {
void* __real_malloc(std::size_t size);
void* __real_calloc(std::size_t count, std::size_t size);
void* __real_realloc(void* old, std::size_t size);
int __real_posix_memalign(void** out, std::size_t alignment, std::size_t size);
void* __real_aligned_alloc(std::size_t alignment, std::size_t size);
void* __wrap_malloc(std::size_t size) { return ++allocations, __real_malloc(size); }
void* __wrap_calloc(std::size_t count, std::size_t size) { return ++allocations, __real_calloc(count, size); }
void* __wrap_realloc(void* old, std::size_t size) { return ++allocations, __real_realloc(old, size); }
int __wrap_posix_memalign(void** out, std::size_t alignment, std::size_t size) {
  return ++allocations, __real_posix_memalign(out, alignment, size);
}
void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size) {
  return ++allocations, __real_aligned_alloc(alignment, size);
}
}

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = __real_malloc(size)) return memory;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return ++allocations, __real_malloc(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return ++allocations, __real_malloc(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace {
struct Ignore final : StepObserver {
  void on_step(const StepRecord&) override {}
};

/// Allocations of one whole run of `steps` steps.
template <Real Scalar>
long allocations_of_run(const RunSpec& base, long long steps, bool observed, Index batch,
                        const std::vector<double>& deviations) {
  RunSpec spec = run_spec("--lr 1e-4", base);
  spec.max_steps = steps;
  const auto data = training_data<Scalar>(10, 1, 70, false, 5);
  const auto objective = network<Scalar>(data, spec.model, "mse", batch);
  const auto optimizer = make_optimizer<Scalar>(spec.optimizer, objective->dimension(),
                                                parameter_scales(objective->layout(), spec.layer_rates, deviations));
  Ignore observer;
  const long before = allocations;
  Trainer<Scalar>(*objective, *optimizer, spec, start_of(*data, spec.model, 0), observed ? &observer : nullptr).run();
  return allocations - before;
}

template <Real Scalar>
void check_no_allocation_per_step(const RunSpec& spec, bool observed, Index batch,
                                  const std::vector<double>& deviations = {}) {
  const long few = allocations_of_run<Scalar>(spec, 10, observed, batch, deviations);
  const long many = allocations_of_run<Scalar>(spec, 150, observed, batch, deviations);
  INFO(spec.optimizer.name << " " << spec.model.activation << (observed ? " observed" : "") << " batch " << batch);
  CHECK(few == many);
}
}  // namespace

TEST_CASE("the alarm rings for operator new and for Eigen's own allocations") {
  const long before = allocations;
  ::operator delete(::operator new(4));  // a plain new may be optimised away
  const long after_new = allocations;
  const double sum = Vector<float>::Ones(100).eval().sum();
  const long after_eigen = allocations;
  CHECK_EACH(sum == 100, after_new == before + 1, after_eigen > after_new);
}

TEMPLATE_TEST_CASE("a training step allocates nothing, for any optimizer, observed or not", "", float, double) {
  for (const OptimizerRow& row : optimizers())
    for (const bool observed : {false, true})
      for (const Index batch : {Index{16}, Index{70}}) {
        RunSpec spec;
        spec.optimizer.name = std::string(row.name);
        check_no_allocation_per_step<TestType>(spec, observed, batch);
      }
}

TEST_CASE("layers that move with rates and units of their own allocate nothing either") {
  for (const OptimizerRow& row : optimizers()) {
    RunSpec spec = run_spec("--weight-decay 0.1 --layer-lr 1=1e-5,3=1e-3");
    spec.optimizer.name = std::string(row.name);
    check_no_allocation_per_step<float>(spec, false, 16, {0.5, 0.25, 0.125});
    check_no_allocation_per_step<double>(spec, true, 70, {0.5, 0.25, 0.125});
  }
}

TEST_CASE("clipping, weight decay, curved activations and wide layers allocate nothing either") {
  RunSpec spec = run_spec("--activation gelu --clip-norm 1 --clip-value 1 --weight-decay 0.1");
  check_no_allocation_per_step<double>(spec, true, 16);
  spec.model.hidden = {700, 300};
  check_no_allocation_per_step<float>(spec, true, 70);
}
