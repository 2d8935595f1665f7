# Sourced by quickstart.sh and tests/run.sh: installs what is missing, configures and builds. POSIX sh.
#
# Set `root` to the top of the checkout before sourcing. `build` is where the program ends up.

packages_apt="g++ cmake ninja-build libeigen3-dev libspectra-dev libcli11-dev libfmt-dev catch2 nlohmann-json3-dev libtbb-dev libhwy-dev librandom123-dev libcsv-dev libxxhash-dev libpng-dev zlib1g-dev libtomlplusplus-dev parallel python3-yaml"
packages_dnf="gcc-c++ cmake ninja-build eigen3-devel cli11-devel fmt-devel catch-devel json-devel tbb-devel highway-devel Random123-devel libcsv-devel xxhash-devel libpng-devel zlib-devel tomlplusplus-devel parallel python3-pyyaml"
packages_brew="cmake ninja eigen cli11 fmt catch2 nlohmann-json tbb highway libcsv xxhash libpng zlib tomlplusplus"

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

install_packages() {
  if command -v apt-get >/dev/null 2>&1; then manager=apt packages=$packages_apt
  elif command -v dnf >/dev/null 2>&1; then manager=dnf packages=$packages_dnf
  elif command -v brew >/dev/null 2>&1; then manager=brew packages=$packages_brew
  else
    say "No apt, dnf or brew here: install a C++20 compiler, CMake 3.24 and Ninja; CMake fetches the libraries itself."
    return 0
  fi
  missing=$(missing_packages "$manager" "$packages")
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

# Configures and builds the targets named, or everything.
configure_and_build() {
  generator=
  [ -f "$build/CMakeCache.txt" ] || ! command -v ninja >/dev/null 2>&1 || generator="-G Ninja"
  # shellcheck disable=SC2086
  (cd "$root" && cmake --preset "$preset" $generator >&2) || exit 1
  cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)" ${1:+--target "$@"} >&2 || exit 1
}
