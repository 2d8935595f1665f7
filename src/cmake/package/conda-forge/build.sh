#!/bin/sh
set -eu
# One instruction set for every machine, as conda-forge has it; products and activations choose their vectors at run time.
# shellcheck disable=SC2086
cmake -G Ninja -S "$SRC_DIR" -B build ${CMAKE_ARGS:-} -DCMAKE_BUILD_TYPE=Release -DLRSCOPE_ARCH= -DLRSCOPE_TESTS=OFF \
  -DFETCHCONTENT_SOURCE_DIR_SPECTRA="$SRC_DIR/spectra" -DFETCHCONTENT_SOURCE_DIR_RANDOM123="$SRC_DIR/random123" \
  -DFETCHCONTENT_SOURCE_DIR_LIBCSV="$SRC_DIR/libcsv"
cmake --build build --parallel "${CPU_COUNT:-2}" --target lrscope_program lrscope_share
cmake --install build --component program --prefix "$PREFIX"
