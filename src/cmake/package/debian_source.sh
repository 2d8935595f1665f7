# Sourced: debian_source PACKAGE FOLDER SUITE unpacks the source of a Debian package in FOLDER/PACKAGE, without a change to
# the system; status 1 where that cannot be. Needs apt-get and dpkg-source (package dpkg-dev). POSIX sh.
debian_source() {
  [ -d "$2/$1" ] && return 0
  command -v apt-get >/dev/null 2>&1 && command -v dpkg-source >/dev/null 2>&1 || return 1
  debian_apt=$2/apt-$3
  set -- "$@" -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$debian_apt/parts" \
    -o "Dir::State::lists=$debian_apt/lists"
  if [ ! -f "$debian_apt/updated" ]; then
    mkdir -p "$debian_apt/parts" "$debian_apt/lists/partial"
    # Where the packages of this system come from, the sources are, too.
    debian_mirror=$(apt-get indextargets --format '$(REPO_URI)' "Codename: $3" | head -n 1)
    if [ -z "$debian_mirror" ] && [ "$(id -u)" -eq 0 ]; then  # the lists were cleaned away
      apt-get update >&2 || return 1
      debian_mirror=$(apt-get indextargets --format '$(REPO_URI)' "Codename: $3" | head -n 1)
    fi
    [ -n "$debian_mirror" ] || return 1
    cat >"$debian_apt/parts/source.sources" <<EOF
Types: deb-src
URIs: $debian_mirror
Suites: $3
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
EOF
    (shift 3 && apt-get "$@" update >&2) || return 1
    touch "$debian_apt/updated"
  fi
  rm -rf "$2/unpacked-$1"
  mkdir -p "$2/unpacked-$1"
  (cd "$2/unpacked-$1" && name=$1 && shift 3 && apt-get "$@" source "$name" >&2) || return 1
  mv "$2/unpacked-$1/"*/ "$2/$1"
  rm -rf "$2/unpacked-$1"
}
