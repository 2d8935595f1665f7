#!/bin/sh
# What a change must look like.
#
#   tests/style.sh format          the whole tree is as clang-format leaves it; --fix formats it
#   tests/style.sh spelling        pages, comments and messages, where codespell is installed
#   tests/style.sh tidy BUILD      the checks of .clang-tidy on the sources that the last commit changed (LRSCOPE_BASE:
#                                  since that one), where clang-tidy is installed
set -eu
cd "$(dirname "$0")/.."
version=14  # every version formats a little differently

sources() { git ls-files src include tests examples | grep -E '\.(h|cpp)$'; }

# The formatter's path; installs it where that is allowed.
formatter() {
  for name in "clang-format-$version" clang-format; do
    command -v "$name" >/dev/null 2>&1 && "$name" --version | grep -q "version $version\." && echo "$name" && return
  done
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1 &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "clang-format-$version" >/dev/null 2>&1; then
    echo "clang-format-$version"
    return
  fi
  folder=build/style
  [ -x $folder/bin/clang-format ] ||
    python3 -m pip install --quiet --target $folder "clang-format==$version.0.6" >/dev/null 2>&1 || return 0
  echo $folder/bin/clang-format
}

case ${1:-} in
  format)
    tool=$(formatter)
    [ -n "$tool" ] || { echo "style: clang-format $version is not to be had here; formatting is not checked" >&2; exit 0; }
    if [ "${2:-}" = --fix ]; then
      sources | xargs "$tool" -i
    else
      sources | xargs "$tool" --dry-run --Werror || { echo "style: tests/style.sh format --fix mends this" >&2; exit 1; }
    fi
    ;;
  spelling)
    command -v codespell >/dev/null 2>&1 || { echo "style: codespell is not installed; not checked" >&2; exit 0; }
    git ls-files '*.md' src include examples | grep -v '\.csv$' | xargs codespell --ignore-words-list mape
    ;;
  tidy)
    command -v clang-tidy >/dev/null 2>&1 || { echo "style: clang-tidy is not installed; not checked" >&2; exit 0; }
    base=${LRSCOPE_BASE:-$(git rev-parse --quiet --verify HEAD~1 || true)}
    [ -n "$base" ] || exit 0
    # Precompiled headers and warnings are of another compiler.
    mkdir -p build/style
    sed -E 's/ -W[^ "]*//g; s/-include [^ ]*cmake_pch\.hxx//; s/-fpch-preprocess//' "$2/compile_commands.json" \
      > build/style/compile_commands.json
    # A tool that crashes has found nothing.
    git diff --name-only --diff-filter=d "$base" -- 'src/*.cpp' | head -n 40 |
      xargs -r -n 1 -P "$(getconf _NPROCESSORS_ONLN)" sh -c '
        found=$(clang-tidy --quiet -p build/style "$0" 2>&1) && exit 0
        [ $? -lt 128 ] || { echo "style: clang-tidy crashed on $0" >&2; exit 0; }
        echo "$found" >&2
        exit 1'
    ;;
  *)
    sed -n 's/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
