// The problems of one table, one for each way of encoding it and each precision, or of a function, as `explain` needs them.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "data/encode.h"
#include "lrscope/problem.h"
#include "spec/change.h"

namespace lrscope {

/// Thread-safe. A problem is shared while somebody uses it.
class ProblemCache {
 public:
  explicit ProblemCache(const NamedFunction& function) : function_(&function) {}
  explicit ProblemCache(TableReading reading) : reading_(std::move(reading)) {}

  const TableReading& reading() const { return reading_; }

  /// Keeps `data` for requests that encode the table as `spec` does.
  void keep(const DataSpec& spec, Dataset data) {
    Encoding& encoding = encoding_of(spec);
    encoding.data = encoding.kept = std::make_shared<const Dataset>(std::move(data));
  }

  /// From now on every problem starts at `theta`.
  void start_from(const Vector<double>& theta) {
    start_ = theta;
    for (auto& [key, encoding] : encodings_)
      for (auto& problem : encoding.problems) problem.reset();
  }

  /// The problem of `request`, checked. Throws: UsageError, DataError.
  std::shared_ptr<const Problem> problem_for(const Request& request) {
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

 private:
  struct Encoding {
    std::mutex mutex;
    std::shared_ptr<const Dataset> kept;
    std::weak_ptr<const Dataset> data;
    std::weak_ptr<const Problem> problems[2];  // by precision
  };

  Encoding& encoding_of(const DataSpec& spec) {
    const std::string key = function_ ? std::string() : key_of(spec);
    const std::lock_guard lock(mutex_);
    return encodings_[key];  // stays in its place while others are added
  }

  std::shared_ptr<const Problem> make(const Request& request, Encoding& encoding) const {
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

  const NamedFunction* function_ = nullptr;  // or the table
  TableReading reading_;
  std::optional<Vector<double>> start_;
  std::mutex mutex_;
  std::map<std::string, Encoding> encodings_;
};

}  // namespace lrscope
