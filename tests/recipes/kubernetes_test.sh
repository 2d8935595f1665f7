#!/bin/sh
# The recipe for Kubernetes: its manifest is checked, and its containers' commands are run on this machine as the pods
# of every index would run them, one of which is killed. A cluster is not needed.
set -eu
. "$(dirname -- "$0")/recipes.sh"
for python in python3 /usr/bin/python3 ''; do
  [ -n "$python" ] || skip "there is no python3 that has PyYAML (package python3-yaml)"
  ! "$python" -c 'import yaml' 2>/dev/null || break
done

data=$recipes/../data/diabetes.csv
kills_once shard-3.jsonl 1 11
PATH=$work/bin:$PATH "$python" "$tests/kubernetes_test.py" "$recipes/kubernetes-indexed-job.yaml" "$data" "$work/claim" > merged
[ -e killed ] || fail "no pod was killed"
sweeps_whole "$work/claim/data/train.csv" --scale standard --lr dec:1e-5:1e-1:4 --seeds 0..4
cmp whole.txt merged || fail "the merge job says other than one uninterrupted sweep"
merges_to_the_same claim/results/shard-*.jsonl
