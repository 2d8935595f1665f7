#!/bin/sh
# Makes what can be installed without a compiler, on Debian 12:
#
#   src/cmake/package/package.sh [static|deb|wheel|all] [amd64|arm64]
#
#   static   lrscope-VERSION-linux-PROCESSOR.tar.gz: the program, linked statically, with manual and completions
#   deb      lrscope_VERSION_ARCHITECTURE.deb, around the same program
#   wheel    lrscope-VERSION-py3-none-….whl, around the same program: pip installs it
#
#   src/cmake/package/package.sh recipes ADDRESS   of the folder that the archive of the source is offered in
#
#   lrscope-VERSION.tar.gz, the source of the last commit; for Homebrew lrscope.rb; for conda-forge recipe.yaml and build.sh
#
# They end up in build/packages. arm64 is cross-built, after the amd64 program, which prints the manual for it. Without
# arguments: everything for amd64. JOBS=N bounds the compilers that run at once.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../../.." && pwd)
package=$root/src/cmake/package
made=$root/build/packages

recipes() {
  address=${1%/}
  version=$(sed -n 's/^project(lrscope VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
  name=lrscope-$version
  mkdir -p "$made"
  git -C "$root" archive --format=tar --prefix="$name/" HEAD | gzip -9n >"$made/$name.tar.gz"
  sum=$(sha256sum "$made/$name.tar.gz" | cut -d ' ' -f 1)
  for recipe in homebrew/lrscope.rb conda-forge/recipe.yaml; do
    sed -e "s,@VERSION@,$version,; s,@HOMEPAGE@,$address,; s,@URL@,$address/$name.tar.gz,; s,@SHA256@,$sum," \
      "$package/$recipe.in" >"$made/${recipe#*/}"
  done
  cp "$package/conda-forge/build.sh" "$made/"
  ls -l "$made" >&2
}

if [ "${1:-}" = recipes ] && [ $# -eq 2 ]; then
  recipes "$2"
  exit
fi
what=${1:-all} architecture=${2:-amd64}
case $architecture in
  amd64) LRSCOPE_PRESET=static processor=x86_64 ;;
  arm64) LRSCOPE_PRESET=static-arm64 processor=aarch64 ;;
  *) what= ;;
esac
case $what in
  static | deb | wheel | all) ;;
  *) echo "usage: package.sh [static|deb|wheel|all] [amd64|arm64], or package.sh recipes ADDRESS" >&2; exit 2 ;;
esac
. "$root/examples/setup.sh"
stage=$root/build/stage-$architecture
JOBS=${JOBS:-$(getconf _NPROCESSORS_ONLN)}
export JOBS

packages_apt="$packages_apt binutils dpkg-dev gzip python3"
if [ "$architecture" = arm64 ]; then
  packages_apt="$packages_apt g++-aarch64-linux-gnu libcsv-dev:arm64 libpng-dev:arm64 zlib1g-dev:arm64"
  if ! dpkg --print-foreign-architectures | grep -qx arm64; then
    [ "$(id -u)" -eq 0 ] || { say "As root: dpkg --add-architecture arm64"; exit 1; }
    dpkg --add-architecture arm64
  fi
fi
install_packages
[ "$architecture" = amd64 ] || [ -x "$root/build/static/lrscope" ] || sh "$0" static amd64
sh "$package/libraries.sh" "$architecture" "$root/build/libraries"
configure_and_build lrscope_program lrscope_share
version=$(sed -n 's/^CMAKE_PROJECT_VERSION:STATIC=//p' "$build/CMakeCache.txt")
mkdir -p "$made"
rm -rf "$stage"
cmake --install "$build" --component program --strip --prefix "$stage" >&2

case $what in static | all)
  name=lrscope-$version-linux-$processor
  cp "$root/LICENSE" "$stage/"
  # The same files give the same bytes.
  tar -C "$stage" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --transform "s,^\.,$name," -cf - . |
    gzip -9n >"$made/$name.tar.gz"
  rm "$stage/LICENSE" ;;
esac
case $what in deb | all)
  (cd "$build" && cpack -G DEB -B "$made" >&2) && rm -rf "$made/_CPack_Packages" ;;
esac
case $what in wheel | all)
  # A program that needs no other file fits every Linux, whatever C library it has.
  python3 "$package/wheel.py" "$stage" "$made" --version "$version" --licence "$root/LICENSE" \
    --tag "py3-none-manylinux_2_17_$processor.manylinux2014_$processor.musllinux_1_1_$processor" >&2 ;;
esac
ls -l "$made" >&2
