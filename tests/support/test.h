// What every test uses: Catch2, version 2 or 3, the standard library, comparisons, records and the program under
// test. Parsed once for all tests; names of the library and of tests/support need no namespace.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif

// clang-format off
// CHECK of each of up to twelve conditions, which are reported one by one.
#define CHECK_EACH(...) \
  do {NTH_OF_TWELVE(__VA_ARGS__, CHECK_12, CHECK_11, CHECK_10, CHECK_9, CHECK_8, CHECK_7, CHECK_6, CHECK_5, CHECK_4, CHECK_3, CHECK_2, CHECK)(__VA_ARGS__); } while (false)
#define NTH_OF_TWELVE(x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, macro, ...) macro
#define CHECK_2(x, ...) CHECK(x); CHECK(__VA_ARGS__)
#define CHECK_3(x, ...) CHECK(x); CHECK_2(__VA_ARGS__)
#define CHECK_4(x, ...) CHECK(x); CHECK_3(__VA_ARGS__)
#define CHECK_5(x, ...) CHECK(x); CHECK_4(__VA_ARGS__)
#define CHECK_6(x, ...) CHECK(x); CHECK_5(__VA_ARGS__)
#define CHECK_7(x, ...) CHECK(x); CHECK_6(__VA_ARGS__)
#define CHECK_8(x, ...) CHECK(x); CHECK_7(__VA_ARGS__)
#define CHECK_9(x, ...) CHECK(x); CHECK_8(__VA_ARGS__)
#define CHECK_10(x, ...) CHECK(x); CHECK_9(__VA_ARGS__)
#define CHECK_11(x, ...) CHECK(x); CHECK_10(__VA_ARGS__)
#define CHECK_12(x, ...) CHECK(x); CHECK_11(__VA_ARGS__)
// clang-format on

#include "base/text.h"
#include "lrscope/errors.h"
#include "lrscope/types.h"
#include "process.h"
#include "spec/change.h"

namespace lrscope::test {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// |a − b| ≤ tolerance·max(|a|, |b|); an infinity is close to itself only, a NaN to nothing.
inline bool is_close(double a, double b, double tolerance) {
  if (a == b) return true;
  if (!std::isfinite(a) || !std::isfinite(b)) return false;  // else ∞ ≤ tolerance·∞ would hold
  return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

/// ‖a − b‖ / max(‖a‖, ‖b‖), NaN if anything is.
template <class A, class B>
double relative_error(const A& a, const B& b) {
  const double scale = std::max<double>(a.norm(), b.norm());
  const double difference = (a - b).norm();
  return difference == 0 ? 0 : difference / scale;
}

/// `base` with flags and their values as on a command line: "--hidden 8,4 --lr 0.1 --no-bias yes".
inline RunSpec run_spec(const std::string& flags, const RunSpec& base = {}) {
  Change change;
  std::istringstream words(flags);
  for (std::string flag, value; words >> flag >> value;) change.emplace_back(flag.substr(2), value);
  return with({base, {}}, change).run;
}

using Json = nlohmann::json;

/// The records of one type, or all, as the program writes them with --format jsonl.
inline std::vector<Json> records_of(const std::string& jsonl, const std::string& type = "") {
  std::vector<Json> records;
  std::istringstream lines(jsonl);
  for (std::string line; std::getline(lines, line);)
    if (Json record = Json::parse(line); type.empty() || record["type"] == type) records.push_back(std::move(record));
  return records;
}

}  // namespace lrscope::test

using namespace lrscope;        // NOLINT: tests are programs
using namespace lrscope::test;  // NOLINT
