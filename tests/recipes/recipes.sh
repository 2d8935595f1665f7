# Sourced by the tests of the recipes, which run them as a user would and hold what lrscope merge then says against
# one uninterrupted sweep on one machine, byte for byte. POSIX sh. LRSCOPE is the path of the program.
#
# $work is an empty folder of the test's own, gone at its end; cleanup_more may be redefined to end daemons.

program=$(CDPATH='' cd -- "$(dirname -- "$LRSCOPE")" && pwd)/$(basename -- "$LRSCOPE")
tests=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
recipes=$(CDPATH='' cd -- "$tests/../../examples/recipes" && pwd)
work=$(mktemp -d)
cleanup_more() { :; }
trap 'cleanup_more; cd /; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
# The test may itself run as a task of one of these.
unset JOB_COMPLETION_INDEX LRSCOPE_SHARDS PARALLEL $(env | sed -n 's/^\(S[LB][A-Z]*_[A-Z0-9_]*\)=.*/\1/p')

skip() { echo "skipped: $*"; exit 77; }
fail() { echo "FAILED: $*" >&2; exit 1; }

# kills_once SHARD AFTER OF: makes $work/bin/lrscope, which is lrscope, except that the first program with SHARD in its
# options is killed when AFTER of its OF runs, or a few more, have ended; $work/killed then exists.
kills_once() {
  export kill_program="$program" kill_folder="$work" kill_shard="$1" kill_after="$2" kill_of="$3"
  mkdir "$work/bin"
  cp "$tests/killed_once.sh" "$work/bin/lrscope"
  chmod +x "$work/bin/lrscope"
}

# sweeps_whole OPTIONS…: the sweep on one machine, in every format, as whole.*
sweeps_whole() {
  "$program" sweep "$@" --quiet -o whole.csv -o whole.tsv -o whole.jsonl -o whole.md > whole.txt
}

# merges_to_the_same JOURNALS…
merges_to_the_same() {
  "$program" merge "$@" --quiet -o merged.csv -o merged.tsv -o merged.jsonl -o merged.md > merged.txt ||
    fail "lrscope merge ended with status $?"
  for format in csv tsv jsonl md txt; do
    cmp "whole.$format" "merged.$format" || fail "$format differs from that of one uninterrupted sweep"
  done
}

# is_incomplete JOURNALS…: merge writes nothing and says so by its status.
is_incomplete() {
  status=0
  "$program" merge "$@" > incomplete 2> incomplete.log || status=$?
  [ "$status" -eq 5 ] && [ ! -s incomplete ] || fail "lrscope merge of a part ended with status $status"
}
