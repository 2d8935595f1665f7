"""Runs the scripts that `lrscope export` writes, and compares what they print with `lrscope trace`.

repeat.py LRSCOPE numpy|pytorch|keras|tf1: exits 77 where the interpreter has no such module.
"""
import csv
import importlib.util
import io
import math
import os
import subprocess
import sys
import tempfile

TABLE = "a,b,c,k,y,z\n" + "".join(
    f"{(i * 37 % 29) / 7 - 2},{(i * 53 % 31) / 5 - 3},{i % 5},{'pqr'[i % 3]},{1 + (i * 17 % 23) / 4},{i % 7 / 3}\n"
    for i in range(60)
)
SMALL = "--target y --hidden 5,4 --activation tanh --scale standard --scale-target standard --max-steps 25 --seed 3 "
CLASSES = "--target k --hidden 6 --scale standard --max-steps 25 --optimizer adam --lr .05 "
NUMPY = [
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
PYTORCH = [NUMPY[i] for i in (0, 1, 2, 3, 4, 5, 7, 17, 21, 23)]
EPSILON = " --epsilon 0"
KERAS = [NUMPY[i] for i in (0, 1, 2, 7, 8, 17, 23)] + [NUMPY[i] + EPSILON for i in (3, 4, 5, 6, 21)]
TF1 = [NUMPY[i] for i in (0, 1, 2, 7, 8, 13, 15, 16, 17, 22, 23)] + [NUMPY[3] + EPSILON]
TF1[9] = CLASSES.replace("adam --lr .05", "heavy-ball --lr .1 --loss naive-cross-entropy")
RUNS = {"numpy": NUMPY, "pytorch": PYTORCH, "keras": KERAS, "tf1": TF1}
MODULES = {"numpy": "numpy", "pytorch": "torch", "keras": "keras", "tf1": "tensorflow"}


def run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stderr}")
    return list(csv.DictReader(io.StringIO(done.stdout)))


def words_of(flags):
    """The words, of a flag that is repeated the last one; --target adds up."""
    options, words = {}, flags.split()
    while words:
        flag = words.pop(0)
        value = [words.pop(0)] if words and not words[0].startswith("--") else []
        options[flag + value[0] if flag == "--target" else flag] = [flag, *value]
    return [word for option in options.values() for word in option]


def is_close(a, b, tolerance):
    if not (math.isfinite(a) and math.isfinite(b)):
        return math.isnan(a) == math.isnan(b)
    return abs(a - b) <= tolerance * max(abs(a), abs(b)) + 1e-300


def compare(lrscope, framework, number, flags, folder):
    table = os.path.join(folder, "table.csv")
    with open(table, "w") as file:
        file.write(TABLE)
    words = [*words_of(flags), "--precision", "float64", "-q"]
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
        return f"first NaN in step {first_nan[0]}, in the script in {first_nan[1]}"
    for mine, other in list(zip(ours, theirs))[: min(first_nan) - (0 if framework == "numpy" else 2)]:
        if not is_close(float(mine["loss"]), float(other["loss"]), tolerance):
            return f"step {mine['step']}: {mine['loss']}, in the script {other['loss']}"
        if not is_close(float(mine["gradient_norm"]), float(other["gradient_norm"]), 100 * tolerance):
            return f"step {mine['step']}: |g| {mine['gradient_norm']}, in the script {other['gradient_norm']}"
    return "" if len(theirs) > 3 else "too few steps"


def main(lrscope, framework):
    if importlib.util.find_spec(MODULES[framework]) is None:
        system = "/usr/bin/python3"  # may have the modules of the distribution
        if os.path.exists(system) and "LRSCOPE_TRIED" not in os.environ:
            os.execve(system, [system, *sys.argv], {**os.environ, "LRSCOPE_TRIED": "1"})
        print(f"skipped: no module for {framework}; LRSCOPE_PYTHON names another interpreter")
        return 77
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, flags in enumerate(RUNS[framework]):
            problem = compare(lrscope, framework, number, flags, folder)
            if problem:
                print(f"{flags}\n  {problem}")
            failed += bool(problem)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
