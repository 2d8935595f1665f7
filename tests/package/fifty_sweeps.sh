#!/bin/sh
# fifty_sweeps.sh DATA PROGRAM…: fifty sweeps over activations, losses, optimizers, initialisers and precisions, one line
# each: a checksum of all records, the outcomes in order, and the options. Two builds of lrscope give the same records if
# they give the same lines; for another kind of processor the outcomes must agree: OUTCOMES=1 leaves the checksums out.
# PROGRAM is what starts lrscope, of one word or more (an emulator, a container). Status 1 if a sweep fails.
set -eu
data=$1
shift
records=$(mktemp)
trap 'rm -f "$records"' EXIT
rates=dec:1e-4:1:1

sweep() {  # FILE OPTIONS…: what starts the program is in $program
  file=$1
  shift
  # shellcheck disable=SC2086
  $program sweep "$data/$file" --scale standard --hidden 16,8 --epochs 4 --lr $rates --format jsonl -q "$@" >"$records"
  sum=
  [ -n "${OUTCOMES:-}" ] || sum=$(cksum <"$records" | tr ' ' -)
  printf '%s %s %s %s\n' "$sum" "$(sed -n 's/.*"outcome":"\([a-z-]*\)".*/\1/p' "$records" | tr '\n' ,)" "$file" "$*"
}

program=$*
for file in diabetes.csv alpha_regression.csv line.csv chebyshev.csv; do
  for activation in relu tanh sigmoid softplus silu; do
    sweep $file --activation $activation
    sweep $file --activation $activation --optimizer adam --precision float64
  done
done
for loss in half-mse sse mae huber; do
  sweep diabetes.csv --loss $loss
done
for init in he-normal lecun-normal pytorch; do
  sweep diabetes.csv --init $init --optimizer heavy-ball
done
sweep diabetes.csv --optimizer rmsprop --schedule cosine
sweep normal.csv --optimizer nesterov --weight-decay 1e-2
sweep diabetes.csv --seeds 0..3 --sharpness-every 5
