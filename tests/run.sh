#!/bin/sh
# Installs what is missing, builds everything and runs all tests. Arguments go to ctest (-R name, -V, …).
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/examples/setup.sh"
install_packages tests
configure_options=-DLRSCOPE_TESTS=ON
configure_and_build
cd "$build"
exec ctest --output-on-failure -j "$(getconf _NPROCESSORS_ONLN)" "$@"
