#!/bin/sh
# Installs the build into an empty folder; runs the program from there and builds examples/embed on the library.
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
for page in $(prefix/bin/lrscope --complete man '' | cut -f 1); do  # all that there are
  [ "$page" = all ] || prefix/bin/lrscope man "$page" | cmp - prefix/share/man/man?/"lrscope-$page".?
done
prefix/bin/lrscope demo square | grep -q 'diverged'
cmake -G "$generator" -S "$source/examples/embed" -B embed -DCMAKE_PREFIX_PATH="$scratch/prefix" \
  -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS="$flags" > configure.log 2>&1 || { cat configure.log; exit 1; }
cmake --build embed > build.log 2>&1 || { cat build.log; exit 1; }
embed/embed > out
cat out
# Known: descent on Rosenbrock's valley from (−1.2, 1), where λmax(H) = 1506, is unstable above 2/1506 = .0013; steps of
# signSGD are as long as its learning rate, so that it cannot run away.
grep -q '^descent  lr 0.0005 trained ' out
grep -q '^descent  lr 0.01 .*nonfinite' out
[ "$(grep -c '^signSGD  lr .* trained ' out)" = 2 ]
[ "$(grep '^table' out)" = "$(printf 'table    lr 0.0001 trained\ntable    lr 1      nonfinite')" ]
# Every public header stands on its own, and names none that is not installed.
mkdir alone
cat > alone/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.24)
project(alone LANGUAGES CXX)
find_package(lrscope 0.1 REQUIRED)
file(GLOB sources *.cpp)
add_library(alone OBJECT ${sources})
target_link_libraries(alone PRIVATE lrscope::lrscope)
END
for header in prefix/include/lrscope/*.h; do
  name=$(basename "$header" .h)
  echo "#include \"lrscope/$name.h\"" > "alone/$name.cpp"
done
cmake -G "$generator" -S alone -B alone/build -DCMAKE_PREFIX_PATH="$scratch/prefix" -DCMAKE_CXX_FLAGS="$flags -O0" \
  > configure.log 2>&1 || { cat configure.log; exit 1; }
cmake --build alone/build > build.log 2>&1 || { cat build.log; exit 1; }
