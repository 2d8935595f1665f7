#!/bin/sh
# From a fresh clone to the blow-up of the question: installs what is missing, builds, runs `lrscope demo question`.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/examples/setup.sh"
install_packages
# The tests are no part of it, unless this folder was configured for them before.
[ -f "$build/CMakeCache.txt" ] || configure_options=-DLRSCOPE_TESTS=OFF
configure_and_build lrscope_program
exec "$build/lrscope" demo question "$@"
