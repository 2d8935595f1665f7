#include "cli/version_text.h"

#include <fmt/format.h>

#include "commit.h"
#include "lrscope/version.h"
#include "nn/kernels/vector_target.h"

namespace lrscope::cli {
namespace {

#ifdef __clang__
constexpr std::string_view compiler = __VERSION__;  // begins with the name
#else
constexpr std::string_view compiler = "GCC " __VERSION__;
#endif

constexpr std::string_view architecture = LRSCOPE_ARCH;

std::string instruction_set() {
  if (architecture.empty()) return "any " LRSCOPE_PROCESSOR;
  if (architecture == "native") return "those of the machine that built it (native)";
  return std::string(architecture);
}

}  // namespace

std::string version_text() {
  const std::string_view vectors = vector_target();
  return fmt::format(
      "lrscope {}\n"
      "commit        {}\n"
      "compiler      {}{}\n"
      "instructions  {}\n"
      "vectors       {}{}, chosen at the start\n",
      version, lrscope_commit, compiler, LRSCOPE_STATIC ? ", static" : "", instruction_set(), vectors,
      vectors.starts_with("AVX3") ? " (AVX-512)" : "");
}

}  // namespace lrscope::cli
