#!/bin/sh
# The wheel, made from what this build installs: pip installs it without a compiler or a network, the program runs, and
# nothing is left of it. 77: no pip here, and the test has said so.
# usage: wheel_test.sh BUILD_DIR SOURCE_DIR
set -eu
build=$1 source=$2
python3 -m venv --help >/dev/null 2>&1 && python3 -c 'import ensurepip' 2>/dev/null || {
  echo "python3 has no venv with pip here (package python3-venv)"
  exit 77
}
fail() { echo "$*"; exit 1; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cmake --install "$build" --component program --prefix stage >/dev/null
# The program alone and what it says of itself: neither headers nor libraries.
[ "$(ls stage)" = "$(printf 'bin\nshare')" ] || fail "the component has $(ls stage)"
[ "$(ls stage/bin)" = lrscope ] || fail "bin has $(ls stage/bin)"

version=$(stage/bin/lrscope --version | head -n 1 | cut -d ' ' -f 2)
platform=$(python3 -c 'import sysconfig; print(sysconfig.get_platform().replace("-", "_").replace(".", "_"))')
for folder in first second; do
  python3 "$source/src/cmake/package/wheel.py" stage $folder --version "$version" --tag "py3-none-$platform" \
    --licence "$source/LICENSE" >/dev/null
  touch stage/bin/lrscope stage/share/man/man1/lrscope.1  # times are no part of it
done
wheel=lrscope-$version-py3-none-$platform.whl
cmp "first/$wheel" "second/$wheel"

python3 -m venv venv
find venv -type f | grep -v __pycache__ | sort >before
venv/bin/python -m pip install --quiet --no-index --disable-pip-version-check "first/$wheel"
venv/bin/python -m pip check --disable-pip-version-check >/dev/null  # the record holds
cmp venv/bin/lrscope stage/bin/lrscope
[ "$(venv/bin/lrscope --version)" = "$(stage/bin/lrscope --version)" ]
venv/bin/lrscope demo square | grep -q diverged
cmp venv/share/man/man1/lrscope.1 stage/share/man/man1/lrscope.1
venv/bin/python -m pip uninstall --quiet --yes lrscope
find venv -type f | grep -v __pycache__ | sort >after
cmp before after || fail "left behind: $(comm -13 before after)"
[ ! -e venv/share/man ] || [ -z "$(find venv/share -name '*lrscope*')" ]
