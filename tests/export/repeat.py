"""Runs the scripts that `lrscope export` writes, and compares what they print with `lrscope trace`.

repeat.py LRSCOPE numpy|pytorch|keras|tf1: exits 77 where the interpreter has no such module.
"""
import csv
import importlib.metadata
import importlib.util
import io
import math
import os
import subprocess
import sys
import tempfile

TABLE = "a,b,c,k,two,count,weight,y,z\n" + "".join(
    f"{(i * 37 % 29) / 7 - 2},{(i * 53 % 31) / 5 - 3},{i % 5},{'pqr'[i % 3]},{'uv'[i * i % 7 % 2]},{i * 5 % 8},"
    f"{0.5 + i % 4},{1 + (i * 17 % 23) / 4},{i % 7 / 3}\n"
    for i in range(60)
)
SMALL = "--target y --hidden 5,4 --activation tanh --scale standard --scale-target standard --max-steps 25 --seed 3 "
CLASSES = "--target k --hidden 6 --scale standard --max-steps 25 --optimizer adam --lr .05 "
TWO = "--target two --hidden 6 --scale standard --max-steps 25 --activation tanh --lr .2 "
COUNTS = "--target count --hidden 6 --scale standard --max-steps 25 --activation tanh --lr .03 "
FALLING = "--schedule cosine --warmup-steps 3 "
ORIGINAL = [
    SMALL + "--lr .1 --batch-size 7",
    SMALL + "--lr .05 --optimizer heavy-ball --batch-size full",
    SMALL + "--lr .05 --optimizer nesterov --sampling replacement --batch-size 9",
    SMALL + "--lr .02 --optimizer adam --weight-decay .1",
    SMALL + "--lr .02 --optimizer adamw --weight-decay .1 --beta1 .8 --beta2 .95",
    SMALL + "--lr .02 --optimizer rmsprop --epsilon 1e-3",
    SMALL + "--lr .1 --optimizer adagrad --weight-decay .01",
    SMALL + "--lr .5 --clip-norm .3 --schedule cosine --warmup-steps 4",
    SMALL + "--lr .5 --clip-value .05 --schedule step --decay-rate .5 --decay-steps 6",
    SMALL + "--lr .2 --schedule exponential --no-bias",
    SMALL + "--lr .2 --schedule linear --activation relu --last-batch drop --batch-size 8",
    SMALL + "--lr .2 --schedule inverse-time --activation leaky-relu --shuffle no --batch-size 8",
    SMALL + "--lr .1 --activation sigmoid --init sklearn --drop a --layer-lr 1=0,3=.3",
    SMALL + "--lr .1 --activation softplus --loss half-mse",
    SMALL + "--lr .002 --activation elu --loss sse --layer-lr 2=.01",
    SMALL + "--lr .002 --activation gelu --loss half-sse --init truncated-he-normal",
    SMALL + "--lr .1 --activation silu --loss mae --target-scale 2",
    SMALL + "--lr .1 --activation identity --loss huber --huber-delta .4",
    SMALL + "--lr .1 --hidden none --target y --target z --holdout .25",
    "--target y --hidden 3 --activation tanh --scale-target log --lr .05 --max-steps 20",
    "--target y --hidden 6 --activation relu --relu-backward multiply --lr .01 --epochs 3",
    CLASSES,
    CLASSES + "--loss naive-cross-entropy --init-bias as-weights",
    "--target y --hidden 4 --activation relu --lr 100 --max-steps 40 --batch-size full",
]
NUMPY = ORIGINAL + [
    SMALL + "--lr .02 --optimizer adam --epsilon .1 --epsilon-form hat --decay-form decoupled --weight-decay .3",
    SMALL + "--lr .02 --optimizer adam --epsilon .1 --epsilon-form inside --decay-over batch --weight-decay 2",
    SMALL + "--lr .02 --optimizer adamw --epsilon .1 --epsilon-form hat --decay-form coupled --weight-decay .3",
    SMALL + "--lr .02 --optimizer nadam --epsilon .1 --momentum-decay .5 --weight-decay .1 --decay-of weights",
    SMALL + "--lr .02 --optimizer nadam --epsilon .1 --epsilon-form inside " + FALLING,
    SMALL + "--lr .02 --optimizer rmsprop --epsilon .1 --epsilon-form inside --initial-accumulator .5",
    SMALL + "--lr .02 --optimizer rmsprop --epsilon .1 --epsilon-form legacy --momentum .8 --centered --velocity steps "
    + FALLING,
    SMALL + "--lr .02 --optimizer rmsprop --epsilon .1 --epsilon-form legacy --centered",
    SMALL + "--lr .2 --optimizer adagrad --epsilon .1 --epsilon-form inside --initial-accumulator .1",
    SMALL + "--lr .05 --optimizer heavy-ball --velocity steps --momentum .8 " + FALLING,
    SMALL + "--lr .05 --optimizer nesterov --velocity steps --schedule exponential --decay-rate .5 --decay-steps 4",
    SMALL + "--lr .01 --optimizer lion --weight-decay .2 --decay-of weights --batch-size 13",
    SMALL + "--lr .01 --optimizer signsgd --weight-decay .2",
    SMALL + "--lr .02 --optimizer muon --epsilon .01 --epsilon-form hat --muon-scale rms --weight-decay .2",
    SMALL + "--lr .02 --optimizer muon --momentum .8 --beta1 .7",
    SMALL + "--lr .1 --weight-decay 3 --decay-form decoupled --decay-of weights --decay-over batch --batch-size 16",
    SMALL + "--lr .5 --clip-norm .2 --clip-by variable --clip-margin .01 --weight-decay .1",
    SMALL + "--lr .5 --clip-norm .2 --clip-value .03 --clip-nonfinite spread --clip-margin 0",
    "--target y --hidden 4 --activation relu --lr 1e4 --max-steps 60 --batch-size full --clip-norm 1e300 "
    "--clip-nonfinite spread",
    SMALL + "--lr .3 --schedule inverse-time --decay-rate .5 --decay-steps 4 --warmup-steps 5",
    TWO + "--loss binary-cross-entropy --class-weight u=2,v=.5",
    TWO + "--loss mse,cross-entropy,binary-cross-entropy",
    TWO + "--class-weight balanced --holdout .2",
    COUNTS + "--loss poisson --sample-weight weight",
    COUNTS + "--loss quantile --quantile .8 --sample-weight weight --batch-size 7",
    COUNTS + "--loss half-sse --sample-weight weight --lr .001 --hidden none --output-activation exp",
    SMALL + "--lr .1 --activation relu,sigmoid --output-activation tanh --scale-target minmax",
    CLASSES + "--loss clipped-cross-entropy --class-weight p=3,q=1,r=.5 --lr 3",
    SMALL + "--lr .1 --layer-lr 2=0 --optimizer adam --weight-decay .1 --decay-form decoupled --clip-norm 1",
]
SINGLE = " --precision float32"
PYTORCH = [ORIGINAL[i] + SINGLE for i in (0, 1, 2, 3, 4, 5, 7, 12, 17, 21, 23)] + [flags + SINGLE for flags in (
    SMALL + "--lr .02 --optimizer nadam --epsilon .01 --momentum-decay .5 --weight-decay .1 --decay-form decoupled",
    SMALL + "--lr .02 --optimizer nadam --weight-decay 2 --decay-of weights --decay-over batch --batch-size 16",
    SMALL + "--lr .02 --optimizer rmsprop --momentum .8 --centered --epsilon .01 " + FALLING,
    SMALL + "--lr .1 --optimizer adagrad --initial-accumulator .1 --weight-decay .1 --decay-form decoupled",
    SMALL + "--lr .02 --optimizer adam --weight-decay .3 --decay-form decoupled --decay-of weights",
    SMALL + "--lr .02 --optimizer adamw --weight-decay .3 --decay-form coupled",
    SMALL + "--lr .5 --clip-norm .2 --clip-by variable --clip-value .1 --clip-nonfinite spread",
    SMALL + "--lr .5 --activation relu,gelu --output-activation tanh --scale-target minmax",
    TWO + "--loss binary-cross-entropy --class-weight u=2,v=.5",
    COUNTS + "--loss poisson --sample-weight weight",
    COUNTS + "--loss quantile --quantile .8",
    CLASSES + "--loss clipped-cross-entropy --class-weight p=3,q=1,r=.5",
    SMALL + "--like pytorch --lr .01 --batch-size 8",
    SMALL + "--like pytorch --lr .01 --optimizer adam",
)]
# Keras and TensorFlow take powers of β in float32, which is up to 1e-5 away: these two are the same in both precisions.
BETAS = " --beta1 .875 --beta2 .9990234375"
KERAS = [ORIGINAL[i] for i in (0, 7, 8, 13, 16, 17, 20, 23)] + [
    SMALL + "--like keras --lr .001",
    SMALL + "--like keras --lr .01 --optimizer adam" + SINGLE,
    SMALL + "--like keras --lr .01 --optimizer adamw --weight-decay .3 --decay-of weights" + BETAS,
    SMALL + "--like keras --lr .01 --optimizer adam --weight-decay .3 --decay-form coupled" + BETAS,
    SMALL + "--like keras --lr .05 --optimizer heavy-ball --weight-decay .1 " + FALLING,
    SMALL + "--like keras --lr .05 --optimizer nesterov --clip-norm .3 " + FALLING,
    SMALL + "--like keras --lr .3 --optimizer sgd --clip-norm .2 --clip-by all",
    SMALL + "--like keras --lr .3 --optimizer sgd --clip-norm .2 --clip-value .03 --weight-decay .1",
    SMALL + "--like keras --lr .3 --optimizer sgd --clip-norm .2 --clip-margin .01 --clip-by variable",
    SMALL + "--like keras --lr .01 --optimizer rmsprop --momentum .8 --centered --epsilon .01 " + FALLING,
    SMALL + "--like keras --lr .1 --optimizer adagrad",
    SMALL + "--like keras --lr .01 --optimizer nadam" + BETAS,
    SMALL + "--like keras --lr .01 --optimizer lion --weight-decay .2",
    SMALL + "--like keras --lr .01 --optimizer muon --weight-decay .2" + BETAS,
    TWO + "--loss binary-cross-entropy --class-weight u=2,v=.5",
    COUNTS + "--loss poisson --sample-weight weight",
    COUNTS + "--loss quantile --quantile .8",
    "--target k --hidden 6 --scale standard --max-steps 25 --lr .5 --loss clipped-cross-entropy",
    "--target k --hidden 6 --scale standard --max-steps 25 --lr .5 --activation silu",
]
TF1 = [ORIGINAL[i] for i in (0, 1, 2, 7, 8, 13, 15, 16, 17, 20, 23)] + [
    SMALL + "--like tf1 --lr .01",
    SMALL + "--like tf1 --lr .01 --optimizer adam" + SINGLE,
    SMALL + "--like tf1 --lr .01 --optimizer adam --weight-decay 2 --decay-of weights --decay-over batch" + BETAS,
    SMALL + "--like tf1 --lr .01 --optimizer rmsprop --momentum .8 --centered --epsilon .01 " + FALLING,
    SMALL + "--like tf1 --lr .05 --optimizer adagrad",
    SMALL + "--like tf1 --lr .05 --optimizer heavy-ball --clip-norm .3 " + FALLING,
    SMALL + "--like tf1 --lr .05 --clip-norm .3 --clip-by variable --clip-value .1",
    "--like tf1 --target k --hidden 6 --scale standard --max-steps 25 --lr .05",
    TWO + "--loss binary-cross-entropy --class-weight u=2,v=.5",
    COUNTS + "--loss poisson --sample-weight weight",
]
RUNS = {"numpy": NUMPY, "pytorch": PYTORCH, "keras": KERAS, "tf1": TF1}
MODULES = {"numpy": "numpy", "pytorch": "torch", "keras": "keras", "tf1": "tensorflow"}


