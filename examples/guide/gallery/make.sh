#!/bin/sh
# Makes the pictures of this folder, each by one command: make.sh [FOLDER]. LRSCOPE names the program, else `lrscope`.
set -eu
cd "${1:-$(dirname "$0")}"
lrscope() { "${LRSCOPE:-lrscope}" "$@" -q >/dev/null; }
diabetes="case:diabetes --target progression --scale standard"

# shellcheck disable=SC2086
{
  lrscope sweep $diabetes --lr log:1e-5:1e-1:17 --seeds 0..2 -o rates.svg
  lrscope sweep $diabetes --lr 1e-5,1e-4,3e-4,6e-4,1e-3,3e-3 --epochs 5 --trajectories steps.jsonl
  lrscope explain $diabetes --lr 1e-2 -o changes.svg --along along.svg
  lrscope find $diabetes -o find.jsonl
  lrscope spectrum $diabetes --hidden 16 --eigenvalues 8 -o spectrum.svg
  lrscope map $diabetes --scale-target standard --hidden 8 --activation tanh --batch-size full --max-steps 100 \
    --x lr=log:1e-3:100 --y init-scale=log:.03:30 --size 48x36 -o map.svg
}
"${LRSCOPE:-lrscope}" plot steps.jsonl --panel trajectories -o trajectories.svg
"${LRSCOPE:-lrscope}" plot find.jsonl --panel range-test -o range-test.svg

# The edge of stability: 20 points of T₃, full batches, above and below the limit.
lrscope trace case:chebyshev --hidden 40 --activation tanh --batch-size full --precision float64 --lr .05,.15,.4 \
  --max-steps 500 --sharpness-every 10 -o edge.jsonl
"${LRSCOPE:-lrscope}" plot edge.jsonl --panel sharpness,stability -o edge-of-stability.svg

# One run, as in figure 8.1 of Deep Learning: gradients grow while the loss falls.
lrscope trace case:diabetes --target progression --scale standard --scale-target standard --lr .02 --epochs 20 -o run.jsonl
"${LRSCOPE:-lrscope}" plot run.jsonl --panel gradient,prediction -o gradient.svg

# The answers to the question, as pictures.
lrscope trace case:square --lr .1,.9,1.01 --max-steps 12 --precision float64 --theta -o square.jsonl
lrscope trace case:canyon --lr .1,.3,.39 --max-steps 25 --precision float64 --theta -o canyon.jsonl
lrscope trace case:alpha --hidden none --no-bias --init zeros --loss half-sse --batch-size full --precision float64 \
  --lr .01,.12 --max-steps 30 --theta -o alpha.jsonl
for name in square canyon alpha; do "${LRSCOPE:-lrscope}" plot $name.jsonl --panel path -o $name.svg; done
rm -f ./*.jsonl
