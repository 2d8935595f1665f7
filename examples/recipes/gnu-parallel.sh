#!/bin/sh
# One sweep as many programs under GNU parallel, one run each; then their journals joined into one table.
# usage: gnu-parallel.sh DATA [sweep options…]
#
# DIR      holds the journals (default: sweep-journals). The same command goes on from there.
# LRSCOPE  path of the program where it is not on PATH; its last part must be `lrscope`.
# PARALLEL more options of parallel, say "--jobs 4" or, for machines that share this folder and have lrscope on
#          their PATH, "--sshlogin one,two --workdir .".
# Formats are a matter of the journals, any time later: lrscope merge DIR/runs.*.jsonl --format csv
set -eu
dir=${DIR:-sweep-journals}
if [ -n "${LRSCOPE:-}" ]; then
  PATH=$(CDPATH='' cd -- "$(dirname -- "$LRSCOPE")" && pwd):$PATH
  export PATH
fi
mkdir -p "$dir"

# By way of a file, not a pipe: a wrong option ends this script here.
lrscope sweep "$@" --dry-run --format table --journal "$dir/runs.jsonl" > "$dir/commands"

# Every command looks into its journal first and leaves out what is there, so none of parallel's --resume: that goes
# by line numbers alone and would not notice other data or other options. The joblog says when each ran, and its status.
PARALLEL_SHELL=/bin/sh parallel --will-cite --joblog "$dir/joblog" < "$dir/commands" > "$dir/log" 2>&1 || {
  tail -n 4 "$dir/log" >&2
  echo "gnu-parallel.sh: some runs did not end: $dir/joblog says which, $dir/log why; the same command goes on." >&2
  exit 5
}
exec lrscope merge "$dir"/runs.*.jsonl
