#!/bin/sh
# Runs the tests that are about sweeps, searches, shards, journals, signals and threads under the
# thread sanitizer: tests/threads.sh [ctest arguments, for other tests]. It sees what happens inside oneTBB only if
# that is built with it, too: its source comes from the distribution's packages (apt), else from its repository, and
# is built in build/tbb.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
tbb=$root/build/tbb

. "$root/src/cmake/package/debian_source.sh"

fetch_from_debian() {
  [ -r /etc/os-release ] && . /etc/os-release
  debian_source onetbb "$tbb" "${VERSION_CODENAME:-bookworm}" && mv "$tbb/onetbb" "$tbb/source"
}

fetch_from_repository() {
  git clone --depth 1 --branch v2021.8.0 https://github.com/oneapi-src/oneTBB.git "$tbb/source" >&2
}

if [ ! -d "$tbb/installed" ]; then
  rm -rf "$tbb"
  mkdir -p "$tbb"
  fetch_from_debian || fetch_from_repository || {
    echo "the source of oneTBB could not be fetched; put it into $tbb/source" >&2
    exit 1
  }
  cmake -S "$tbb/source" -B "$tbb/build" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DTBB_SANITIZE=thread -DTBB_TEST=OFF \
    -DTBB_STRICT=OFF -DTBBMALLOC_BUILD=OFF -DCMAKE_INSTALL_PREFIX="$tbb/installed" >&2
  cmake --build "$tbb/build" --parallel "$(getconf _NPROCESSORS_ONLN)" >&2
  cmake --install "$tbb/build" >&2
fi

LRSCOPE_PRESET=threads
. "$root/examples/setup.sh"
install_packages tests
configure_options=-DLRSCOPE_TESTS=ON
configure_and_build test_base test_train test_sweep test_map test_options test_cli lrscope_program
# Not those in which a signal comes to a reading that waits: this sanitizer holds it back until the reading is done.
[ $# -gt 0 ] || set -- -R '^(base|train|sweep|map|options|cli):.*(thread|sweep|shard|journal|kill|signal|time limit|search)' \
  -E 'the data are read|data that do not come'
cd "$build"
# halt_on_error: a race ends the process with a status of its own, which no test takes for a result.
TSAN_OPTIONS="halt_on_error=1 exitcode=66 suppressions=$tbb/source/cmake/suppressions/tsan.suppressions" \
  exec ctest --output-on-failure -j "$(getconf _NPROCESSORS_ONLN)" "$@"
