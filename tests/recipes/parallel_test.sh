#!/bin/sh
# The recipe for GNU parallel: a run of the sweep is killed; the same command goes on, and says the same as one sweep.
set -eu
. "$(dirname -- "$0")/recipes.sh"
parallel --version 2>/dev/null | grep -q 'GNU parallel' || skip "GNU parallel is not installed (package parallel)"

# With spaces and quotes in names, and more than one run a rate.
mkdir "it's here"
cp "$recipes/../data/diabetes.csv" "it's here/some data.csv"
export DIR="it's here/the journals"
sweep() {
  LRSCOPE=$1 sh "$recipes/gnu-parallel.sh" "it's here/some data.csv" --lr dec:1e-5:1e-2:1 --seeds 0,1 --epochs 600
}
sweeps_whole "it's here/some data.csv" --lr dec:1e-5:1e-2:1 --seeds 0,1 --epochs 600

kills_once "--shard 2/8" 0 1
status=0
sweep "$work/bin/lrscope" > first 2> first.log || status=$?
[ -e killed ] || fail "no run was killed: $(cat first.log)"
[ "$status" -eq 5 ] && [ ! -s first ] || fail "a sweep with a killed run ended with status $status"
awk '$1 == 2 && $7 == 137 { found = 1 } END { exit !found }' "$DIR/joblog" || fail "the joblog does not name the killed run"
is_incomplete "$DIR"/runs.*.jsonl

sweep "$work/bin/lrscope" > second 2> second.log || fail "the repeated sweep ended with status $?: $(cat second.log)"
cmp whole.txt second || fail "the recipe says other than one uninterrupted sweep"
[ "$(grep -c '1 run finished before' "$DIR/log")" -eq 7 ] || fail "finished runs were not left out"
merges_to_the_same "$DIR"/runs.*.jsonl

# Another sweep in the same folder is refused, not mixed in.
status=0
LRSCOPE=$program sh "$recipes/gnu-parallel.sh" case:diabetes --lr 1e-4 > other 2> other.log || status=$?
[ "$status" -eq 5 ] && [ ! -s other ] && grep -q 'belongs to another sweep' "$DIR/log" ||
  fail "another sweep in the same folder ended with status $status"
