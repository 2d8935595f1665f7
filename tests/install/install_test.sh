#!/bin/sh
# Installs the build into an empty folder; runs the program from there and builds a consumer of the library.
# usage: install_test.sh BUILD_DIR SOURCE_DIR GENERATOR CXX_FLAGS
set -eu
build=$1 source=$2 generator=$3 flags=$4
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cmake --install "$build" --prefix "$scratch/prefix" > "$scratch/install.log"
cd "$scratch"
[ "$(prefix/bin/lrscope --version)" = "$("$build/lrscope" --version)" ]
for shell in bash zsh fish; do prefix/bin/lrscope completion $shell > "$shell"; done
prefix/bin/lrscope man > man
cmp bash prefix/share/bash-completion/completions/lrscope
cmp zsh prefix/share/zsh/site-functions/_lrscope
cmp fish prefix/share/fish/vendor_completions.d/lrscope.fish
cmp man prefix/share/man/man1/lrscope.1
prefix/bin/lrscope demo square | grep -q 'diverged'
cmake -G "$generator" -S "$source/tests/install/consumer" -B consumer -DCMAKE_PREFIX_PATH="$scratch/prefix" \
  -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS="$flags" > configure.log 2>&1 || { cat configure.log; exit 1; }
cmake --build consumer > build.log 2>&1 || { cat build.log; exit 1; }
consumer/consumer > out
printf '0.0001 trained\n1 nonfinite\n' | cmp - out
