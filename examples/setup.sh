# Sourced by quickstart.sh, tests/run.sh and others: installs what is missing, configures and builds. POSIX sh.
#
# Set `root` to the top of the checkout before sourcing. `build` is where the program ends up.

# What the program needs; then what its tests need besides.
packages_apt="g++ cmake ninja-build libeigen3-dev libspectra-dev libcli11-dev libfmt-dev nlohmann-json3-dev libtbb-dev libhwy-dev librandom123-dev libcsv-dev libxxhash-dev libpng-dev zlib1g-dev libtomlplusplus-dev librsvg2-bin"
packages_dnf="gcc-c++ cmake ninja-build eigen3-devel cli11-devel fmt-devel json-devel tbb-devel highway-devel Random123-devel libcsv-devel xxhash-devel libpng-devel zlib-devel tomlplusplus-devel librsvg2-tools"
packages_brew="cmake ninja eigen cli11 fmt nlohmann-json tbb highway libcsv xxhash libpng zlib tomlplusplus librsvg"
packages_apt_tests="catch2 git jq libxml2-utils make miller parallel python3-numpy python3-yaml ${LRSCOPE_TEST_PACKAGES:-}"
packages_dnf_tests="catch-devel git jq make miller parallel python3-numpy python3-pyyaml"
packages_brew_tests="catch2 jq make miller numpy parallel"

preset=${LRSCOPE_PRESET:-release}
build=$root/build/$preset

say() { printf '%s\n' "$*" >&2; }

# What of a package list is not installed, on one line.
missing_packages() {
  for package in $2; do
    case $1 in
      apt) dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || printf '%s ' "$package" ;;
      dnf) rpm -q "$package" >/dev/null 2>&1 || printf '%s ' "$package" ;;
      brew) brew list --formula "$package" >/dev/null 2>&1 || printf '%s ' "$package" ;;
    esac
  done
}

# For the program; with the argument `tests`, for its tests, too.
install_packages() {
  if command -v apt-get >/dev/null 2>&1; then manager=apt packages=$packages_apt more=$packages_apt_tests
  elif command -v dnf >/dev/null 2>&1; then manager=dnf packages=$packages_dnf more=$packages_dnf_tests
  elif command -v brew >/dev/null 2>&1; then manager=brew packages=$packages_brew more=$packages_brew_tests
  else
    say "No apt, dnf or brew here: install a C++20 compiler, CMake 3.24 and Ninja; CMake fetches the libraries itself."
    return 0
  fi
  missing=$(missing_packages "$manager" "$packages${1:+ $more}")
  missing=${missing% }
  [ -n "$missing" ] || return 0
  case $manager in
    apt) install="apt-get update && apt-get install -y --no-install-recommends $missing" ;;
    dnf) install="dnf install -y $missing" ;;
    brew) install="brew install $missing" ;;
  esac
  if [ "$manager" != brew ] && [ "$(id -u)" -ne 0 ]; then
    say "These packages are missing: $missing"
    say "Install them as root, then run this again:"
    say "  $install"
    exit 1
  fi
  say "Installing: $missing"
  DEBIAN_FRONTEND=noninteractive sh -c "$install" >&2 || { say "Installing failed: $install"; exit 1; }
}

# Configures, with $configure_options, and builds the targets named, or everything.
configure_and_build() {
  generator=
  [ -f "$build/CMakeCache.txt" ] || ! command -v ninja >/dev/null 2>&1 || generator="-G Ninja"
  # shellcheck disable=SC2086
  (cd "$root" && cmake --preset "$preset" $generator ${configure_options:-} >&2) || exit 1
  cmake --build "$build" --parallel "${JOBS:-$(getconf _NPROCESSORS_ONLN)}" ${1:+--target "$@"} >&2 || exit 1
}
