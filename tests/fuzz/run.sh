#!/bin/sh
# Fuzzes: tests/fuzz/run.sh [SECONDS] [TARGET…]. Every target (or those named) runs SECONDS (600), from its corpus in
# tests/fuzz/corpus and what earlier runs found in build/fuzz/corpus. An input that breaks something is left in
# build/fuzz, where the name of it is printed. Exit status 1 if one did.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
build=$root/build/fuzz
seconds=600
case ${1:-} in
  '') ;;
  *[!0-9]*) ;;
  *) seconds=$1; shift ;;
esac

if ! command -v "${CXX:-clang++}" >/dev/null 2>&1; then
  echo "clang++ is missing: libFuzzer is part of clang. Install it as root, then run this again:" >&2
  echo "  apt-get install -y --no-install-recommends clang libclang-rt-14-dev llvm" >&2
  echo "  (dnf install clang compiler-rt llvm; brew install llvm, and CXX=\$(brew --prefix llvm)/bin/clang++)" >&2
  exit 1
fi
if ! printf 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' |
    "${CXX:-clang++}" -x c++ -fsanitize=fuzzer,address,undefined -o /dev/null - 2>/dev/null; then
  echo "${CXX:-clang++} has no libFuzzer. Install its runtime as root, then run this again:" >&2
  echo "  apt-get install -y --no-install-recommends libclang-rt-14-dev llvm   (14: the version of clang)" >&2
  exit 1
fi

generator=
[ -f "$build/CMakeCache.txt" ] || ! command -v ninja >/dev/null 2>&1 || generator="-G Ninja"
# shellcheck disable=SC2086
(cd "$root" && cmake --preset fuzz $generator >/dev/null)
cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)" --target fuzz >&2

[ $# -gt 0 ] || set -- $(cd "$root/tests/fuzz" && ls ./*_fuzz.cpp | sed 's|^\./||; s|_fuzz\.cpp$||')
failed=0
for target in "$@"; do
  mkdir -p "$build/corpus/$target"
  log=$build/$target.log
  if "$build/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
      -artifact_prefix="$build/$target-" "$build/corpus/$target" "$root/tests/fuzz/corpus/$target" >"$log" 2>&1; then
    result=ok
  else
    result="FAILED, see $log: $(grep -E 'broken:|ERROR|runtime error|Test unit written' "$log" | head -3 | tr '\n' ' ')"
    failed=1
  fi
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  echo "$target: ${executions:-?} executions in $seconds s, $result"
done
exit $failed
