# LRSCOPE_ARCH: what -march gets; empty for any machine of the architecture.
# On x86 it is x86-64-v3 (AVX2 and FMA), not `native`: every such machine then rounds alike, so that shards from different
# nodes, or a README and its reader, agree to the last digit. What the time goes into, products and activations, is compiled
# for every kind of vectors and chooses when it runs, without another digit.
# On 64-bit ARM every machine has vectors and FMA: any machine, for the same reason.
set(default_arch "")
if(PROJECT_IS_TOP_LEVEL)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    set(default_arch x86-64-v3)
    if(NOT CMAKE_CROSSCOMPILING)
      include(CheckCXXSourceRuns)
      check_cxx_source_runs("
        int main() { return __builtin_cpu_supports(\"avx2\") && __builtin_cpu_supports(\"fma\") ? 0 : 1; }" LRSCOPE_HAS_AVX2)
      if(NOT LRSCOPE_HAS_AVX2)
        set(default_arch native)
      endif()
    endif()
  elseif(NOT CMAKE_CROSSCOMPILING AND NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64|ARM64)$")
    set(default_arch native)
  endif()
endif()
set(LRSCOPE_ARCH "${default_arch}" CACHE STRING "Instruction set, as -march takes it: x86-64-v3, native, …; empty: any machine")
