#!/bin/sh
# libraries.sh ARCHITECTURE FOLDER: builds the libraries of which Debian has no static package, from its source packages, and
# installs them in FOLDER/ARCHITECTURE. The others (libpng, zlib, libcsv) have their .a in the -dev package.
set -eu
architecture=$1 folder=$2
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
. "$here/debian_source.sh"
jobs=${JOBS:-$(getconf _NPROCESSORS_ONLN)}
mkdir -p "$folder/sources"
toolchain=
[ "$architecture" = "$(dpkg --print-architecture)" ] || toolchain="-DCMAKE_TOOLCHAIN_FILE=$here/$architecture.cmake"

library() {  # PACKAGE OPTIONS…
  name=$1
  shift
  [ -f "$folder/$architecture/$name" ] && return 0
  debian_source "$name" "$folder/sources" bookworm || {
    echo "libraries.sh: the source of $name could not be fetched; unpack it in $folder/sources/$name" >&2
    exit 1
  }
  # shellcheck disable=SC2086
  cmake -G Ninja -S "$folder/sources/$name" -B "$folder/build-$architecture/$name" $toolchain -DCMAKE_BUILD_TYPE=Release \
    -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTING=OFF -DCMAKE_POSITION_INDEPENDENT_CODE=ON \
    -DCMAKE_INSTALL_PREFIX="$folder/$architecture" -DCMAKE_INSTALL_LIBDIR=lib "$@" >&2
  cmake --build "$folder/build-$architecture/$name" --parallel "$jobs" >&2
  cmake --install "$folder/build-$architecture/$name" >&2
  touch "$folder/$architecture/$name"
}

library onetbb -DTBB_TEST=OFF -DTBB_STRICT=OFF -DTBBMALLOC_BUILD=OFF -DTBB_DISABLE_HWLOC_AUTOMATIC_SEARCH=ON -DTBB_ENABLE_IPO=OFF
# Its sorting takes minutes to compile; of the rest of `contrib` only headers are used, from the -dev package.
library highway -DHWY_ENABLE_TESTS=OFF -DHWY_ENABLE_EXAMPLES=OFF -DHWY_ENABLE_CONTRIB=OFF
library fmtlib -DFMT_TEST=OFF -DFMT_DOC=OFF