def run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-2000:]}")
    return list(csv.DictReader(io.StringIO(done.stdout)))


def words_of(flags):
    """The words, of a flag that is repeated the last one; --target adds up."""
    options, words = {}, flags.split()
    while words:
        flag = words.pop(0)
        value = [words.pop(0)] if words and not words[0].startswith("--") else []
        options[flag + value[0] if flag == "--target" else flag] = [flag, *value]
    return [word for option in options.values() for word in option]


def error_of(a, b):
    """Relative; 0 for two numbers that are both not finite in the same way."""
    if not (math.isfinite(a) and math.isfinite(b)):
        return 0 if math.isnan(a) == math.isnan(b) else math.inf
    return abs(a - b) / max(abs(a), abs(b), 1e-300)


def compare(lrscope, framework, number, flags, folder):
    """A problem, or nothing; the largest error of a loss."""
    table = os.path.join(folder, "table.csv")
    with open(table, "w") as file:
        file.write(TABLE)
    words = [*words_of("--precision float64 " + flags), "-q"]
    place = f"run{number}"
    run([lrscope, "export", table, *words, "-o", place, "--framework", framework], folder)
    with open(os.path.join(folder, place, "train.py")) as file:
        if f"import {MODULES[framework]}" not in file.read():
            return "a script for another framework"
    theirs = [row for row in run([sys.executable, os.path.join(place, "train.py")], folder) if row["step"] != "end"]
    ours = run([lrscope, "trace", table, *words, "--sharpness-every", "0", "--format", "csv",
                "--fields", "step,loss,gradient_norm"], folder)
    # Past the rise of a run that diverges, rounding decides the last steps.
    tolerance, slack = (1e-10, 0) if framework == "numpy" else (1e-5, 1)
    first_nan = [next((i for i, row in enumerate(rows) if math.isnan(float(row["loss"]))), len(rows))
                 for rows in (ours, theirs)]
    if abs(first_nan[0] - first_nan[1]) > slack:
        return f"first NaN in step {first_nan[0]}, in the script in {first_nan[1]}", 0
    diverges = min(first_nan) < len(ours)
    worst = 0
    for mine, other in list(zip(ours, theirs))[: min(first_nan) - (2 if diverges and framework != "numpy" else 0)]:
        error = error_of(float(mine["loss"]), float(other["loss"]))
        if error > tolerance:
            return f"step {mine['step']}: {mine['loss']}, in the script {other['loss']}", error
        if error_of(float(mine["gradient_norm"]), float(other["gradient_norm"])) > 100 * tolerance:
            return f"step {mine['step']}: |g| {mine['gradient_norm']}, in the script {other['gradient_norm']}", error
        worst = max(worst, error)
    return ("" if len(theirs) > 3 else "too few steps"), worst


def runs_of(framework):
    """All of them; NAdam of PyTorch 1 takes its momentum twice into the product of the next step (mended in 2)."""
    runs = RUNS[framework]
    if framework == "pytorch" and importlib.metadata.version("torch").startswith("1."):
        runs = [flags for flags in runs if "nadam" not in flags]
    return runs


def main(lrscope, framework):
    if importlib.util.find_spec(MODULES[framework]) is None:
        print(f"skipped: no module for {framework}")
        return 77
    failed, worst, runs = 0, 0, runs_of(framework)
    with tempfile.TemporaryDirectory() as folder:
        for number, flags in enumerate(runs):
            try:
                problem, error = compare(lrscope, framework, number, flags, folder)
            except RuntimeError as failure:
                problem, error = str(failure), 0
            worst = max(worst, error)
            if problem:
                print(f"{flags}\n  {problem}")
            failed += bool(problem)
    print(f"{framework}: {len(runs)} runs, the largest relative error of a loss {worst:.1e}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
