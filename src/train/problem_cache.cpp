#include "train/problem_cache.h"

#include <utility>

namespace lrscope {

ProblemCache::Encoding& ProblemCache::encoding_of(const DataSpec& spec) {
  const std::string key = function_ ? std::string() : key_of(spec);
  const std::lock_guard lock(mutex_);
  return encodings_[key];  // stays in its place while others are added
}

void ProblemCache::keep(const DataSpec& spec, Dataset data) {
  Encoding& encoding = encoding_of(spec);
  encoding.data = encoding.kept = std::make_shared<const Dataset>(std::move(data));
}

void ProblemCache::start_from(const Vector<double>& theta) {
  start_ = theta;
  for (auto& [key, encoding] : encodings_)
    for (auto& problem : encoding.problems) problem.reset();
}

std::shared_ptr<const Problem> ProblemCache::make(const Request& request, Encoding& encoding) const {
  const auto with_start = [&](Problem problem) {
    return std::make_shared<const Problem>(start_ ? problem.starting_at(*start_) : std::move(problem));
  };
  if (function_) return with_start(Problem(*function_, request.run.precision));
  auto data = encoding.data.lock();
  if (!data) {
    data = std::make_shared<const Dataset>(encode(reading_.sound(), request.data));
    encoding.data = data;
  }
  return with_start(Problem(std::move(data), request.run.precision));
}

std::shared_ptr<const Problem> ProblemCache::problem_for(const Request& request) {
  Encoding& encoding = encoding_of(request.data);
  const std::lock_guard lock(encoding.mutex);
  auto& known = encoding.problems[static_cast<int>(request.run.precision)];
  auto problem = known.lock();
  if (!problem) {
    problem = make(request, encoding);
    known = problem;
  }
  problem->check(request.run);
  return problem;
}

}  // namespace lrscope
