#!/bin/sh
# Builds lrscope and runs its tests in bare Debian roots, as a newcomer's machine would: nothing is installed there but what
# examples/setup.sh installs. Needs root, mmdebstrap and a network.
#
#   tests/distributions.sh              bookworm (Debian 12) and trixie (Debian 13)
#   tests/distributions.sh trixie       one of them
#   tests/distributions.sh --quickstart [SUITE…]   the first minutes only: examples/quickstart.sh, and how long it takes
#   KEEP=1 tests/distributions.sh       leaves the roots behind, to look into
set -eu
script=tests/run.sh
if [ "${1:-}" = --quickstart ]; then
  script=examples/quickstart.sh
  shift
fi
source=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
[ "$(id -u)" -eq 0 ] || { echo "distributions.sh: needs root, to make a root of its own" >&2; exit 1; }
command -v mmdebstrap >/dev/null || apt-get install -y --no-install-recommends mmdebstrap

in_root() {  # ROOT COMMAND…
  root=$1
  shift
  unshare --mount --pid --fork --kill-child sh -c '
    root=$1; shift
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    exec chroot "$root" "$@"' in_root "$root" "$@"
}

suites=${*:-bookworm trixie}
# What the host needs to reach its packages, the root needs, too.
set --
for settings in /etc/apt/apt.conf.d/*proxy* /etc/apt/apt.conf.d/*registry*; do
  [ -f "$settings" ] && set -- "$@" --aptopt="$settings"
done

status=0
for suite in $suites; do
  folder=$(mktemp -d)
  echo "== $suite in $folder" >&2
  mmdebstrap --quiet --variant=minbase --include=ca-certificates "$@" "$suite" "$folder"
  cp /etc/resolv.conf "$folder/etc/"
  git clone --quiet "$source" "$folder/lrscope"
  begin=$(date +%s)
  if in_root "$folder" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive \
      sh "/lrscope/$script" </dev/null; then
    echo "== $suite: $script has passed in $(($(date +%s) - begin)) s" >&2
  else
    echo "== $suite: FAILED" >&2
    status=1
  fi
  [ -n "${KEEP:-}" ] || rm -rf --one-file-system "$folder"
done
exit $status
