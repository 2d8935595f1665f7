// The problems that one table makes, one for each way of encoding it and each precision, or those of a function.
// `explain` asks for one for every change that it tries.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "data/table_reading.h"
#include "lrscope/problem.h"
#include "spec/change.h"

namespace lrscope {

/// Thread-safe. Who asks for what somebody else still uses shares it.
class ProblemCache {
 public:
  explicit ProblemCache(const NamedFunction& function) : function_(&function) {}
  explicit ProblemCache(TableReading reading) : reading_(std::move(reading)) {}

  const TableReading& reading() const { return reading_; }

  /// Keeps `data` for requests that encode the table as `spec` does.
  void keep(const DataSpec& spec, Dataset data);

  /// From now on every problem starts at `theta`.
  void start_from(const Vector<double>& theta);

  /// What `request` trains, checked for it. Throws: UsageError, DataError where it cannot be met.
  std::shared_ptr<const Problem> problem_for(const Request& request);

 private:
  struct Encoding {
    std::mutex mutex;
    std::shared_ptr<const Dataset> kept;
    std::weak_ptr<const Dataset> data;
    std::weak_ptr<const Problem> problems[2];  // by precision
  };

  Encoding& encoding_of(const DataSpec& spec);
  std::shared_ptr<const Problem> make(const Request& request, Encoding& encoding) const;

  const NamedFunction* function_ = nullptr;  // or the table
  TableReading reading_;
  std::optional<Vector<double>> start_;
  std::mutex mutex_;
  std::map<std::string, Encoding> encodings_;
};

}  // namespace lrscope
